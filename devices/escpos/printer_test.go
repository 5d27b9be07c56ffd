package escpos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type step = devicetest.Exchange

// says is a printer that answers all four questions.
func says(s Status) []step {
	var out []step
	for i, answer := range s {
		out = append(out, step{Want: fmt.Sprintf("\x10\x04%c", i+1), Reply: string([]byte{answer})})
	}
	return out
}

// The conversations of which scripts are made. Marks count from AAAB.
var (
	fine    = says(Status{fixedSet, fixedSet, fixedSet, fixedSet})
	empty   = says(Status{fixedSet, fixedSet, fixedSet, fixedSet | paperOut})
	silence = []step{{Want: questions[0]}, {Want: questions[0]}}
	amend   = strings.Repeat("\x00", 1040) + cmdClear + "\x1B@"
	cancel  = append([]step{{Want: amend}}, fine...)
	lost    = []step{{Want: amend, HangUp: true}}
	connect = slices.Concat(cancel, []step{{Want: cmdReceipt + "AAAB", Reply: "7\"AAAB\x00"}, {Want: "\x1B@"}}, fine)
	commit  = "\x0C\x1DVA\x00" + cmdReceipt + "AAAC"
	receipt = "7\"AAAC\x00"
)

func label() *devices.Bitmap {
	b := devices.NewBitmap(640, 400)
	b.Set(10, 10)
	return b
}

func body(t *testing.T) []step {
	b, err := encode(label().Turned(), 203, false)
	if err != nil {
		t.Fatal(err)
	}
	return []step{{Want: string(b)}}
}

type diary struct{ entries, commits int }

func (d *diary) Sending(int) error { d.entries++; return nil }
func (d *diary) Committing() error { d.commits++; return nil }

// play prints a label on a printer that follows the script, and returns the
// statuses in words, too. It goes on until the script ends.
func play(t *testing.T, script []step, check func(t *testing.T, outcome devices.Outcome, err error, d *diary, story string)) {
	t.Helper()
	playWith(t, Options{Turned: true}, script, check)
}

func playWith(t *testing.T, o Options, script []step, check func(t *testing.T, outcome devices.Outcome, err error, d *diary, story string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		conn := devicetest.NewPlayback(t, script...)
		opened := false
		o.Options = printing.Options{Baud: 115200, Open: func() (serial.Conn, error) {
			if opened {
				return nil, devices.ErrUnplugged
			}
			opened = true
			return devicetest.OneByte(conn), nil
		}}
		p := New(o)
		p.language.count = 0
		var mu sync.Mutex
		var words []string
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() {
			served <- p.Serve(ctx, func(s devices.Status) {
				w := string(s.Health)
				for _, c := range s.Causes {
					w += " " + string(c)
				}
				mu.Lock()
				defer mu.Unlock()
				words = append(words, w)
			})
		}()
		time.Sleep(1900 * time.Millisecond)
		d := &diary{}
		outcome, err := p.Print(t.Context(), label(), d)
		synctest.Wait()
		mu.Lock()
		story := strings.Join(words, ", ")
		mu.Unlock()
		check(t, outcome, err, d, story)
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func TestPrinter_Outcomes(t *testing.T) {
	begun := slices.Concat(connect, fine, body(t))
	sent := slices.Concat(begun, fine, []step{{Want: commit}})
	printed := slices.Concat(begun, fine, []step{{Want: commit, Reply: receipt}})
	for _, c := range []struct {
		name    string
		script  []step
		want    devices.Outcome
		err     error
		commits int
		story   string
	}{
		{"printed", slices.Concat(printed, fine), devices.OutcomeConfirmed, nil, 1, "opening, ready, busy, ready"},
		{"out of paper behind the label", slices.Concat(begun, fine, []step{{Want: commit, Reply: receipt}}, empty), devices.OutcomeConfirmed, nil, 1, ""},
		{"no receipt", slices.Concat(sent, slices.Repeat(fine, 26), lost), devices.OutcomeUnknown, printing.ErrUnsettled, 1, ""},
		{"out of paper within the label", slices.Concat(sent, empty, slices.Repeat(fine, 25), lost), devices.OutcomeUnknown, printing.ErrHeldUp, 1, ""},
		{"silent within the label", slices.Concat(sent, slices.Repeat(silence, 4), lost), devices.OutcomeUnknown, printing.ErrFellMute, 1, ""},
		{"out of paper before the last command", slices.Concat(begun, empty, lost), devices.OutcomeFailed, printing.ErrHeldBefore, 0, ""},
		{"out of paper before the job", slices.Concat(connect, empty), devices.OutcomeFailed, devices.ErrNotReady, 0, "opening, ready, not_ready paper_out"},
		{"unplugged within the last command", slices.Concat(begun, fine, []step{{Want: commit[:1], HangUp: true}}), devices.OutcomeUnknown, devices.ErrUnplugged, 1, ""},
		{"unplugged in the job", slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9], HangUp: true}}), devices.OutcomeFailed, devices.ErrUnplugged, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			play(t, c.script, func(t *testing.T, outcome devices.Outcome, err error, d *diary, story string) {
				if outcome != c.want || !errors.Is(err, c.err) || (err == nil) != (outcome == devices.OutcomeConfirmed) {
					t.Errorf("%s, %v", outcome, err)
				}
				if d.commits != c.commits {
					t.Errorf("%d commits in the journal", d.commits)
				}
				if c.story != "" && story != c.story {
					t.Error(story)
				}
			})
		})
	}
}

