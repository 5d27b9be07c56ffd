package rfid

import (
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lobby.internal/devices"
)

// The bytes and lengths of the ASCII frame family. Cards: RDM6300 data sheet
// (Seeed, "RDM6300 specifications", data format) and ID-2LA/ID-12LA/ID-20LA
// data sheet (ID Innovations, "Output data structure - ASCII").
const (
	stx = 0x02
	etx = 0x03
	lf  = '\n'
	cr  = '\r'

	cardBytes   = 5               // one version byte, four of the number
	cardDigits  = 2 * cardBytes   // in hexadecimal
	cardPayload = cardDigits + 2  // and two digits of checksum
	id12Payload = cardPayload + 2 // and CR LF before the ETX
	limit       = 512             // the longest line, in bytes
	shortest    = 4               // the shortest code, in characters: less is a glitch of the line
	aimMark     = ']'             // first byte of an AIM symbology identifier (ISO/IEC 15424)
	aimLength   = 3               // its length: mark, code character, modifier
	groupMark   = "\x1d"          // FNC1 in a GS1 code; some scanners send the one at its head
	gap         = 100 * time.Millisecond
)

// uidDigits are the lengths of a card's UID in hexadecimal digits: single,
// double and triple size (ISO/IEC 14443-3).
var uidDigits = map[int]bool{8: true, 14: true, 20: true}

// Format says what a reader sends.
type Format int

// The formats.
const (
	// FormatAuto takes card frames for cards, lines of 8, 14 or 20 hexadecimal
	// digits for the UID of a card, and every other line for a code. It suits a
	// head that reads both; for a plain barcode scanner FormatLine is right,
	// because an EAN-8 is a line of eight digits too.
	FormatAuto Format = iota
	// FormatCard takes RDM6300 and ID-2/12/20 frames and nothing else.
	FormatCard
	// FormatLine takes each line for a code.
	FormatLine
	// FormatWiegand takes lines of ten decimal digits, and lines of a facility
	// and a card ("123,14446"), for the number of a card, and nothing else. Both
	// forms of one card give the same number: four bytes, the card in the last
	// two.
	FormatWiegand
)

// Decoder finds frames in what a reader sends, however it is cut up. It holds
// at most one frame of 512 bytes, whatever arrives. The zero value decodes
// FormatAuto.
type Decoder struct {
	Format Format
	// Reverse says that the reader sends UIDs and ten-digit numbers with the
	// last byte first.
	Reverse bool
	// Prefix and Suffix stand before and after each line; a line without them is
	// dropped.
	Prefix, Suffix string

	buf    [limit]byte
	n      int
	framed bool      // an STX opened this frame
	over   bool      // the line is longer than limit: wait for its end
	last   time.Time // when the last byte came
}

// Feed takes the bytes that a read returned at a time and returns the frames
// they complete. A read that returned nothing is fed as well, with no bytes:
// only such a read shows that the line was quiet, since bytes can wait in the
// system for longer than any gap while this process is held up. After 100 ms
// of quiet a frame that an STX opened is dropped as half, and a line that has
// no ending ends.
func (d *Decoder) Feed(at time.Time, b []byte) []devices.Read {
	var out []devices.Read
	emit := func(r devices.Read, ok bool) {
		if ok {
			r.At = at
			out = append(out, r)
		}
	}
	if len(b) == 0 {
		if at.Sub(d.last) >= gap {
			emit(d.quiet())
		}
		return out
	}
	for _, c := range b {
		emit(d.take(c))
	}
	d.last = at
	return out
}

// Reset drops what has been collected.
func (d *Decoder) Reset() { d.n, d.framed, d.over = 0, false, false }

func (d *Decoder) take(c byte) (devices.Read, bool) {
	switch {
	case c == stx:
		d.Reset()
		d.framed = true
	case c == etx:
		return d.end()
	case d.Format == FormatCard:
		d.takeCard(c)
	case c == cr || c == lf:
		if d.inCard() {
			d.put(c)
			break
		}
		return d.end()
	default:
		d.put(c)
	}
	return devices.Read{}, false
}

// takeCard collects a card frame and lets go of it at the first byte that
// cannot stand in one.
func (d *Decoder) takeCard(c byte) {
	switch {
	case !d.framed:
	case d.n < cardPayload && isHex(c), d.inCard() && (c == cr || c == lf):
		d.put(c)
	default:
		d.Reset()
	}
}

