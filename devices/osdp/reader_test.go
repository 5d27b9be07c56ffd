package osdp_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/osdp"
	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func raw(text string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return string(b)
}

func command(seq byte, code osdp.Code, data ...byte) string {
	return string(osdp.Frame{Address: 1, Sequence: seq, CRC: true, Code: code, Data: data}.Encode())
}

func reply(seq byte, code osdp.Code, data ...byte) string {
	return string(osdp.Frame{Address: 1, Reply: true, Sequence: seq, CRC: true, Code: code, Data: data}.Encode())
}

func card(last byte) []byte { return osdp.Card{Bits: 32, Data: []byte{1, 2, 3, last}}.Encode() }

// hello is how a conversation in the clear begins.
func hello(able ...byte) []devicetest.Exchange {
	return []devicetest.Exchange{
		{Want: raw("53 01 09 00 04 61 00 60 23"), Reply: raw("53 81 14 00 04 45 37 13 03 99 01 04 03 02 01 0a 0b 0c 75 18")},
		{Want: raw("53 01 09 00 05 62 00 03 41"), Reply: reply(1, osdp.Abilities, able...)},
	}
}

// session plays a script, hangs up, and returns what was read and reported.
func session(t *testing.T, o osdp.ReaderOptions, script []devicetest.Exchange, signals ...devices.Signal) (reads []string, statuses []devices.Status) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		script[len(script)-1].HangUp = true
		conn := devicetest.NewPlayback(t, script...)
		o.Address = 1
		r := osdp.NewBus(osdp.Options{
			Open:  func() (serial.Conn, error) { return conn, nil },
			Nonce: func() osdp.Nonce { return osdp.Nonce{7} },
		}).Reader(o)
		ctx, cancel := context.WithCancel(t.Context())
		err := r.Serve(ctx, func(s devices.Status) {
			statuses = append(statuses, s)
			switch s.Health {
			case devices.HealthReady:
				for _, signal := range signals {
					r.Signal(signal)
				}
				signals = nil
			case devices.HealthAbsent:
				cancel()
			}
		}, func(p devices.Read) { reads = append(reads, string(p.Kind)+" "+p.Data) })
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return reads, statuses
}

func healths(statuses []devices.Status) (out []string) {
	for _, s := range statuses {
		text := string(s.Health)
		for _, c := range s.Causes {
			text += " " + string(c)
		}
		out = append(out, text)
	}
	return out
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestReader_InTheClear(t *testing.T) {
	script := append(hello(),
		devicetest.Exchange{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Ack)},
		devicetest.Exchange{Want: command(3, osdp.Poll), Reply: reply(3, osdp.Raw, card(1)...)},
		devicetest.Exchange{Want: command(1, osdp.Poll), Reply: reply(1, osdp.Raw, 0, 1, 26, 0, 0x80, 0x12, 0x34, 0x40)},
		devicetest.Exchange{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Keypad, 0, 3, '4', '2', 0x0D)},
		devicetest.Exchange{Want: command(3, osdp.Poll), Reply: reply(3, osdp.Raw, osdp.Card{Bits: 32, Data: []byte{8, 1, 2, 3}}.Encode()...)},
		devicetest.Exchange{Want: command(1, osdp.Poll), Reply: reply(1, osdp.Ack)},
	)
	reads, statuses := session(t, osdp.ReaderOptions{}, script)
	want(t, "read", reads, "card 01020301", "card 002468", "code 42", "refused ")
	want(t, "status", healths(statuses), "opening", "ready", "absent unplugged")
}

