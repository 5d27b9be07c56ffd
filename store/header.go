package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The layout of a bbolt 1.5 meta page, which comes twice, at the beginning of
// pages 0 and 1 (internal/common/page.go and meta.go of go.etcd.io/bbolt).
// Numbers have the byte order of the machine.
const (
	pageHeader      = 16
	metaBytes       = 64
	metaMagicAt     = 0
	metaVersionAt   = 4
	metaPageSizeAt  = 8
	metaRootAt      = 16
	metaFreelistAt  = 32
	metaHighWaterAt = 40
	metaTxidAt      = 48
	metaChecksumAt  = 56

	boltMagic      = 0xED0CDAED
	boltVersion    = 2
	noFreelist     = ^uint64(0)
	minPageSize    = 1 << 10
	maxPageSize    = 1 << 24
	metaPagesBytes = pageHeader + metaBytes
)

// boltMeta is what a meta page says of the file.
type boltMeta struct {
	pageSize  uint64
	root      uint64
	freelist  uint64
	highWater uint64 // pages in use or free: the file is at least as long
	txid      uint64
}

var (
	errNotBolt   = errors.New("no bbolt file")
	errVersion   = errors.New("another version of bbolt")
	errChecksum  = errors.New("both of its first pages are torn")
	errNonsense  = errors.New("its first pages contradict themselves")
	errTruncated = errors.New("the end of it is missing")
)

// checkHeader reads the meta pages of f and makes sure that everything they
// point to lies within the file. bbolt itself maps the file unseen and dies by
// SIGBUS on the first page that is not there.
func checkHeader(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	meta, err := newestMeta(f)
	if err != nil {
		return err
	}
	switch {
	case meta.root >= meta.highWater || meta.freelist != noFreelist && meta.freelist >= meta.highWater:
		return errNonsense
	case meta.highWater > uint64(info.Size())/meta.pageSize:
		return fmt.Errorf("%w: %d bytes of %d", errTruncated, info.Size(), meta.highWater*meta.pageSize)
	}
	return nil
}

// newestMeta returns the valid meta page of the later transaction. One of the
// two may be torn: that is what the other is for.
func newestMeta(r io.ReaderAt) (boltMeta, error) {
	first, err := readMeta(r, 0)
	found, ok := first, err == nil
	for size := int64(minPageSize); size <= maxPageSize; size *= 2 {
		second, secondErr := readMeta(r, size)
		if secondErr != nil || second.pageSize != uint64(size) {
			continue
		}
		if !ok || second.txid > found.txid {
			found, ok = second, true
		}
	}
	if !ok {
		return boltMeta{}, err
	}
	return found, nil
}

func readMeta(r io.ReaderAt, at int64) (boltMeta, error) {
	page := make([]byte, metaPagesBytes)
	if _, err := r.ReadAt(page, at); errors.Is(err, io.EOF) {
		return boltMeta{}, errNotBolt
	} else if err != nil {
		return boltMeta{}, err
	}
	raw, order := page[pageHeader:], binary.NativeEndian
	sum := fnv.New64a()
	_, _ = sum.Write(raw[:metaChecksumAt]) // a hash takes everything
	switch {
	case order.Uint32(raw[metaMagicAt:]) != boltMagic:
		return boltMeta{}, errNotBolt
	case order.Uint32(raw[metaVersionAt:]) != boltVersion:
		return boltMeta{}, errVersion
	case order.Uint64(raw[metaChecksumAt:]) != sum.Sum64():
		return boltMeta{}, errChecksum
	}
	m := boltMeta{
		pageSize:  uint64(order.Uint32(raw[metaPageSizeAt:])),
		root:      order.Uint64(raw[metaRootAt:]),
		freelist:  order.Uint64(raw[metaFreelistAt:]),
		highWater: order.Uint64(raw[metaHighWaterAt:]),
		txid:      order.Uint64(raw[metaTxidAt:]),
	}
	if m.pageSize < minPageSize || m.pageSize > maxPageSize {
		return boltMeta{}, errNonsense
	}
	return m, nil
}
