package idcard_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
	"lobby.internal/devices/idcard"
	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// module answers requests as its reply says, in memory. It is hung up on when
// cut more bytes have been sent; a negative cut is never.
type module struct {
	reply func(request []byte) []byte

	mu     sync.Mutex
	out    []byte
	cut    int
	closed bool
}

func (m *module) Read(b []byte) (int, error) {
	m.mu.Lock()
	n := copy(b, m.out)
	if m.cut >= 0 {
		n = min(n, m.cut)
		m.cut -= n
	}
	m.out = m.out[n:]
	gone := m.cut == 0 && n == 0
	m.mu.Unlock()
	switch {
	case gone:
		return 0, devices.ErrUnplugged
	case n == 0:
		time.Sleep(100 * time.Millisecond)
	}
	return n, nil
}

func (m *module) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out = append(m.out, m.reply(b)...)
	return len(b), nil
}

func (m *module) Discard() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out = nil
	return nil
}

func (m *module) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func (m *module) send(b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out = append(m.out, b...)
}

// desk is a module on which cards can be laid.
type desk struct {
	mu      sync.Mutex
	text    *[256]byte
	sticky  bool            // "find" goes on finding the card after it was read
	instead map[byte][]byte // what is answered to a command instead
}

func (d *desk) lay(text *[256]byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.text = text
}

func (d *desk) answer(command byte, reply []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.instead = map[byte][]byte{command: reply}
}

func (d *desk) reply(request []byte) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if other, ok := d.instead[request[7]]; ok {
		return other
	}
	lies := d.text != nil
	switch {
	case request[7] == 0x11:
		return idcard.Encode(idcard.Reply(idcard.CodeOK))
	case request[8] == 0x02 && lies:
		return idcard.Encode(idcard.Reply(idcard.CodeOK, make([]byte, 8)...))
	case request[7] == 0x30 && lies:
		frame := idcard.Encode(idcard.Card(*d.text))
		if !d.sticky {
			d.text = nil
		}
		return frame
	case request[7] == 0x20 && lies:
		return idcard.Encode(idcard.Reply(idcard.CodeFound, 0, 0, 0, 0))
	default:
		return idcard.Encode(idcard.Reply(idcard.CodeNoCard))
	}
}

// heard is what came of a session.
type heard struct {
	mu       sync.Mutex
	reads    []devices.Read
	statuses []devices.Status
}

func (h *heard) read(r devices.Read) { h.mu.Lock(); h.reads = append(h.reads, r); h.mu.Unlock() }
func (h *heard) report(s devices.Status) {
	h.mu.Lock()
	h.statuses = append(h.statuses, s)
	h.mu.Unlock()
}

func (h *heard) names() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []string
	for _, r := range h.reads {
		out = append(out, string(r.Kind)+" "+r.Data)
	}
	return out
}

func (h *heard) health() (devices.Status, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []string
	for _, s := range h.statuses {
		all = append(all, string(s.Health))
	}
	return h.statuses[len(h.statuses)-1], strings.Join(all, " ")
}

func hash(number string) string { return fmt.Sprintf("hashed %d characters", len(number)) }

// serve runs a reader over the modules, one after the other, while play plays.
func serve(t *testing.T, o idcard.Options, play func(h *heard), modules ...*module) *heard {
	t.Helper()
	h, at := &heard{}, 0
	o.Open = func() (serial.Conn, error) {
		m := modules[min(at, len(modules)-1)]
		at++
		return m, nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- idcard.New(o).Serve(ctx, h.report, h.read) }()
	play(h)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
	for i, m := range modules {
		if m.mu.Lock(); !m.closed && i < at {
			t.Error("a port was left open")
		}
		m.mu.Unlock()
	}
	return h
}

func laid(name string) *[256]byte {
	text := sample(name)
	return &text
}

func TestReader_KeepsWhatThereIsAPurposeFor(t *testing.T) {
	for _, tt := range []struct {
		name string
		hash func(string) string
		want devices.Read
	}{
		{"name and number", hash, devices.Read{Kind: devices.KindID, Data: "访客甲", Mark: "hashed 18 characters", Last: "0017"}},
		{"name alone", nil, devices.Read{Kind: devices.KindID, Data: "访客甲"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{text: laid("访客甲")}
				h := serve(t, idcard.Options{Hash: tt.hash}, func(*heard) { time.Sleep(5 * time.Second) }, &module{reply: d.reply, cut: -1})
				if len(h.reads) != 1 {
					t.Fatalf("%d reads", len(h.reads))
				}
				got := h.reads[0]
				if got.At.IsZero() {
					t.Error("it is not said when")
				}
				if got.At = (time.Time{}); got != tt.want {
					t.Errorf("kind %s, mark %q, last %q", got.Kind, got.Mark, got.Last)
				}
				if _, healths := h.health(); healths != "opening ready" {
					t.Errorf("statuses %q", healths)
				}
			})
		})
	}
}