// inCard reports whether the frame so far is a card's digits, so that CR and
// LF belong to it and do not end it.
func (d *Decoder) inCard() bool {
	if d.Format == FormatLine || d.Format == FormatWiegand || !d.framed || d.n < cardPayload || d.n >= id12Payload {
		return false
	}
	for _, c := range d.buf[:cardPayload] {
		if !isHex(c) {
			return false
		}
	}
	return true
}

func (d *Decoder) put(c byte) {
	if d.over || d.n == limit {
		d.over, d.n = true, 0
		return
	}
	d.buf[d.n] = c
	d.n++
}

// quiet ends what a scanner without a suffix sent, and drops half a frame.
func (d *Decoder) quiet() (devices.Read, bool) {
	if d.framed || d.Format == FormatCard {
		d.Reset()
		return devices.Read{}, false
	}
	return d.end()
}

func (d *Decoder) end() (devices.Read, bool) {
	payload, framed, over := string(d.buf[:d.n]), d.framed, d.over
	d.Reset()
	if over {
		return devices.Read{}, false
	}
	if framed && (d.Format == FormatCard || d.Format == FormatAuto) {
		if card, shaped, ok := parseCard(payload); shaped {
			return devices.Read{Kind: devices.KindCard, Data: card}, ok
		}
	}
	if d.Format == FormatCard {
		return devices.Read{}, false
	}
	return d.parseLine(payload)
}

// parseCard reads the twelve digits of a card frame. A payload of that shape
// with a wrong checksum is a damaged card, never a code.
func parseCard(s string) (card string, shaped, ok bool) {
	s = strings.TrimSuffix(s, "\r\n")
	if len(s) != cardPayload {
		return "", false, false
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return "", false, false
	}
	return strings.ToUpper(s[:cardDigits]), true, checksum(b[:cardBytes]) == b[cardBytes]
}

func (d *Decoder) parseLine(s string) (devices.Read, bool) {
	s, prefixed := strings.CutPrefix(s, d.Prefix)
	s, suffixed := strings.CutSuffix(s, d.Suffix)
	switch {
	case !prefixed || !suffixed:
		return devices.Read{}, false
	case d.Format == FormatWiegand:
		card, ok := d.wiegand(s)
		return devices.Read{Kind: devices.KindCard, Data: card}, ok
	case d.Format == FormatAuto && uidDigits[len(s)]:
		if uid, err := hex.DecodeString(s); err == nil {
			return devices.Read{Kind: devices.KindCard, Data: d.uid(uid)}, true
		}
	}
	s = trimAIM(s)
	if !legible(s) {
		return devices.Read{}, false
	}
	return devices.Read{Kind: devices.KindCode, Data: s}, true
}

// trimAIM drops the AIM symbology identifier, such as "]Q1" or GS1's "]d2",
// that some scanners put before a code, and the FNC1 behind it.
func trimAIM(s string) string {
	if len(s) > aimLength && s[0] == aimMark && isLetter(s[1]) && (isLetter(s[2]) || s[2] >= '0' && s[2] <= '9') {
		s = s[aimLength:]
	}
	return strings.TrimPrefix(s, groupMark)
}

// legible refuses what a damaged line leaves: invalid UTF-8, control and
// formatting characters, and scraps of fewer than four characters.
func legible(s string) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) < shortest {
		return false
	}
	for _, r := range s {
		if !unicode.IsGraphic(r) {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// RDM6300 returns the 14 bytes in which an RDM6300 sends a card: STX, ten
// digits, two of checksum, ETX.
func RDM6300(card [5]byte) []byte {
	return append(cardHead(card), etx)
}

// ID12 returns the 16 bytes in which an ID-2, ID-12 or ID-20 sends a card: as
// an RDM6300, with CR LF before the ETX.
func ID12(card [5]byte) []byte {
	return append(cardHead(card), cr, lf, etx)
}

// Line returns a code as a scanner sends it: the text and CR.
func Line(text string) []byte { return append([]byte(text), cr) }

func cardHead(card [5]byte) []byte {
	digits := hex.EncodeToString(append(card[:], checksum(card[:])))
	return append([]byte{stx}, strings.ToUpper(digits)...)
}

// checksum is the exclusive or of a card's five bytes.
func checksum(b []byte) byte {
	var sum byte
	for _, c := range b {
		sum ^= c
	}
	return sum
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
