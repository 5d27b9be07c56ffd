package rfid_test

import (
	"encoding/hex"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lobby.internal/devices"
	"lobby.internal/devices/rfid"
)

// FuzzCard: every card that is encoded is decoded to itself, and no card comes
// of a frame whose STX or one of whose digits was changed.
func FuzzCard(f *testing.F) {
	f.Add([]byte{0x0C, 0x00, 0x06, 0x21, 0xA5}, uint(3), byte('7'))
	f.Add([]byte{0, 0, 0, 0, 0}, uint(0), byte(3))
	f.Fuzz(func(t *testing.T, b []byte, where uint, change byte) {
		if len(b) != 5 {
			t.Skip()
		}
		want := []string{"card " + strings.ToUpper(hex.EncodeToString(b))}
		for _, frame := range [][]byte{rfid.RDM6300([5]byte(b)), rfid.ID12([5]byte(b))} {
			for _, format := range []rfid.Format{rfid.FormatCard, rfid.FormatAuto} {
				if got := at(&rfid.Decoder{Format: format}, frame); !slices.Equal(got, want) {
					t.Fatalf("got %d reads, want the card", len(got))
				}
			}
			i := where % 13
			if strings.EqualFold(string(frame[i]), string(rune(change))) {
				continue
			}
			frame[i] = change
			if got := at(&rfid.Decoder{Format: rfid.FormatCard}, frame); len(got) != 0 {
				t.Fatalf("a card comes of a frame with byte %d changed to %#x", i, change)
			}
		}
	})
}

// FuzzWiegand: a card's number, written in either form and in either order of
// bytes, is read as itself; and whatever is read from any bytes is read again
// from what it encodes to.
func FuzzWiegand(f *testing.F) {
	f.Add(uint32(0x007B386E), []byte("0008075374\r123,14446\r"))
	f.Add(uint32(0xFFFFFFFF), []byte("\x0265535,65535\x034294967295\n4294967296\r"))
	f.Add(uint32(0), []byte("0000000000\r0,0\r00000,00000\r,\r"))
	f.Fuzz(func(t *testing.T, number uint32, b []byte) {
		want := fmt.Sprintf("card %08X", number)
		for _, line := range wiegand(number) {
			if got := texts(all(rfid.FormatWiegand, []byte(line), len(line))); !slices.Equal(got, []string{want}) {
				t.Fatalf("%q gives %q, want %q", line, got, want)
			}
		}
		backwards := &rfid.Decoder{Format: rfid.FormatWiegand, Reverse: true}
		if got := at(backwards, []byte(wiegand(bits.ReverseBytes32(number))[0])); !slices.Equal(got, []string{want}) {
			t.Fatalf("the last byte first: %q, want %q", got, want)
		}
		for _, r := range all(rfid.FormatWiegand, b, 7) {
			n, err := strconv.ParseUint(r.Data, 16, 32)
			if err != nil || r.Kind != devices.KindCard || len(r.Data) != 8 {
				t.Fatalf("a malformed %s", r.Kind)
			}
			if got := texts(all(rfid.FormatWiegand, []byte(wiegand(uint32(n))[0]), 3)); !slices.Equal(got, texts([]devices.Read{r})) {
				t.Fatal("a card does not decode to itself")
			}
		}
	})
}

// wiegand returns the lines in which a converter sends a card's number.
func wiegand(number uint32) []string {
	return []string{fmt.Sprintf("%010d\r", number), fmt.Sprintf("%d,%d\r\n", number>>16, number&0xFFFF), fmt.Sprintf("\x02%05d,%05d\x03", number>>16, number&0xFFFF)}
}