// An answer that comes late, one that comes again, one to another number and
// one with a wrong CRC count no card twice; the command keeps its number.
func TestReader_CountsNoCardTwice(t *testing.T) {
	late := reply(3, osdp.Raw, card(1)...)
	broken := []byte(reply(1, osdp.Raw, card(2)...))
	broken[len(broken)-1]++
	sealed := osdp.Frame{Address: 1, Reply: true, Sequence: 2, CRC: true, Block: []byte{2, 0x16}, Code: osdp.Raw, Data: card(4)}
	script := append(hello(),
		devicetest.Exchange{Want: command(2, osdp.Poll), Reply: string(sealed.Encode())}, // of a channel that there is not
		devicetest.Exchange{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Ack)},
		devicetest.Exchange{Want: command(3, osdp.Poll)},
		devicetest.Exchange{Want: command(3, osdp.Poll), Reply: late + late},
		devicetest.Exchange{Want: command(1, osdp.Poll), Reply: string(broken)},
		devicetest.Exchange{Want: command(1, osdp.Poll), Reply: late + reply(1, osdp.Raw, card(3)...)},
		devicetest.Exchange{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Ack)},
	)
	reads, statuses := session(t, osdp.ReaderOptions{}, script)
	want(t, "read", reads, "card 01020301", "card 01020303")
	want(t, "status", healths(statuses), "opening", "ready", "absent unplugged")
}

func TestReader_BeginsAnew(t *testing.T) {
	poll := devicetest.Exchange{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Ack)}
	for name, c := range map[string]struct {
		trouble []devicetest.Exchange
		want    []string
	}{
		"after three unanswered": {
			[]devicetest.Exchange{{Want: command(3, osdp.Poll)}, {Want: command(3, osdp.Poll)}, {Want: command(3, osdp.Poll)}},
			[]string{"opening", "ready", "not_ready silent", "ready", "absent unplugged"},
		},
		"after a wrong number": {
			[]devicetest.Exchange{{Want: command(3, osdp.Poll), Reply: reply(3, osdp.Nak, osdp.NakSequence)}},
			[]string{"opening", "ready", "absent unplugged"},
		},
		"not while the reader is busy": {
			[]devicetest.Exchange{
				{Want: command(3, osdp.Poll), Reply: reply(0, osdp.Busy)},
				{Want: command(3, osdp.Poll), Reply: reply(0, osdp.Busy)},
				{Want: command(3, osdp.Poll), Reply: reply(3, osdp.Ack)},
				{Want: command(1, osdp.Poll), Reply: reply(1, osdp.Nak, osdp.NakSequence)},
			},
			[]string{"opening", "ready", "absent unplugged"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			script := append(hello(), poll)
			script = append(script, c.trouble...)
			script = append(script, hello()...)
			_, statuses := session(t, osdp.ReaderOptions{}, append(script, poll))
			want(t, "status", healths(statuses), c.want...)
		})
	}
}

// A reader without CRC is found by the second attempt.
func TestReader_Checksum(t *testing.T) {
	plain := func(seq byte, code osdp.Code, reply bool, data ...byte) string {
		return string(osdp.Frame{Address: 1, Reply: reply, Sequence: seq, Code: code, Data: data}.Encode())
	}
	unanswered := devicetest.Exchange{Want: command(0, osdp.Identify, 0)}
	_, statuses := session(t, osdp.ReaderOptions{}, []devicetest.Exchange{
		unanswered, unanswered, unanswered,
		{Want: plain(0, osdp.Identify, false, 0), Reply: plain(0, osdp.Identity, true, make([]byte, 12)...)},
		{Want: plain(1, osdp.Ability, false, 0), Reply: reply(1, osdp.Abilities)}, // with a CRC, as some do
		{Want: plain(2, osdp.Poll, false), Reply: plain(2, osdp.Ack, true)},
	})
	want(t, "status", healths(statuses), "opening", "not_ready silent", "ready", "absent unplugged")
}