// What may hang out of the printer after a label of unknown outcome is cut
// off, so that the next does not hang on it.
func TestPrinter_CutsOffWhatIsLeft(t *testing.T) {
	script := slices.Concat(connect, fine, body(t), fine, []step{{Want: commit}}, slices.Repeat(fine, 26),
		cancel, []step{{Want: cmdCut + cmdReceipt + "AAAD", HangUp: true}})
	play(t, script, func(t *testing.T, outcome devices.Outcome, _ error, _ *diary, _ string) {
		if outcome != devices.OutcomeUnknown {
			t.Error(outcome)
		}
		time.Sleep(time.Second)
	})
}

// A printer that does not know GS ( H is asked for its paper sensor, and is
// believed when it also answered throughout.
func TestPrinter_WithoutReceipts(t *testing.T) {
	begun := slices.Concat(cancel, []step{{Want: cmdReceipt + "AAAB"}, {Want: "\x1B@"}}, fine, fine, body(t), fine)
	page := "\x0C\x1DVA\x00\x1Dr\x01"
	t.Run("printed", func(t *testing.T) {
		script := slices.Concat(begun, []step{{Want: page, Reply: "\x00"}}, slices.Repeat(fine, 5))
		play(t, script, func(t *testing.T, outcome devices.Outcome, err error, _ *diary, _ string) {
			if outcome != devices.OutcomeConfirmed {
				t.Errorf("%s, %v", outcome, err)
			}
		})
	})
	t.Run("paper out on the way", func(t *testing.T) {
		script := slices.Concat(begun, []step{{Want: page, Reply: "\x0F"}}, empty, slices.Repeat(fine, 5), lost)
		play(t, script, func(t *testing.T, outcome devices.Outcome, err error, _ *diary, _ string) {
			if outcome != devices.OutcomeUnknown || !errors.Is(err, printing.ErrHeldUp) {
				t.Errorf("%s, %v", outcome, err)
			}
		})
	})
}

// A printer of which it is known that it has no receipts is never asked for one,
// not even to cut off what the last job left hanging.
func TestPrinter_NeverAskedForReceipts(t *testing.T) {
	tidy := slices.Concat(cancel, []step{{Want: "\x1B@"}}, fine)
	page := []step{{Want: "\x0C\x1DVA\x00\x1Dr\x01"}}
	script := slices.Concat(tidy, fine, body(t), fine, page, slices.Repeat(fine, 26), cancel, []step{{Want: cmdCut + "\x1B@", HangUp: true}})
	playWith(t, Options{Turned: true, NoReceipt: true}, script, func(t *testing.T, outcome devices.Outcome, err error, _ *diary, _ string) {
		if outcome != devices.OutcomeUnknown || !errors.Is(err, printing.ErrUnsettled) {
			t.Errorf("%s, %v", outcome, err)
		}
		time.Sleep(time.Second)
	})
}

// A jam that was taken away does not keep the printer from printing.
func TestPrinter_RecoversFromAJam(t *testing.T) {
	jam := says(Status{fixedSet | printerOffline, fixedSet | offlineError, fixedSet | errorCutter, fixedSet})
	script := slices.Concat(connect, jam, []step{{Want: "\x10\x05\x02"}}, fine, fine)
	play(t, script, func(t *testing.T, outcome devices.Outcome, err error, _ *diary, _ string) {
		if outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrNotReady) {
			t.Errorf("%s, %v", outcome, err)
		}
		time.Sleep(5 * time.Second)
	})
}
