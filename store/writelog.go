package store

import (
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"lobby.internal/store/badgelog"
)

// The formats of WriteLog.
const (
	FormatCSV   = "csv"
	FormatJSONL = "jsonl"
)

// LogQuery says which entries WriteLog writes, and how.
type LogQuery struct {
	Format string    // FormatCSV or FormatJSONL
	Since  time.Time // see Export
	Until  time.Time
	Key    *badgelog.Key // signs the export; nil: the chain is not followed and nothing is signed
}

// WriteLog writes the badge log's entries as CSV without a byte order mark or as
// one JSON object a line, and returns the signed note for them, which is also
// the last line of the JSON form. It copies out in small batches, so that
// decisions go on meanwhile. A chain that breaks on the way is an error.
func (db *DB) WriteLog(w io.Writer, q LogQuery) (signed []byte, err error) {
	sum := sha256.New()
	out := io.MultiWriter(w, sum)
	end := func() error { return nil }
	var write func(badgelog.Row) error
	switch q.Format {
	case FormatCSV:
		c, err := badgelog.NewCSVWriter(out, badgelog.CSVOptions{})
		if err != nil {
			return nil, err
		}
		write, end = c.Write, c.Flush
	case FormatJSONL:
		write = badgelog.NewJSONLWriter(out).Write
	default:
		return nil, fmt.Errorf("store: the badge log is written as %s or %s, not as %q", FormatCSV, FormatJSONL, q.Format)
	}
	var follower badgelog.Follower
	err = db.Export(q.Since, q.Until, func(r badgelog.Row) error {
		if q.Key != nil {
			if err := follower.Next(r); err != nil {
				return err
			}
		}
		return write(r)
	})
	if err == nil {
		err = end()
	}
	if err != nil || q.Key == nil {
		return nil, err
	}
	if signed, err = db.signExport(follower.Checkpoint(), badgelog.Hash(sum.Sum(nil)), *q.Key); err != nil {
		return nil, err
	}
	if q.Format == FormatJSONL {
		err = badgelog.NewJSONLWriter(w).WriteNote(signed)
	}
	return signed, err
}

// signExport signs what was exported, which may be nothing.
func (db *DB) signExport(c badgelog.Checkpoint, sum badgelog.Hash, key badgelog.Key) ([]byte, error) {
	if c.Seq == 0 {
		c.Kiosk, c.Epoch = db.kiosk, db.epoch
	}
	c.Export.Sum = sum
	return c.Sign(key.Signer)
}
