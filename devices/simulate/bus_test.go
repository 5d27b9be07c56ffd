package simulate

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices/osdp"
)

// asked returns the replies to bytes in hexadecimal.
func asked(t *testing.T, b *bus, text string) (replies []string) {
	t.Helper()
	in, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.take(in, false) {
		replies = append(replies, hex.EncodeToString(r))
	}
	return replies
}

func frame(seq byte, code osdp.Code, data ...byte) string {
	return hex.EncodeToString(osdp.Frame{Address: 1, Sequence: seq, CRC: true, Code: code, Data: data}.Encode())
}

func answer(seq byte, code osdp.Code, data ...byte) string {
	return hex.EncodeToString(osdp.Frame{Address: 1, Reply: true, Sequence: seq, CRC: true, Code: code, Data: data}.Encode())
}

// The simulated reader does what was measured of another implementation.
func TestBus_AnswersLikeTheReference(t *testing.T) {
	b := newBus(OSDP{Addresses: []byte{1}})
	card := cardFrame([]byte{0, 0x24, 0x68})
	if err := b.present(1, card); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ what, send, want string }{
		{"a number that begins nothing", frame(2, osdp.Poll), answer(2, osdp.Nak, osdp.NakSequence)},
		{"with a mark before", "ff" + frame(0, osdp.Identify, 0), answer(0, osdp.Identity, peripheralIdentity...)},
		{"a wrong CRC", "53 01 08 00 05 60 00 00", ""},
		{"another address", "53 02 07 00 01 60 43", ""},
		{"a card", frame(1, osdp.Poll), answer(1, osdp.Raw, card.Data...)},
		{"the same number", frame(1, osdp.Poll), answer(1, osdp.Raw, card.Data...)},
		{"a golden LED", "53 01 16 00 06 69 00 00 02 05 05 02 00 1e 00 00 00 00 00 00 44 4b", "5381080006406a60"},
		{"the next", frame(3, osdp.Poll), answer(3, osdp.Ack)},
		{"a number too far", frame(2, osdp.Poll), answer(2, osdp.Nak, osdp.NakSequence)},
		{"no such command", frame(1, 0x99), answer(1, osdp.Nak, osdp.NakUnknown)},
		{"half a frame before", frame(2, osdp.Poll)[:8] + frame(2, osdp.Poll), answer(2, osdp.Ack)},
		{"a checksum", "53 01 07 00 03 60 42", answer(3, osdp.Ack)},
		{"a key in the clear", frame(1, osdp.KeySet, make([]byte, 18)...), answer(1, osdp.Nak, osdp.NakInsecure)},
	} {
		var want []string
		if step.want != "" {
			want = []string{step.want}
		}
		if got := asked(t, b, step.send); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", step.what, got, want)
		}
	}
	if got := b.shown(1); !slices.Equal(got, []string{"led 2"}) {
		t.Errorf("shown %q", got)
	}
}

func TestBus_ForgetsAfterEightSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBus(OSDP{Addresses: []byte{1}})
		asked(t, b, frame(0, osdp.Poll))
		time.Sleep(offlineAfter + time.Second)
		if got := asked(t, b, frame(1, osdp.Poll)); !slices.Equal(got, []string{answer(1, osdp.Nak, osdp.NakSequence)}) {
			t.Errorf("%q", got)
		}
	})
}

// With a key of its own the reader does nothing in the clear, and nothing with
// the default key.
func TestBus_KeepsToItsKey(t *testing.T) {
	key := osdp.Key{1}
	b := newBus(OSDP{Addresses: []byte{1}, Key: &key})
	asked(t, b, frame(0, osdp.Identify, 0))
	if got := asked(t, b, frame(1, osdp.Poll)); !slices.Equal(got, []string{answer(1, osdp.Nak, osdp.NakInsecure)}) {
		t.Errorf("a poll in the clear: %q", got)
	}
	f := osdp.Frame{Address: 1, Sequence: 2, CRC: true, Block: []byte{3, 0x11, 0}, Code: osdp.Challenge, Data: bytes.Repeat([]byte{9}, 8)}
	if got := asked(t, b, hex.EncodeToString(f.Encode())); !slices.Equal(got, []string{answer(2, osdp.Nak, osdp.NakSecurity)}) {
		t.Errorf("a handshake with the default key: %q", got)
	}
}
