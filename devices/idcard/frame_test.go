package idcard_test

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices/idcard"
)

const preamble = "AAAAAA9669"

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The bytes of the manuals.
func TestEncode_Requests(t *testing.T) {
	for request, want := range map[idcard.Request]string{
		idcard.AskStatus: "00 03 11 FF ED",
		idcard.AskFind:   "00 03 20 01 22",
		idcard.AskSelect: "00 03 20 02 21",
		idcard.AskRead:   "00 03 30 01 32",
	} {
		if got := idcard.Encode(request[:]); !bytes.Equal(got, unhex(t, preamble+want)) {
			t.Errorf("%X, want %s", got, want)
		}
	}
}

func TestDecoder_Replies(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		code     byte
	}{
		{"well", "00 04 00 00 90 94", idcard.CodeOK},
		{"found", "00 08 00 00 9F 00 00 00 00 97", idcard.CodeFound},
		{"no card", "00 04 00 00 80 84", idcard.CodeNoCard},
		{"selected", "00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", idcard.CodeOK},
		{"gone", "00 04 00 00 81 85", idcard.CodeUnchosen},
		{"unread", "00 04 00 00 41 45", idcard.CodeUnread},
	} {
		for _, parts := range [][][]byte{{unhex(t, preamble+tt.in)}, slices.Collect(slices.Chunk(unhex(t, preamble+tt.in), 1))} {
			frames := feed(new(idcard.Decoder), parts...)
			if len(frames) != 1 {
				t.Fatalf("%s: %d frames, want one", tt.name, len(frames))
			}
			if code := frames[0].Code(); code != tt.code {
				t.Errorf("%s: code %02X, want %02X", tt.name, code, tt.code)
			}
		}
	}
}

func feed(d *idcard.Decoder, parts ...[]byte) []idcard.Frame {
	var out []idcard.Frame
	for _, p := range parts {
		out = append(out, d.Feed(p)...)
	}
	return out
}

// sample is the text of a card that nobody bears.
func sample(name string) [256]byte {
	return idcard.Document{Type: idcard.TypeResident, Name: name, Number: fictional}.Text()
}

const fictional = "000000190001010017"

func TestDecoder_CardWithoutItsPhoto(t *testing.T) {
	text := sample("访客甲")
	payload := idcard.Card(text)
	for i := range 1024 {
		payload[len(payload)-1024+i] = 0xEE
	}
	frame := idcard.Encode(payload)
	if len(frame) != 1295 || hex.EncodeToString(frame[5:14]) != "050800009001000400" {
		t.Fatalf("a frame of %d bytes that begins %X", len(frame), frame[:14])
	}
	frames := feed(new(idcard.Decoder), slices.Collect(slices.Chunk(frame, 7))...)
	if len(frames) != 1 || frames[0].Size != 1287 {
		t.Fatalf("%d frames", len(frames))
	}
	got, ok := frames[0].Text()
	if !ok || !bytes.Equal(got, text[:]) {
		t.Error("the text is not the card's")
	}
	if head := frames[0].Head; len(head) != 263 || cap(head) != 263 || bytes.Contains(head, []byte{0xEE}) {
		t.Error("some of the photo was kept")
	}
}

func TestDecoder_Damage(t *testing.T) {
	frame := idcard.Encode(idcard.Reply(idcard.CodeFound, 0, 0, 0, 0))
	for i := range frame {
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(frame)
			bad[i] ^= bit
			d := new(idcard.Decoder)
			if got := feed(d, bad); len(got) != 0 {
				t.Fatalf("a frame with byte %d changed is taken", i)
			}
			if got := feed(d, frame); len(got) != 1 {
				t.Fatalf("after byte %d: %d frames, want the whole one", i, len(got))
			}
		}
	}
}

