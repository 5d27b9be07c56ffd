package osdp

import (
	"testing"
	"time"

	"lobby.internal/devices"
)

// FuzzPeer: whatever a reader answers, nothing panics, commands stay frames,
// and with a key nothing is read of one that does not prove to have it.
func FuzzPeer(f *testing.F) {
	f.Add([]byte{0, Identity, 1, 0, Abilities, 3, 4, 1, 1, 0, Ack, 0, 0, Raw, 8, 0, 0, 32, 0, 1, 2, 3, 4}, false)
	f.Add([]byte{0, Identity, 0, 0, Abilities, 0, 1, Cryptogram, 32}, true)
	f.Add([]byte{0, Nak, 1, 4, 0, Busy, 0, 2, Raw, 8, 0, 0, 32, 0, 1, 2, 3, 4}, true)
	f.Fuzz(func(t *testing.T, b []byte, keyed bool) {
		now := time.Unix(0, 0)
		p := peer{address: 1, nonce: func() Nonce { return testPanel }, report: func(devices.Status) {}}
		p.read = func(r devices.Read) {
			if keyed {
				t.Fatal("something was read in the clear")
			}
			if r.Data == "" || !r.At.Equal(now) {
				t.Fatal("a read without data or time")
			}
		}
		if keyed {
			p.key, p.install = &testKey, func() error { return nil }
		}
		blocks := [][]byte{nil, {3, scsCryptogram, keyOwn}, {2, scsReply}, {3, scsInitialMAC, blockDone}, {2, scsReply + scsSealed}}
		for len(b) > 2 {
			n := min(int(b[2]), len(b)-3)
			reply := Frame{Address: 1, Reply: true, CRC: true, Sequence: p.sequence, Code: b[1], Block: blocks[int(b[0])%len(blocks)], Data: b[3 : 3+n]}
			b = b[3+n:]
			if sent, ok := parse(p.command()); !ok || sent.Address != 1 || sent.Reply {
				t.Fatal("what is sent is no command")
			}
			now = now.Add(time.Second)
			if !p.take(reply, now) {
				p.miss(now)
			}
		}
	})
}
