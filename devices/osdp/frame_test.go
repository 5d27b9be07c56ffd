package osdp

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// golden are frames that another implementation sends or accepts.
var golden = map[string]struct {
	bytes string
	frame Frame
}{
	"identify":  {"53 01 09 00 04 61 00 60 23", Frame{Address: 1, CRC: true, Code: Identify, Data: []byte{0}}},
	"identity":  {"53 81 14 00 04 45 37 13 03 99 01 04 03 02 01 0a 0b 0c 75 18", Frame{Address: 1, Reply: true, CRC: true, Code: Identity, Data: []byte{0x37, 0x13, 3, 0x99, 1, 4, 3, 2, 1, 10, 11, 12}}},
	"abilities": {"53 01 09 00 05 62 00 03 41", Frame{Address: 1, Sequence: 1, CRC: true, Code: Ability, Data: []byte{0}}},
	"led":       {"53 01 16 00 06 69 00 00 02 05 05 02 00 1e 00 00 00 00 00 00 44 4b", Frame{Address: 1, Sequence: 2, CRC: true, Code: LED, Data: led(ledGreen, 5, 5, 30)}},
	"ack":       {"53 81 08 00 06 40 6a 60", Frame{Address: 1, Reply: true, Sequence: 2, CRC: true, Code: Ack}},
	"buzzer":    {"53 01 0d 00 07 6a 00 02 01 01 02 1d 79", Frame{Address: 1, Sequence: 3, CRC: true, Code: Buzzer, Data: buzzer(1, 1, 2)}},
	"card": {"53 81 10 00 04 50 00 01 1a 00 80 12 34 40 29 39", Frame{
		Address: 1, Reply: true, CRC: true, Code: Raw, Data: Card{Wiegand: true, Bits: 26, Data: []byte{0x80, 0x12, 0x34, 0x40}}.Encode(),
	}},
}

func same(a, b Frame) bool {
	return a.Address == b.Address && a.Reply == b.Reply && a.Sequence == b.Sequence && a.CRC == b.CRC && a.Code == b.Code &&
		bytes.Equal(a.Block, b.Block) && bytes.Equal(a.Data, b.Data)
}

func TestFrame_Golden(t *testing.T) {
	for name, g := range golden {
		t.Run(name, func(t *testing.T) {
			want := unhex(t, g.bytes)
			if got := g.frame.Encode(); !bytes.Equal(got, want) {
				t.Errorf("encoded to % x, want % x", got, want)
			}
			var d Decoder
			if got := d.Feed(append([]byte{0xFF}, want...)); len(got) != 1 || !same(got[0], g.frame) {
				t.Errorf("decoded to %+v", got)
			}
			var slow Decoder
			var got []Frame
			for i := range want {
				got = append(got, slow.Feed(want[i:i+1])...)
			}
			if len(got) != 1 || !same(got[0], g.frame) {
				t.Errorf("a byte at a time: %+v", got)
			}
			for i := range want {
				broken := slices.Clone(want)
				broken[i] ^= 0x10
				var d Decoder
				if got := append(d.Feed(broken), d.Quiet()...); len(got) != 0 {
					t.Errorf("with byte %d changed there is a frame", i)
				}
			}
		})
	}
}

func TestFrame_Checksum(t *testing.T) {
	f := Frame{Address: 5, Sequence: 1, Code: Poll}
	b := f.Encode()
	if len(b) != 7 || checksum(b) != 0 {
		t.Errorf("% x: the sum of all bytes is not zero", b)
	}
	if got := new(Decoder).Feed(b); len(got) != 0 {
		t.Error("a frame without CRC is taken where only those with one are wanted")
	}
	d := Decoder{Checksum: true}
	if got := d.Feed(b); len(got) != 1 || !same(got[0], f) {
		t.Errorf("decoded to %+v", got)
	}
}

// Half a frame, one that hides another, and one behind a length that nobody
// sends.
func TestDecoder_Recovers(t *testing.T) {
	whole := unhex(t, golden["identity"].bytes)
	for name, before := range map[string][]byte{
		"half a frame":          whole[:9],
		"a length too short":    {som, 0x01, 0x02, 0x00, 0x04},
		"a length too long":     {som, 0x01, 0xFF, 0xFF, 0x04},
		"a start that hides it": {som, 0x01, 0x60, 0x00, 0x04},
		"starts":                bytes.Repeat([]byte{som}, 50),
		"a block without end":   {som, 0x01, 0x09, 0x00, 0x0C, 0x40, 0x15},
	} {
		t.Run(name, func(t *testing.T) {
			var d Decoder
			got := append(d.Feed(append(slices.Clone(before), whole...)), d.Quiet()...)
			if len(got) != 1 || got[0].Code != Identity {
				t.Errorf("%d frames, want the whole one", len(got))
			}
		})
	}
}

