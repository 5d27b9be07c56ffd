package rfid_test

import (
	"encoding/hex"
	"slices"
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