func TestReader_Signals(t *testing.T) {
	ack := func(seq byte) string { return reply(seq, osdp.Ack) }
	green, red := []byte{0, 0, 2, 20, 0, 2, 0, 20, 0, 0, 0, 0, 0, 0}, []byte{0, 0, 2, 2, 2, 1, 0, 20, 0, 0, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		signal devices.Signal
		able   []byte
		script []devicetest.Exchange
	}{
		"accepted": {devices.SignalAccepted, []byte{4, 1, 1, 5, 1, 1}, []devicetest.Exchange{
			{Want: command(3, osdp.LED, green...), Reply: ack(3)}, {Want: command(1, osdp.Buzzer, 0, 2, 1, 1, 1), Reply: ack(1)},
			{Want: command(2, osdp.Poll), Reply: ack(2)},
		}},
		"refused, without a buzzer": {devices.SignalRefused, []byte{4, 1, 1, 5, 0, 0}, []devicetest.Exchange{
			{Want: command(3, osdp.LED, red...), Reply: ack(3)}, {Want: command(1, osdp.Poll), Reply: ack(1)},
		}},
		"refused, and the LED is not known": {devices.SignalRefused, []byte{4, 1, 1, 5, 1, 1}, []devicetest.Exchange{
			{Want: command(3, osdp.LED, red...), Reply: reply(3, osdp.Nak, osdp.NakUnknown)},
			{Want: command(1, osdp.Buzzer, 0, 2, 1, 1, 3), Reply: ack(1)}, {Want: command(2, osdp.Poll), Reply: ack(2)},
		}},
		"busy": {devices.SignalBusy, []byte{4, 1, 1, 5, 1, 1}, []devicetest.Exchange{
			{Want: command(3, osdp.LED, 0, 0, 2, 30, 0, 3, 0, 30, 0, 0, 0, 0, 0, 0), Reply: ack(3)}, {Want: command(1, osdp.Poll), Reply: ack(1)},
		}},
		"none": {"", []byte{4, 1, 1}, []devicetest.Exchange{{Want: command(3, osdp.Poll), Reply: ack(3)}}},
	} {
		t.Run(name, func(t *testing.T) {
			script := append(hello(c.able...), devicetest.Exchange{Want: command(2, osdp.Poll), Reply: ack(2)})
			_, statuses := session(t, osdp.ReaderOptions{}, append(script, c.script...), c.signal)
			want(t, "status", healths(statuses), "opening", "ready", "absent unplugged")
		})
	}
}

// A reader that wants a secure channel and one that has another key are not
// spoken to with the default key.
func TestReader_KeyTrouble(t *testing.T) {
	key := osdp.Key{1}
	challenge := func(seq, which byte) string {
		f := osdp.Frame{Address: 1, Sequence: seq, CRC: true, Block: []byte{3, 0x11, which}, Code: osdp.Challenge, Data: []byte{7, 0, 0, 0, 0, 0, 0, 0}}
		return string(f.Encode())
	}
	wrong := string(osdp.Frame{Address: 1, Reply: true, Sequence: 2, CRC: true, Block: []byte{3, 0x12, 1}, Code: osdp.Cryptogram, Data: make([]byte, 32)}.Encode())
	for name, c := range map[string]struct {
		o      osdp.ReaderOptions
		script []devicetest.Exchange
	}{
		"no key here": {osdp.ReaderOptions{}, []devicetest.Exchange{{Want: command(2, osdp.Poll), Reply: reply(2, osdp.Nak, osdp.NakInsecure)}}},
		"another key": {osdp.ReaderOptions{Key: &key}, []devicetest.Exchange{{Want: challenge(2, 1), Reply: wrong}}},
		"no channel":  {osdp.ReaderOptions{Key: &key}, []devicetest.Exchange{{Want: challenge(2, 1), Reply: reply(2, osdp.Nak, osdp.NakUnknown)}}},
		"no install twice": {osdp.ReaderOptions{Key: &key, Install: func() error { return errors.New("it was sent before") }}, []devicetest.Exchange{
			{Want: challenge(2, 1), Reply: reply(2, osdp.Nak, osdp.NakSecurity)},
			hello()[0], hello()[1],
			{Want: challenge(2, 0), Reply: reply(2, osdp.Nak, osdp.NakSecurity)},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			script := append(hello(), c.script...)
			_, statuses := session(t, c.o, append(script, hello()[0])) // and begins anew after a while
			want(t, "status", healths(statuses), "opening", "not_ready key", "absent unplugged")
		})
	}
}

func TestReader_EndsWhileSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := devicetest.NewPlayback(t, devicetest.Exchange{Want: command(0, osdp.Identify, 0)})
		r := osdp.NewBus(osdp.Options{Open: func() (serial.Conn, error) { return conn, nil }}).Reader(osdp.ReaderOptions{Address: 1})
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		defer cancel()
		if err := r.Serve(ctx, func(devices.Status) {}, func(devices.Read) {}); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}
