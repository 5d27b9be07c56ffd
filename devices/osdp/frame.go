package osdp

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// A frame: start, address, length, control, security
// block when there is one, code, data, CRC or checksum. The length counts them
// all, low byte first.
const (
	som      = 0x53
	replyBit = 0x80 // of the address, in what a peripheral sends

	atAddress = 1
	atLength  = 2
	atControl = 4
	headBytes = 5

	ctrlSequence = 0x03
	ctrlCRC      = 0x04
	ctrlBlock    = 0x08 // a security block follows
	ctrlReserved = 0xF0

	shortest = headBytes + 2 // code and checksum
	longest  = 1440          // bytes of a frame
)

// The CRC-16 over all bytes before it: CCITT, not reflected, sent low byte
// first.
const (
	crcPoly  = 0x1021
	crcStart = 0x1D0F
)

// Frame is one message of either side.
type Frame struct {
	Address  byte // 0 to 127
	Reply    bool // a peripheral sent it
	Sequence byte // 0 to 3; 0 begins anew
	CRC      bool // ends in a CRC, not a checksum
	Block    []byte
	Code     byte
	Data     []byte // within a secure channel with its MAC behind it
}

// Encode returns the frame's bytes. Block is a whole security block, its first
// byte its length, or nothing.
func (f Frame) Encode() []byte {
	out := make([]byte, headBytes, shortest+1+len(f.Block)+len(f.Data))
	out[0], out[atAddress], out[atControl] = som, f.Address, f.Sequence
	if f.Reply {
		out[atAddress] |= replyBit
	}
	if f.CRC {
		out[atControl] |= ctrlCRC
	}
	if len(f.Block) > 0 {
		out[atControl] |= ctrlBlock
	}
	out = append(out, f.Block...)
	out = append(out, f.Code)
	out = append(out, f.Data...)
	binary.LittleEndian.PutUint16(out[atLength:], uint16(len(out)+f.checkBytes()))
	if f.CRC {
		return binary.LittleEndian.AppendUint16(out, crc(out))
	}
	return append(out, checksum(out))
}

func (f Frame) checkBytes() int {
	if f.CRC {
		return 2
	}
	return 1
}

// size returns how long a frame is that begins with b, at least, and whether
// one may begin so at all.
func size(b []byte) (int, bool) {
	if len(b) < headBytes {
		return headBytes, len(b) == 0 || b[0] == som
	}
	n := int(binary.LittleEndian.Uint16(b[atLength:]))
	return n, b[0] == som && n >= shortest && n <= longest && b[atControl]&ctrlReserved == 0
}

// parse reads the frame that b is.
func parse(b []byte) (Frame, bool) {
	if n, ok := size(b); !ok || n != len(b) {
		return Frame{}, false
	}
	control := b[atControl]
	f := Frame{
		Address: b[atAddress] &^ replyBit, Reply: b[atAddress]&replyBit != 0,
		Sequence: control & ctrlSequence, CRC: control&ctrlCRC != 0,
	}
	body := b[:len(b)-f.checkBytes()]
	if f.CRC && crc(body) != binary.LittleEndian.Uint16(b[len(body):]) || !f.CRC && checksum(body) != b[len(body)] {
		return Frame{}, false
	}
	body = body[headBytes:]
	if control&ctrlBlock != 0 {
		if len(body) < 1 || body[0] < 2 || int(body[0]) >= len(body) {
			return Frame{}, false
		}
		f.Block, body = slices.Clone(body[:body[0]]), body[body[0]:]
	}
	if len(body) == 0 {
		return Frame{}, false
	}
	f.Code, f.Data = body[0], slices.Clone(body[1:])
	return f, true
}

// Decoder finds frames in what comes over a line, however it is cut up and
// whatever stands between them. It holds at most one frame.
type Decoder struct {
	// Checksum says that frames without CRC are taken, too. A checksum is one
	// byte: noise passes for such a frame now and then, and hides what it covers.
	Checksum bool

	buf []byte // nothing, or what may be the beginning of a frame
}

// Feed takes what a read returned and returns the frames it completes. What
// looked like a frame and is none is searched for those that it hides.
func (d *Decoder) Feed(b []byte) []Frame {
	var out []Frame
	for len(b) > 0 {
		n := min(len(b), longest-len(d.buf))
		d.buf, b = append(d.buf, b[:n]...), b[n:]
		out = append(out, d.scan()...)
	}
	return out
}

// Quiet says that nothing more will come of what was begun, and returns the
// frames that half a frame was hiding.
func (d *Decoder) Quiet() []Frame {
	var out []Frame
	for len(d.buf) > 0 {
		d.buf = d.buf[:copy(d.buf, d.buf[1:])]
		out = append(out, d.scan()...)
	}
	return out
}

// Reset drops what has been collected.
func (d *Decoder) Reset() { d.buf = d.buf[:0] }

func (d *Decoder) size(b []byte) (int, bool) {
	n, ok := size(b)
	return n, ok && (d.Checksum || len(b) < headBytes || b[atControl]&ctrlCRC != 0)
}

func (d *Decoder) scan() (out []Frame) {
	at := 0
	for {
		next := bytes.IndexByte(d.buf[at:], som)
		if next < 0 {
			at = len(d.buf)
			break
		}
		at += next
		n, ok := d.size(d.buf[at:])
		if ok && len(d.buf)-at < n {
			break // more is to come
		}
		if !ok {
			at++
			continue
		}
		f, ok := parse(d.buf[at : at+n])
		if !ok {
			at++
			continue
		}
		out = append(out, f)
		at += n
	}
	d.buf = d.buf[:copy(d.buf, d.buf[at:])]
	return out
}

func crc(b []byte) uint16 {
	sum := uint16(crcStart)
	for _, c := range b {
		sum ^= uint16(c) << 8
		for range 8 {
			carry := sum&0x8000 != 0
			sum <<= 1
			if carry {
				sum ^= crcPoly
			}
		}
	}
	return sum
}

// checksum is what makes the sum of all bytes zero.
func checksum(b []byte) byte {
	var sum byte
	for _, c := range b {
		sum += c
	}
	return -sum
}