// Cut off anywhere, a card's frame never hides the one behind it.
func TestDecoder_CutAnywhere(t *testing.T) {
	card := idcard.Encode(idcard.Card(sample("访客甲")))
	next := idcard.Encode(idcard.Card(sample("访客乙")))
	for k := range card {
		frames := feed(new(idcard.Decoder), card[:k], next)
		texts := [][256]byte{sample("访客乙")}
		if len(frames) == 2 { // the checksum is right by chance when only bytes of the photo are another
			texts = [][256]byte{sample("访客甲"), sample("访客乙")}
		}
		if len(frames) != len(texts) {
			t.Fatalf("cut after %d bytes: %d frames", k, len(frames))
		}
		for i, want := range texts {
			if got, ok := frames[i].Text(); !ok || !bytes.Equal(got, want[:]) {
				t.Fatalf("cut after %d bytes: not the card", k)
			}
		}
	}
}

func TestDecoder_Noise(t *testing.T) {
	size := 10 << 20
	if testing.Short() {
		size = 1 << 20
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	noise := make([]byte, 8<<10)
	d, before, want, got := new(idcard.Decoder), heap(), 0, 0
	for sent := 0; sent < size; sent += len(noise) {
		for i := range noise {
			noise[i] = byte(rnd.UintN(256))
		}
		copy(noise[rnd.IntN(len(noise)-8):], []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x05, 0x08}) // half a card
		frame := idcard.Encode(idcard.Reply(idcard.CodeFound, byte(want>>16), byte(want>>8), byte(want)))
		if want%3 == 0 {
			frame = idcard.Encode(idcard.Card(sample("访客甲")))
		}
		for part := range slices.Chunk(slices.Concat(noise, frame), 1+rnd.IntN(200)) {
			got += len(d.Feed(part))
		}
		want++
	}
	if got != want {
		t.Errorf("%d frames found, want %d", got, want)
	}
	if grown := heap() - before; grown > 64<<10 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// FuzzFrame: what is encoded is decoded to itself; one changed byte gives
// nothing.
func FuzzFrame(f *testing.F) {
	f.Add([]byte{0, 0, 0x9F, 0, 0, 0, 0}, uint(3), byte(1))
	f.Add([]byte{0x20, 0x01}, uint(9), byte(0x80))
	f.Fuzz(func(t *testing.T, payload []byte, where uint, change byte) {
		if len(payload) < 2 || len(payload) > 1287 || len(payload) > 2 && (payload[0] != 0 || payload[1] != 0) {
			t.Skip()
		}
		frame := idcard.Encode(payload)
		got := feed(new(idcard.Decoder), frame)
		if bytes.Contains(frame[1:], frame[:5]) {
			return // one frame within another: either may come
		}
		if len(got) != 1 || got[0].Size != len(payload) || !bytes.Equal(got[0].Head, payload[:min(len(payload), 263)]) {
			t.Fatalf("%d frames, want the payload", len(got))
		}
		if change == 0 {
			return
		}
		frame[where%uint(len(frame))] ^= change
		for _, g := range feed(new(idcard.Decoder), frame) {
			// A shorter frame may end earlier by chance, never the whole one.
			if g.Size >= len(payload) {
				t.Fatal("a damaged frame is taken")
			}
		}
	})
}

// FuzzDecoder: whatever arrives, in whatever pieces, gives the same frames, and
// each decodes to itself when it is sent again.
func FuzzDecoder(f *testing.F) {
	whole := idcard.Encode(idcard.Reply(idcard.CodeOK))
	f.Add(append(bytes.Clone(whole[:7]), whole...), byte(3))
	f.Add(bytes.Repeat([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}, 9), byte(1))
	f.Fuzz(func(t *testing.T, b []byte, size byte) {
		at := feed(new(idcard.Decoder), b)
		pieces := feed(new(idcard.Decoder), slices.Collect(slices.Chunk(b, int(size)%50+1))...)
		same := slices.EqualFunc(at, pieces, func(x, y idcard.Frame) bool { return x.Size == y.Size && bytes.Equal(x.Head, y.Head) })
		if !same {
			t.Fatalf("%d frames at once, %d in pieces", len(at), len(pieces))
		}
		for _, frame := range at {
			if len(frame.Head) != frame.Size {
				continue
			}
			if again := feed(new(idcard.Decoder), idcard.Encode(frame.Head)); len(again) == 0 {
				t.Fatal("a frame does not decode to itself")
			}
		}
	})
}