// FuzzScanner: a code is the same however its scanner wraps it: in which line
// ends, behind which AIM identifier, behind GS1's FNC1, between which prefix
// and suffix.
func FuzzScanner(f *testing.F) {
	f.Add("V1:lobby", byte('Q'), byte('1'), "", "")
	f.Add("0109501101530003", byte('d'), byte('2'), "<", ">")
	f.Add("\x1d]d2", byte('C'), byte('1'), "]Q1", "]Q1")
	f.Fuzz(func(t *testing.T, text string, symbology, modifier byte, prefix, suffix string) {
		reads := all(rfid.FormatLine, rfid.Line(text), len(text)+1)
		if len(reads) != 1 || strings.ContainsAny(prefix+suffix, "\r\n\x02\x03") {
			return // nothing, or more than one code; no configuration has such a prefix
		}
		code := reads[0].Data
		if again := texts(all(rfid.FormatLine, rfid.Line(code), 9)); !slices.Equal(again, texts(reads)) || len(prefix+code+suffix) > 500 {
			return // a code that begins like an AIM identifier needs one of its own
		}
		aim := "]Q1"
		if strings.ContainsRune(letters, rune(symbology)) && strings.ContainsRune(letters+"0123456789", rune(modifier)) {
			aim = string([]byte{']', symbology, modifier})
		}
		for _, wrapped := range []string{
			code + "\r\n", code + "\n", "\x02" + code + "\x03", "\x02" + code + "\r\n\x03", aim + code + "\r", "\x1d" + code + "\r", aim + "\x1d" + code + "\n",
		} {
			if got := all(rfid.FormatLine, []byte(wrapped), 5); !slices.Equal(texts(got), texts(reads)) {
				t.Fatalf("%q gives %d codes, or another", wrapped, len(got))
			}
		}
		d := &rfid.Decoder{Format: rfid.FormatLine, Prefix: prefix, Suffix: suffix}
		if got := at(d, rfid.Line(prefix+aim+"\x1d"+code+suffix)); !slices.Equal(got, texts(reads)) {
			t.Fatalf("between %q and %q: %d codes, or another", prefix, suffix, len(got))
		}
	})
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// FuzzDecoder: whatever arrives, in whatever pieces, gives the same reads; each
// is well formed and decodes to itself when it is sent again.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte("\x020C000621A58E\x03V1:lobby\r\n"), byte(0), byte(3))
	f.Add([]byte("\x020C000621A58E\r\n\x03\x02\x02"), byte(1), byte(1))
	f.Add([]byte("]Q1V1:lobby\r]Q1]Q1door"), byte(2), byte(5))
	f.Add([]byte(strings.Repeat("A", 600)+"\rV1:lobby\r"), byte(0), byte(100))
	f.Add([]byte("0008075374\r123,14446\r2048,1\n]d2\x1d01095\r"), byte(3), byte(2))
	f.Fuzz(func(t *testing.T, b []byte, format, size byte) {
		kind := rfid.Format(format % 4)
		reads := all(kind, b, max(1, len(b)))
		if pieces := all(kind, b, int(size)%64+1); !slices.Equal(texts(reads), texts(pieces)) {
			t.Fatalf("%d reads at once, %d in pieces", len(reads), len(pieces))
		}
		for _, r := range reads {
			again(t, r)
		}
	})
}

// all feeds b in parts of a size and lets the line fall quiet.
func all(format rfid.Format, b []byte, size int) []devices.Read {
	d := &rfid.Decoder{Format: format}
	var out []devices.Read
	for part := range slices.Chunk(b, size) {
		out = append(out, d.Feed(start, part)...)
	}
	return append(out, d.Feed(start.Add(time.Second), nil)...)
}

func again(t *testing.T, r devices.Read) {
	t.Helper()
	var frame []byte
	format := rfid.FormatAuto
	switch {
	case r.Kind == devices.KindCard && len(r.Data) == 10:
		b, err := hex.DecodeString(r.Data)
		if err != nil {
			t.Fatal("a card that is no hexadecimal number")
		}
		frame = rfid.ID12([5]byte(b))
	case r.Kind == devices.KindCard:
		frame = rfid.Line(r.Data)
	default:
		if len(r.Data) > 512 || !utf8.ValidString(r.Data) || strings.ContainsAny(r.Data, "\x00\x02\x03\r\n") {
			t.Fatal("a malformed code")
		}
		if len(r.Data) > 509 {
			return
		}
		frame, format = rfid.Line("]Q1"+r.Data), rfid.FormatLine
	}
	if got := all(format, frame, len(frame)); !slices.Equal(texts(got), texts([]devices.Read{r})) {
		t.Fatalf("a %s does not decode to itself", r.Kind)
	}
}
