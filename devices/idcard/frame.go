package idcard

import (
	"encoding/binary"
	"slices"
)

// The frames of the module ("SDT" or "SAM" protocol; vendors' manuals of
// GA 450 reader modules): preamble, length in two bytes, payload, checksum.
// The length counts the payload and the checksum; the checksum is the exclusive
// or of the length and the payload. A request's payload is a command and a
// parameter, a reply's begins with three status bytes of which the third says
// what came of it.
const (
	preamble     = 0xAAAAAA9669
	preambleMask = 1<<40 - 1
	lengthBytes  = 2
	shortest     = 3    // a request: command, parameter and checksum
	longest      = 1288 // the reply to "read": text and photo

	statusBytes = 3 // the first two are zero
	zeroBytes   = 2
	sizeBytes   = 4 // before the text: its size and the photo's, two bytes each
	photoBytes  = 1024
	headBytes   = statusBytes + sizeBytes + textBytes // as much of a payload as is kept
)

// The requests: command and parameter.
var (
	AskStatus = Request{0x11, 0xFF}
	AskFind   = Request{0x20, 0x01}
	AskSelect = Request{0x20, 0x02}
	AskRead   = Request{0x30, 0x01} // text and photo; there is no request for text alone
)

// What a reply's third status byte says.
const (
	CodeOK       = 0x90
	CodeFound    = 0x9F
	CodeNoCard   = 0x80 // to "find"
	CodeUnchosen = 0x81 // to "select": the card has gone
	CodeUnread   = 0x41 // to "read"
	CodeUnknown  = 0x21 // no such request
	CodeSelfTest = 0x60 // to "status": the module found itself wanting
)

// Request is a command with its parameter.
type Request [2]byte

// Frame is the payload of a frame that came whole and with the right checksum.
// Of a longer payload only the beginning is in Head: a card's photo is counted
// and summed, and no byte of it is kept.
type Frame struct {
	Head []byte // at most 263 bytes
	Size int    // bytes of the whole payload
}

// Reply reports whether the frame is a reply.
func (f Frame) Reply() bool { return len(f.Head) >= statusBytes }

// Code returns the status of a reply.
func (f Frame) Code() byte {
	if !f.Reply() {
		return 0
	}
	return f.Head[2]
}

// Text returns the 256 bytes of text in the reply to AskRead, or false.
func (f Frame) Text() ([]byte, bool) {
	if len(f.Head) != headBytes || binary.BigEndian.Uint16(f.Head[statusBytes:]) != textBytes {
		return nil, false
	}
	return f.Head[statusBytes+sizeBytes:], true
}

// Encode returns the frame of a payload: a request, or a reply of 3 to 1,287
// bytes.
func Encode(payload []byte) []byte {
	b := binary.BigEndian.AppendUint64(nil, preamble)[3:]
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)+1))
	b = append(b, payload...)
	var sum byte
	for _, c := range b[5:] {
		sum ^= c
	}
	return append(b, sum)
}

// Reply returns the payload of a reply with its data.
func Reply(code byte, data ...byte) []byte { return append([]byte{0, 0, code}, data...) }

// Card returns the payload of the reply to AskRead: the text, and a photo that
// is all zero.
func Card(text [textBytes]byte) []byte {
	size := []byte{textBytes >> 8, textBytes & 0xFF, photoBytes >> 8, photoBytes & 0xFF}
	return slices.Concat(Reply(CodeOK, size...), text[:], make([]byte, photoBytes))
}

// maxOpen is how many frames may be under way at once.
const maxOpen = 4

// Decoder finds frames in what a port gives, however it is cut up. A preamble
// within a frame may be chance or the frame after half a one, so both are
// followed until a checksum is right. It holds four times 263 bytes at most.
type Decoder struct {
	last uint64 // the last bytes, for the preamble
	open []*partial
}

// partial is a frame that has begun.
type partial struct {
	length int // of payload and checksum
	n      int // bytes since the preamble
	sum    byte
	size   int
	head   [headBytes]byte
}

// Feed takes what a read returned and returns the frames it completes.
func (d *Decoder) Feed(b []byte) []Frame {
	var out []Frame
	for _, c := range b {
		if f, ok := d.take(c); ok {
			out = append(out, f)
		}
	}
	return out
}

// Reset forgets the frames that have begun.
func (d *Decoder) Reset() { *d = Decoder{} }

func (d *Decoder) take(c byte) (Frame, bool) {
	d.last = (d.last<<8 | uint64(c)) & preambleMask
	for _, p := range d.open {
		if p.take(c) == whole {
			d.open = nil
			return Frame{Head: p.head[:min(p.size, headBytes)], Size: p.size}, true
		}
	}
	d.open = slices.DeleteFunc(d.open, func(p *partial) bool { return p.length < 0 })
	if d.last != preamble {
		return Frame{}, false
	}
	if len(d.open) == maxOpen {
		d.open = slices.Delete(d.open, 0, 1)
	}
	d.open = append(d.open, new(partial))
	return Frame{}, false
}

type progress int

const (
	going progress = iota
	whole
	broken
)

// take takes one byte of the frame; once broken its length is negative.
func (p *partial) take(c byte) progress {
	p.n++
	p.sum ^= c
	switch {
	case p.n <= lengthBytes:
		p.length = p.length<<8 | int(c)
		if p.n == lengthBytes && (p.length < shortest || p.length > longest) {
			p.length = -1
			return broken
		}
	case p.n < lengthBytes+p.length:
		if p.length > shortest && p.size < zeroBytes && c != 0 { // one checksum in 256 is right by chance
			p.length = -1
			return broken
		}
		if p.size < headBytes {
			p.head[p.size] = c
		}
		p.size++
	case p.sum == 0:
		return whole
	default:
		p.length = -1
		return broken
	}
	return going
}
