package rfid_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/rfid"
)

var start = time.Date(2026, 1, 5, 8, 30, 0, 0, time.UTC)

// at feeds each part 10 ms after the last.
func at(d *rfid.Decoder, parts ...[]byte) []string {
	var out []string
	now := start
	for _, p := range parts {
		now = now.Add(10 * time.Millisecond)
		out = append(out, texts(d.Feed(now, p))...)
	}
	return out
}

func texts(reads []devices.Read) []string {
	var out []string
	for _, r := range reads {
		out = append(out, string(r.Kind)+" "+r.Data)
	}
	return out
}

func singles(b []byte) [][]byte { return slices.Collect(slices.Chunk(b, 1)) }

func TestRDM6300_CheckValueOfTheDataSheet(t *testing.T) {
	got := rfid.RDM6300([5]byte{0x0C, 0x00, 0x06, 0x21, 0xA5})
	if want := "\x020C000621A58E\x03"; string(got) != want {
		t.Errorf("frame %q, want %q", got, want)
	}
	got = rfid.ID12([5]byte{0x0C, 0x00, 0x06, 0x21, 0xA5})
	if want := "\x020C000621A58E\r\n\x03"; string(got) != want {
		t.Errorf("frame %q, want %q", got, want)
	}
}

func TestDecoder_Frames(t *testing.T) {
	const card = "card 0C000621A5"
	long := strings.Repeat("x", 512)
	tests := []struct {
		name   string
		format rfid.Format
		in     string
		want   []string
	}{
		{"RDM6300", rfid.FormatCard, "\x020C000621A58E\x03", []string{card}},
		{"ID-12", rfid.FormatCard, "\x020C000621A58E\r\n\x03", []string{card}},
		{"lower case", rfid.FormatCard, "\x020c000621a58e\x03", []string{card}},
		{"wrong checksum", rfid.FormatCard, "\x020C000621A56E\x03", nil},
		{"STX inside restarts", rfid.FormatCard, "\x020C0006\x020C000621A58E\x03", []string{card}},
		{"frame without STX", rfid.FormatCard, "0C000621A58E\x03", nil},
		{"a byte that is no digit", rfid.FormatCard, "\x020C000621A5zE\x03", nil},
		{"a digit too many", rfid.FormatCard, "\x020C000621A58E0\x03", nil},
		{"too short", rfid.FormatCard, "\x020C000621A5\x03", nil},
		{"a line is no card", rfid.FormatCard, "V1:lobby\r", nil},
		{"two in a row", rfid.FormatCard, "\x020C000621A58E\x03\x020C000621A58E\x03", []string{card, card}},

		{"CR", rfid.FormatLine, "V1:lobby\r", []string{"code V1:lobby"}},
		{"CR LF", rfid.FormatLine, "V1:lobby\r\nV1:door\r\n", []string{"code V1:lobby", "code V1:door"}},
		{"LF", rfid.FormatLine, "V1:lobby\n", []string{"code V1:lobby"}},
		{"STX ETX", rfid.FormatLine, "\x02V1:lobby\x03", []string{"code V1:lobby"}},
		{"STX CR LF ETX", rfid.FormatLine, "\x02V1:lobby\r\n\x03", []string{"code V1:lobby"}},
		{"STX inside restarts", rfid.FormatLine, "V1:lo\x02V1:door\r", []string{"code V1:door"}},
		{"AIM prefix", rfid.FormatLine, "]Q1V1:lobby\r", []string{"code V1:lobby"}},
		{"GS1 prefix and FNC1", rfid.FormatLine, "]d2\x1d0109501101530003\r", []string{"code 0109501101530003"}},
		{"GS1 with parts", rfid.FormatLine, "]C10109501101530003\x1d10AB\r", nil},
		{"bracket without prefix", rfid.FormatLine, "]--lobby\r", []string{"code ]--lobby"}},
		{"Chinese", rfid.FormatLine, "访客楼层\r", []string{"code 访客楼层"}},
		{"invalid UTF-8", rfid.FormatLine, "V1:lob\xffby\r", nil},
		{"control character", rfid.FormatLine, "V1:lob\x1bby\r", nil},
		{"direction override", rfid.FormatLine, "V1:lob\u202eby\r", nil},
		{"spaces only", rfid.FormatLine, "      \r", nil},
		{"scrap", rfid.FormatLine, "abc\r", nil},
		{"longest", rfid.FormatLine, long + "\r", []string{"code " + long}},
		{"too long, then one that fits", rfid.FormatLine, long + "x\rV1:lobby\r", []string{"code V1:lobby"}},
		{"eight digits", rfid.FormatLine, "12345678\r", []string{"code 12345678"}},
		{"no ending", rfid.FormatLine, "V1:lobby", nil},

		{"auto: RDM6300", rfid.FormatAuto, "\x020C000621A58E\x03", []string{card}},
		{"auto: ID-12", rfid.FormatAuto, "\x020C000621A58E\r\n\x03", []string{card}},
		{"auto: damaged card is no code", rfid.FormatAuto, "\x020C000621A56E\r\n\x03", nil},
		{"auto: UID of 4 bytes", rfid.FormatAuto, "a1b2c3d4\r", []string{"card A1B2C3D4"}},
		{"auto: UID of 7 bytes", rfid.FormatAuto, "04A1B2C3D4E5F6\r\n", []string{"card 04A1B2C3D4E5F6"}},
		{"auto: UID of 10 bytes", rfid.FormatAuto, "\x0204A1B2C3D4E5F6070809\x03", []string{"card 04A1B2C3D4E5F6070809"}},
		{"auto: ten digits are a code", rfid.FormatAuto, "0008075374\r", []string{"code 0008075374"}},
		{"wiegand: ten digits", rfid.FormatWiegand, "0008075374\r\n", []string{"card 007B386E"}},
		{"wiegand: facility and card", rfid.FormatWiegand, "123,14446\r", []string{"card 007B386E"}},
		{"wiegand: with zeros", rfid.FormatWiegand, "\x02123,00001\x03", []string{"card 007B0001"}},
		{"wiegand: largest", rfid.FormatWiegand, "4294967295\r65535,65535\r", []string{"card FFFFFFFF", "card FFFFFFFF"}},
		{"wiegand: too large", rfid.FormatWiegand, "4294967296\r65536,1\r1,65536\r", nil},
		{"wiegand: nine and eleven digits", rfid.FormatWiegand, "008075374\r00008075374\r", nil},
		{"wiegand: signs and holes", rfid.FormatWiegand, "+123,1\r1,\r,1\r,\r1,2,3\r-000000001\r1 ,2\r", nil},
		{"wiegand: no other line", rfid.FormatWiegand, "V1:lobby\rA1B2C3D4\r\x020C000621A58E\x03", nil},
		{"auto: code", rfid.FormatAuto, "]Q1V1:lobby\r", []string{"code V1:lobby"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := at(&rfid.Decoder{Format: tt.format}, []byte(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("at once: %q, want %q", got, tt.want)
			}
			if got := at(&rfid.Decoder{Format: tt.format}, singles([]byte(tt.in))...); !slices.Equal(got, tt.want) {
				t.Errorf("byte by byte: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDecoder_Reverse(t *testing.T) {
	d := &rfid.Decoder{Reverse: true}
	got := at(d, []byte("D4C3B2A1\r"), []byte("\x020C000621A58E\x03"))
	if want := []string{"card A1B2C3D4", "card 0C000621A5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDecoder_ReverseWiegand(t *testing.T) {
	d := &rfid.Decoder{Format: rfid.FormatWiegand, Reverse: true}
	got := at(d, []byte("0008075374\r123,14446\r"))
	if want := []string{"card 6E387B00", "card 007B386E"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDecoder_PrefixAndSuffix(t *testing.T) {
	for _, tt := range []struct {
		name    string
		decoder rfid.Decoder
		in      string
		want    []string
	}{
		{"both", rfid.Decoder{Format: rfid.FormatLine, Prefix: "<", Suffix: ">\t"}, "<V1:lobby>\t\r", []string{"code V1:lobby"}},
		{"without either is dropped", rfid.Decoder{Format: rfid.FormatLine, Prefix: "<", Suffix: ">"}, "V1:lobby>\r<V1:lobby\r<V1:door>\r", []string{"code V1:door"}},
		{"before the AIM identifier", rfid.Decoder{Format: rfid.FormatLine, Prefix: "A:"}, "A:]Q1V1:lobby\r", []string{"code V1:lobby"}},
		{"of a UID", rfid.Decoder{Prefix: "UID="}, "UID=A1B2C3D4\r", []string{"card A1B2C3D4"}},
		{"of a Wiegand number", rfid.Decoder{Format: rfid.FormatWiegand, Suffix: ";"}, "123,14446;\r", []string{"card 007B386E"}},
		{"not of a card's frame", rfid.Decoder{Prefix: "<"}, "\x020C000621A58E\x03", []string{"card 0C000621A5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := at(&tt.decoder, []byte(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			tt.decoder.Reset()
			if got := at(&tt.decoder, singles([]byte(tt.in))...); !slices.Equal(got, tt.want) {
				t.Errorf("byte by byte: got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDecoder_Quiet(t *testing.T) {
	tests := []struct {
		name   string
		format rfid.Format
		first  string
		quiet  time.Duration
		second string
		want   []string
	}{
		{"a line ends after 100 ms", rfid.FormatLine, "V1:lobby", 100 * time.Millisecond, "", []string{"code V1:lobby"}},
		{"not after 99 ms", rfid.FormatLine, "V1:lo", 99 * time.Millisecond, "bby\r", []string{"code V1:lobby"}},
		{"half a card is dropped", rfid.FormatCard, "\x020C0006", 100 * time.Millisecond, "21A58E\x03", nil},
		{"half a card waits 99 ms", rfid.FormatCard, "\x020C0006", 99 * time.Millisecond, "21A58E\x03", []string{"card 0C000621A5"}},
		{"auto: half a card is dropped", rfid.FormatAuto, "\x020C0006", 100 * time.Millisecond, "V1:lobby\r", []string{"code V1:lobby"}},
		{"half a framed line is dropped", rfid.FormatLine, "\x02V1:lob", 100 * time.Millisecond, "V1:door\r", []string{"code V1:door"}},
		{"a line that is too long ends", rfid.FormatLine, strings.Repeat("x", 600), 100 * time.Millisecond, "V1:door\r", []string{"code V1:door"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &rfid.Decoder{Format: tt.format}
			got := texts(d.Feed(start, []byte(tt.first)))
			got = append(got, texts(d.Feed(start.Add(tt.quiet), nil))...)
			got = append(got, texts(d.Feed(start.Add(tt.quiet), []byte(tt.second)))...)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A process that is held up for a second finds the rest of the frame waiting:
// that is no gap on the line.
func TestDecoder_LateIsNotQuiet(t *testing.T) {
	d := &rfid.Decoder{Format: rfid.FormatCard}
	got := texts(d.Feed(start, []byte("\x020C0006")))
	got = append(got, texts(d.Feed(start.Add(time.Second), []byte("21A58E\x03")))...)
	if want := []string{"card 0C000621A5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// noisy returns size bytes of noise with a card frame and a line every 4 KB or
// so, and what is in it.
func noisy(size int) (stream []byte, cards, codes []string) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := 0; len(stream) < size; i++ {
		for range rnd.IntN(8000) {
			stream = append(stream, byte(rnd.UintN(256)))
		}
		card := [5]byte{1, byte(i >> 16), byte(i >> 8), byte(i), 7}
		frame := rfid.RDM6300(card)
		if i%2 == 1 {
			frame = rfid.ID12(card)
		}
		stream = append(stream, frame...)
		cards = append(cards, "card "+strings.ToUpper(hex.EncodeToString(card[:])))
		text := fmt.Sprintf("V1:sample-%06d", i)
		stream = append(append(stream, '\r'), rfid.Line(text)...)
		codes = append(codes, "code "+text)
	}
	return stream, cards, codes
}

func TestDecoder_Noise(t *testing.T) {
	size := 10 << 20
	if testing.Short() || raceEnabled {
		size = 1 << 20
	}
	stream, cards, codes := noisy(size)
	feed := func(format rfid.Format) []string {
		d := &rfid.Decoder{Format: format}
		var got []string
		for part := range slices.Chunk(stream, 61) {
			got = append(got, texts(d.Feed(start, part))...)
		}
		return got
	}
	t.Run("cards", func(t *testing.T) {
		if got := feed(rfid.FormatCard); !slices.Equal(got, cards) {
			t.Errorf("found %d cards, want %d", len(got), len(cards))
		}
	})
	t.Run("lines", func(t *testing.T) {
		got := slices.DeleteFunc(feed(rfid.FormatLine), func(s string) bool { return !strings.Contains(s, "V1:") })
		if !slices.Equal(got, codes) {
			t.Errorf("found %d codes, want %d", len(got), len(codes))
		}
	})
	t.Run("wiegand", func(t *testing.T) {
		if got := feed(rfid.FormatWiegand); len(got) != 0 {
			t.Errorf("%d cards in what holds none", len(got))
		}
	})
	t.Run("wiegand lines", func(t *testing.T) {
		findLines(t, rfid.FormatWiegand, size, func(i int) (string, string) {
			return wiegand(uint32(i) << 11)[i%3], fmt.Sprintf("card %08X", i<<11)
		})
	})
	t.Run("GS1 lines", func(t *testing.T) {
		findLines(t, rfid.FormatLine, size, func(i int) (string, string) {
			return fmt.Sprintf("]d2\x1d01095011015%05d\r\n", i), fmt.Sprintf("code 01095011015%05d", i)
		})
	})
	t.Run("auto", func(t *testing.T) {
		got := feed(rfid.FormatAuto)
		gotCards := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, "card") })
		gotCodes := slices.DeleteFunc(got, func(s string) bool { return !strings.Contains(s, "V1:") })
		if !slices.Equal(gotCards, cards) || !slices.Equal(gotCodes, codes) {
			t.Errorf("found %d cards and %d codes, want %d of each", len(gotCards), len(gotCodes), len(cards))
		}
	})
}

// findLines looks for lines in noise of a size, in pieces: all are found, and no
// card but they.
func findLines(t *testing.T, format rfid.Format, size int, line func(i int) (line, want string)) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(5, 6))
	noise := make([]byte, 10<<10)
	d := &rfid.Decoder{Format: format}
	for i := range size / len(noise) {
		for j := range noise {
			noise[j] = byte(rnd.UintN(256))
		}
		text, want := line(i)
		var got []string
		for part := range slices.Chunk(slices.Concat(noise, []byte("\r"), []byte(text)), 1+rnd.IntN(200)) {
			got = append(got, texts(d.Feed(start, part))...)
		}
		others := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s == want || strings.HasPrefix(s, "code") })
		if !slices.Contains(got, want) || len(others) > 0 {
			t.Fatalf("line %d: %d reads, the line among them: %t", i, len(got), slices.Contains(got, want))
		}
	}
}

func TestDecoder_MemoryIsBounded(t *testing.T) {
	for _, format := range []rfid.Format{rfid.FormatAuto, rfid.FormatCard, rfid.FormatLine, rfid.FormatWiegand} {
		d := &rfid.Decoder{Format: format}
		block := append([]byte{2}, bytes.Repeat([]byte("A"), 64<<10)...)
		before := heap()
		for i := range 64 { // one line of 4 MB
			d.Feed(start, block[min(i, 1):])
		}
		if grown := heap() - before; grown > 64<<10 {
			t.Errorf("format %d: the heap grew by %d bytes", format, grown)
		}
		if got := at(d, []byte("\rV1:lobby\r1,2\r\x020C000621A58E\x03")); len(got) == 0 {
			t.Errorf("format %d: nothing is decoded after a line of 4 MB", format)
		}
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
