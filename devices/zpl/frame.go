package zpl

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// The bytes of ZPL II. Page numbers are those of the ZPL II Programming Guide
// 45541L; the newer guide at docs.zebra.com has a page of the same name for
// each command. A command ends where the next begins, so the line ends mean
// nothing to a printer; they are there for whoever listens in on the line.
const (
	cmdCancel = "~JA\r\n"   // cancel all: what is being received and what waits to be printed
	cmdStatus = "~HS\r\n"   // host status, p. 171: answered with three strings
	cmdHealth = "~HQES\r\n" // host query, error status: answered with one
	// cmdNoReprint keeps a printer from printing again by itself the label that
	// a fault has spoilt (^JZ). It is forgotten at power-off.
	cmdNoReprint = "^XA^JZN^XZ\r\n"
	// cmdForget drops what a job that was cut off left in the memory (^ID), too.
	cmdForget = "^XA^JZN^IDR:" + pictures + "^XZ\r\n"
	// picture names what a compact job keeps in the memory until it is drawn, and
	// pictures all of them. A name is not used again, so that one that was lost on
	// its way is not drawn as the one before.
	picture  = "LB%06d.GRF"
	pictures = "LB*.GRF"
	names    = 1_000_000
	// commit ends a format and makes the printer print it.
	commit = "^XZ\r\n"

	stx = 0x02 // begins each string of an answer
	etx = 0x03 // ends it
)

// The flags of ~HQES, group 1 (docs.zebra.com, ~HQ, "Error Flags" and
// "Warning Flags").
const (
	errMedia       = 0x1
	errRibbon      = 0x2
	errHeadOpen    = 0x4
	errCutter      = 0x8
	errHeadHot     = 0x10
	errMotorHot    = 0x20
	errElement     = 0x40
	errHeadUnknown = 0x80
	errFirmware    = 0x100
	errThermistor  = 0x200
	errRetractJam  = 0x1000
	errPresenter   = 0x2000
	errFeed        = 0x4000
	errClearPath   = 0x8000
	errPaused      = 0x10000
	errRetractTime = 0x20000
	errMarkSetup   = 0x40000
	errMarkMissing = 0x80000

	warnCalibrate   = 0x1
	warnCleanHead   = 0x2
	warnReplaceHead = 0x4
	warnPaperLow    = 0x8
)

// Encoder builds jobs. It keeps its working memory from one job to the next
// and is used by one goroutine. The zero value is ready.
type Encoder struct {
	// Compact says that a label whose dots come in squares of two is sent at half
	// its size (~DG) and enlarged by the printer (^XG).
	Compact bool

	count  int // of compact jobs
	packed bytes.Buffer
	zip    *zlib.Writer
}

// Job returns the job that prints label once, as a single graphic field
// (^GFA, p. 141) whose data are compressed and carry a checksum over the
// characters on the wire (:Z64:, p. 370): a printer that finds it wrong draws
// nothing. No text of a label ever reaches the printer's parser. The error
// wraps devices.ErrSize when label's fields do not fit one another.
func (e *Encoder) Job(label *devices.Bitmap) (printing.Job, error) {
	total := label.Stride * label.Height
	if label.Width <= 0 || label.Height <= 0 || label.Stride != (label.Width+7)/8 || len(label.Bits) != total {
		return printing.Job{}, fmt.Errorf("zpl: %w: %d by %d dots, %d bytes a row, %d bytes", devices.ErrSize,
			label.Width, label.Height, label.Stride, len(label.Bits))
	}
	if e.Compact {
		if half, ok := label.Halved(); ok {
			return e.enlarged(label, half)
		}
	}
	body := fmt.Appendf(nil, "^XA^PW%d^LL%d^LH0,0^FO0,0^GFA,%d,%d,%d,", label.Width, label.Height, total, total, label.Stride)
	body, err := e.pack(body, label.Bits)
	return printing.Job{Body: append(body, "^FS^PQ1"...), Commit: []byte(commit)}, err
}

// enlarged returns the job that keeps half in the memory (~DG, under its own name), draws
// it at twice its size (^XG) and drops it again (^ID).
func (e *Encoder) enlarged(label, half *devices.Bitmap) (printing.Job, error) {
	name := fmt.Sprintf(picture, e.count%names)
	e.count++
	body := fmt.Appendf(nil, "~DGR:%s,%d,%d,", name, len(half.Bits), half.Stride)
	body, err := e.pack(body, half.Bits)
	body = fmt.Appendf(body, "^XA^PW%d^LL%d^LH0,0^FO0,0^XGR:%s,2,2^FS^IDR:%s^PQ1", label.Width, label.Height, name, name)
	return printing.Job{Body: body, Commit: []byte(commit)}, err
}

// pack appends bits to body, compressed and with a checksum.
func (e *Encoder) pack(body, bits []byte) ([]byte, error) {
	if err := e.compress(bits); err != nil {
		return nil, err
	}
	body = append(body, ":Z64:"...)
	begin := len(body)
	body = base64.StdEncoding.AppendEncode(body, e.packed.Bytes())
	return fmt.Appendf(body, ":%04X", checksum(body[begin:])), nil
}

func (e *Encoder) compress(bits []byte) error {
	e.packed.Reset()
	if e.zip == nil {
		zip, err := zlib.NewWriterLevel(&e.packed, zlib.BestCompression)
		if err != nil {
			return fmt.Errorf("zpl: compress: %w", err)
		}
		e.zip = zip
	}
	e.zip.Reset(&e.packed)
	if _, err := e.zip.Write(bits); err != nil {
		return fmt.Errorf("zpl: compress: %w", err)
	}
	if err := e.zip.Close(); err != nil {
		return fmt.Errorf("zpl: compress: %w", err)
	}
	return nil
}

// polynomial is CCITT's: x¹⁶ + x¹² + x⁵ + 1.
const polynomial = 0x1021

// checksum is CRC-16/XMODEM: initial value 0, nothing reflected.
func checksum(b []byte) uint16 {
	var sum uint16
	for _, c := range b {
		sum ^= uint16(c) << 8
		for range 8 {
			carry := sum>>15 != 0
			if sum <<= 1; carry {
				sum ^= polynomial
			}
		}
	}
	return sum
}
