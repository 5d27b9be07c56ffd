package devicetest

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
)

// witness is a test that may fail without failing this one.
type witness struct {
	testing.TB
	failed  bool
	cleanup []func()
}

func (w *witness) Helper()               {}
func (w *witness) Failed() bool          { return w.failed }
func (w *witness) Errorf(string, ...any) { w.failed = true }
func (w *witness) Cleanup(f func())      { w.cleanup = append(w.cleanup, f) }

// end ends the witness and reports whether it failed.
func (w *witness) end() bool {
	for _, f := range w.cleanup {
		f()
	}
	return w.failed
}

func TestPlayback_FailsOffScript(t *testing.T) {
	for _, c := range []struct {
		name   string
		script []Exchange
		writes []string
		failed bool
	}{
		{"all played, cut up", []Exchange{{Want: "abc"}, {Want: "d"}}, []string{"a", "bcd"}, false},
		{"nothing wanted", nil, nil, false},
		{"too little", []Exchange{{Want: "abc"}}, []string{"ab"}, true},
		{"nothing", []Exchange{{Want: "abc"}}, nil, true},
		{"too much", []Exchange{{Want: "abc"}}, []string{"abcd"}, true},
		{"something else", []Exchange{{Want: "abc"}}, []string{"abd"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &witness{}
			p := NewPlayback(w, c.script...)
			for _, s := range c.writes {
				// What matters is whether the witness failed.
				_, _ = p.Write([]byte(s))
			}
			if failed := w.end(); failed != c.failed {
				t.Errorf("the test failed: %v", failed)
			}
		})
	}
}

func TestPlayback_Replies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPlayback(t, Exchange{Want: "?", Reply: "yes", After: 150 * time.Millisecond}, Exchange{Want: "!", HangUp: true})
		o := OneByte(p)
		if _, err := o.Write([]byte("?")); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 8)
		for i, want := range []string{"", "y", "e", "s", ""} {
			n, err := o.Read(b)
			if err != nil || string(b[:n]) != want {
				t.Errorf("read %d: %q, %v", i, b[:n], err)
			}
		}
		if _, err := o.Write([]byte("!")); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Read(b); !errors.Is(err, devices.ErrUnplugged) {
			t.Errorf("read after the end: %v", err)
		}
	})
}