func TestReader_Presentations(t *testing.T) {
	for name, tt := range map[string]struct {
		sticky bool
		play   func(d *desk)
		want   []string
	}{
		"lies for 20 s": {true, func(d *desk) { d.lay(laid("访客甲")); time.Sleep(20 * time.Second) }, []string{"id 访客甲"}},
		"again at once": {false, func(d *desk) {
			d.lay(laid("访客甲"))
			time.Sleep(time.Second)
			d.lay(laid("访客甲"))
		}, []string{"id 访客甲"}},
		"again after 5 s": {false, func(d *desk) {
			d.lay(laid("访客甲"))
			time.Sleep(5 * time.Second)
			d.lay(laid("访客甲"))
		}, []string{"id 访客甲", "id 访客甲"}},
		"another at once": {false, func(d *desk) {
			d.lay(laid("访客甲"))
			time.Sleep(time.Second)
			d.lay(laid("访客乙"))
		}, []string{"id 访客甲", "id 访客乙"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{sticky: tt.sticky}
				h := serve(t, idcard.Options{}, func(*heard) { tt.play(d); time.Sleep(2 * time.Second) }, &module{reply: d.reply, cut: -1})
				if got := h.names(); !slices.Equal(got, tt.want) {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestReader_RefusesWrongNumberAndUnknownKind(t *testing.T) {
	for name, text := range map[string][256]byte{
		"number": idcard.Document{Type: idcard.TypeResident, Name: "访客甲", Number: "000000190001010014"}.Text(),
		"kind":   idcard.Document{Type: 'Z'}.Text(),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{text: &text, sticky: true}
				h := serve(t, idcard.Options{Hash: hash}, func(*heard) { time.Sleep(5 * time.Second) }, &module{reply: d.reply, cut: -1})
				if got := h.names(); !slices.Equal(got, []string{"refused "}) || h.reads[0].Mark+h.reads[0].Last != "" {
					t.Errorf("got %q, want one refusal and nothing of the card", got)
				}
				told := false
				for _, s := range h.statuses {
					told = told || s.Health == devices.HealthReady && strings.HasPrefix(s.Detail, "idcard: ")
					if strings.Contains(s.Detail, "访客") || strings.Contains(s.Detail, "0010") {
						t.Error("a status shows the card")
					}
				}
				if _, healths := h.health(); !told || healths != "opening ready ready" {
					t.Errorf("statuses %q, want a word why", healths)
				}
			})
		})
	}
}

// What is no answer to the question, or none at all, ends in a resync and a
// status; the next card is read.
func TestReader_Trouble(t *testing.T) {
	bad := idcard.Encode(idcard.Reply(idcard.CodeNoCard))
	bad[len(bad)-1] ^= 1
	for _, tt := range []struct {
		name    string
		command byte
		reply   []byte
		want    string // the healths
	}{
		{"silence", 0x20, nil, "opening not_ready ready"},
		{"wrong checksum", 0x20, bad, "opening not_ready ready"},
		{"half a reply", 0x30, idcard.Encode(idcard.Card(sample("访客甲")))[:700], "opening not_ready ready"},
		{"two answers to one question", 0x20, bytes.Repeat(idcard.Encode(idcard.Reply(idcard.CodeFound, 0, 0, 0, 0)), 2), "opening not_ready ready"},
		{"a module that fails", 0x11, idcard.Encode(idcard.Reply(idcard.CodeSelfTest)), "opening not_ready ready"},
		{"a request itself", 0x11, idcard.Encode(idcard.AskStatus[:]), "opening not_ready ready"},
		{"a card taken away", 0x30, idcard.Encode(idcard.Reply(idcard.CodeUnread)), "opening ready"},
		{"a card without a text", 0x30, idcard.Encode(idcard.Reply(idcard.CodeOK, 0, 0)), "opening not_ready ready"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{text: laid("访客甲"), sticky: true}
				d.answer(tt.command, tt.reply)
				h := serve(t, idcard.Options{}, func(h *heard) {
					time.Sleep(20 * time.Second)
					if got := h.names(); len(got) != 0 {
						t.Errorf("read %q meanwhile", got)
					}
					d.answer(0, nil)
					time.Sleep(5 * time.Second)
				}, &module{reply: d.reply, cut: -1})
				if got := h.names(); !slices.Equal(got, []string{"id 访客甲"}) {
					t.Errorf("got %q, want the card", got)
				}
				if _, got := h.health(); got != tt.want {
					t.Errorf("statuses %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// Hung up on after any byte, the reader comes back and reads the card once.
func TestReader_CutAnywhere(t *testing.T) {
	whole := 10 + 14 + 18 + 1295 + 100 // status, find, select, read, and some more looks
	for k := range whole {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{text: laid("访客甲"), sticky: true}
			h := serve(t, idcard.Options{}, func(*heard) { time.Sleep(6 * time.Second) }, &module{reply: d.reply, cut: k}, &module{reply: d.reply, cut: -1})
			if got := h.names(); !slices.Equal(got, []string{"id 访客甲"}) {
				t.Fatalf("cut after %d bytes: %q, want the card once", k, got)
			}
			if last, healths := h.health(); last.Health != devices.HealthReady || !strings.Contains(healths, "absent") {
				t.Fatalf("cut after %d bytes: statuses %q", k, healths)
			}
		})
	}
}

func TestReader_NoiseBetweenReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		m := &module{reply: d.reply, cut: -1}
		h := serve(t, idcard.Options{}, func(*heard) {
			for i := range 10 {
				m.send(bytes.Repeat([]byte{0xAA, 0x96, byte(i)}, 200))
				m.send(idcard.Encode(idcard.Card(sample("访客甲")))[:600])
				d.lay(laid(string(rune('甲' + i))))
				time.Sleep(2 * time.Second)
			}
		}, m)
		if got := h.names(); len(got) != 10 {
			t.Errorf("%d cards read, want 10", len(got))
		}
		if _, healths := h.health(); healths != "opening ready" {
			t.Errorf("statuses %q", healths)
		}
	})
}