// Ten megabytes of noise with a thousand frames inside, in pieces: all are
// found, in their order and nothing else, and no more than one frame is held.
func TestDecoder_NoiseOfTenMegabytes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	piece := make([]byte, 10<<10)
	var d Decoder
	var found, want []Frame
	for i := range 1024 {
		for j := range piece {
			piece[j] = byte(rnd.UintN(256))
		}
		f := Frame{Address: 3, Reply: true, Sequence: byte(i % 4), CRC: true, Code: Raw, Data: Card{Bits: 32, Data: []byte{1, 2, byte(i >> 8), byte(i)}}.Encode()}
		copy(piece[rnd.IntN(len(piece)-40):], f.Encode())
		want = append(want, f)
		for part := range slices.Chunk(piece, 1+rnd.IntN(700)) {
			found = append(found, d.Feed(part)...)
		}
		if cap(d.buf) > 2*longest {
			t.Fatalf("the decoder holds %d bytes", cap(d.buf))
		}
	}
	found = append(found, d.Quiet()...)
	if !slices.EqualFunc(found, want, same) {
		t.Errorf("%d frames were found, want exactly the %d sent", len(found), len(want))
	}
}

func FuzzDecoder(f *testing.F) {
	for _, g := range golden {
		f.Add(unhex(f, g.bytes), byte(3))
	}
	f.Add(Frame{Address: 1, Code: Poll, Block: []byte{2, scsCommand}, Data: []byte{1, 2, 3, 4}, CRC: true}.Encode(), byte(1))
	f.Add(Frame{Address: 5, Sequence: 1, Code: Poll}.Encode(), byte(0))
	f.Add([]byte{som, 1, 0x60, 0, 4, som, som, 1, 7, 0, 0, 0x60, 0x45}, byte(2))
	f.Fuzz(func(t *testing.T, b []byte, size byte) {
		whole, parts := Decoder{Checksum: size%2 == 0}, Decoder{Checksum: size%2 == 0}
		frames := append(whole.Feed(b), whole.Quiet()...)
		var pieces []Frame
		for part := range slices.Chunk(b, int(size)+1) {
			pieces = append(pieces, parts.Feed(part)...)
		}
		pieces = append(pieces, parts.Quiet()...)
		if !slices.EqualFunc(frames, pieces, same) {
			t.Fatalf("%d frames at once, %d in pieces", len(frames), len(pieces))
		}
		for _, frame := range frames {
			sent := frame.Encode()
			if !bytes.Contains(b, sent) {
				t.Fatal("a frame does not encode to the bytes it came of")
			}
			if again, ok := parse(sent); !ok || !same(again, frame) {
				t.Fatal("a frame does not decode to itself")
			}
			parseCard(frame.Data)
			abilities(frame.Data)
			identity(frame.Data)
			new(keypad).take(frame.Data)
		}
	})
}

func FuzzCard(f *testing.F) {
	f.Add([]byte{0x00, 0x24, 0x68})
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, number []byte) {
		if len(number) != 3 && len(number) != 4 {
			t.Skip()
		}
		want := strings.ToUpper(hex.EncodeToString(number))
		c, ok := parseCard(WiegandCard(number).Encode())
		if got, right := c.Number(); !ok || !right || got != want {
			t.Fatalf("%s became %s", want, got)
		}
		for bit := range c.Bits {
			broken := Card{Wiegand: true, Bits: c.Bits, Data: slices.Clone(c.Data)}
			broken.Data[bit/8] ^= 0x80 >> (bit % 8)
			if _, right := broken.Number(); right {
				t.Fatalf("bit %d changed, and the parity is right", bit)
			}
		}
	})
}

func TestCard_Number(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want string // "": refused
	}{
		"the golden frame's": {"00 01 1a 00 80 12 34 40", "002468"},
		"wrong parity":       {"00 01 1a 00 00 12 34 40", ""},
		"raw, 32 bits":       {"00 00 20 00 a1 b2 c3 d4", "A1B2C3D4"},
		"raw, 56 bits":       {"00 00 38 00 04 a1 b2 c3 d4 e5 f6", "04A1B2C3D4E5F6"},
		"raw, 26 bits":       {"00 00 1a 00 80 12 34 40", "20048D1"},
		"37 bits":            {"00 01 25 00 80 00 00 00 08", "1000000001"},
		"fewer bytes":        {"00 00 20 00 a1 b2 c3", ""},
		"more bytes":         {"00 00 20 00 a1 b2 c3 d4 e5", ""},
		"no bits":            {"00 00 00 00", ""},
		"another layout":     {"00 02 08 00 a1", ""},
	} {
		card, ok := parseCard(unhex(t, c.data))
		got := ""
		if ok {
			got, _ = card.Number()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestKeypad(t *testing.T) {
	var k keypad
	for _, step := range []struct{ data, want string }{
		{"00 02 31 32", ""},
		{"00 01 0d", "12"},
		{"00 04 39 7f 34 0d", "4"}, // cleared after 9
		{"00 01 0d", ""},           // nothing was keyed in
		{"00 05 30 30", ""},        // not as many as it says
		{"00 03 37 38 23", "78"},
	} {
		got := ""
		for _, r := range k.take(unhex(t, step.data)) {
			if r.Kind != devices.KindCode {
				t.Errorf("a %s", r.Kind)
			}
			got += r.Data
		}
		if got != step.want {
			t.Errorf("% s gave %q, want %q", step.data, got, step.want)
		}
	}
}
