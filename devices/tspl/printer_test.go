package tspl

import (
	"context"
	"errors"
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

// says is a printer that answers both questions.
func says(f Flags, s State) []step {
	return []step{{Want: cmdFlags, Reply: string([]byte{byte(f)})}, {Want: cmdState, Reply: string(encode(s))}}
}

// The conversations of which scripts are made.
var (
	fine    = says(0, well)
	busy    = says(FlagPrinting, State{doingBatch, always, always, always})
	empty   = says(FlagPaperOut, State{doingError, always, always, always | mediaPaperOut})
	silence = []step{{Want: cmdFlags}, {Want: cmdFlags}, {Want: cmdState}}
	cancel  = []step{{Want: strings.Repeat("\xFF", 1024) + "\r\n\x1B!."}}
	connect = slices.Concat(cancel, fine, []step{{Want: "\r\nSET REPRINT OFF\r\n"}}, fine)
	lost    = []step{{Want: cancel[0].Want, HangUp: true}}
)

func label() *devices.Bitmap {
	b := devices.NewBitmap(640, 400)
	b.Set(10, 10)
	return b
}

func body(t *testing.T) []step {
	job, err := usual.Job(label())
	if err != nil {
		t.Fatal(err)
	}
	return []step{{Want: string(job.Body)}}
}

type diary struct{ entries, commits int }

func (d *diary) Sending(int) error { d.entries++; return nil }
func (d *diary) Committing() error { d.commits++; return nil }

// play prints a label on a printer that follows the script, and returns the
// statuses in words, too.
func play(t *testing.T, script []step, check func(t *testing.T, outcome devices.Outcome, err error, d *diary, story string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		conn := devicetest.NewPlayback(t, script...)
		opened := false
		p := New(Options{Options: printing.Options{Baud: 115200, Open: func() (serial.Conn, error) {
			if opened {
				return nil, devices.ErrUnplugged
			}
			opened = true
			return devicetest.OneByte(conn), nil
		}}})
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
		time.Sleep(1500 * time.Millisecond)
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
	for _, c := range []struct {
		name    string
		script  []step
		want    devices.Outcome
		err     error
		commits int
		story   string
	}{
		{"printed", slices.Concat(sent, busy, busy, slices.Repeat(fine, 5)), devices.OutcomeConfirmed, nil, 1, "opening, ready, busy, ready"},
		{"never seen to print", slices.Concat(sent, slices.Repeat(fine, 5), lost), devices.OutcomeUnknown, printing.ErrUnseen, 1, ""},
		{"restarted while it printed", slices.Concat(sent, busy, silence, slices.Repeat(fine, 5), lost), devices.OutcomeUnknown, printing.ErrFellMute, 1, ""},
		{"out of paper while it printed", slices.Concat(sent, busy, empty, slices.Repeat(fine, 5), lost), devices.OutcomeUnknown, printing.ErrHeldUp, 1, ""},
		{"out of paper before the last line", slices.Concat(begun, empty, lost), devices.OutcomeFailed, printing.ErrHeldBefore, 0, ""},
		{"out of paper before the job", slices.Concat(connect, empty), devices.OutcomeFailed, devices.ErrNotReady, 0, "opening, ready, not_ready paper_out"},
		{"unplugged within the last line", slices.Concat(begun, fine, []step{{Want: commit[:6], HangUp: true}}), devices.OutcomeUnknown, devices.ErrUnplugged, 1, ""},
		{"unplugged in the job", slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9], HangUp: true}}), devices.OutcomeFailed, devices.ErrUnplugged, 0, ""},
		{"stalled in the job", slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9]}, {Stall: true}}), devices.OutcomeFailed, devices.ErrStalled, 0, ""},
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

// A printer that knows no ESC !S is not asked again and again.
func TestPrinter_WithoutState(t *testing.T) {
	flags := func(f Flags) []step { return []step{{Want: cmdFlags, Reply: string([]byte{byte(f)})}} }
	script := slices.Concat(cancel, flags(0), []step{{Want: cmdState}, {Want: "\r\nSET REPRINT OFF\r\n"}}, flags(0),
		flags(0), body(t), flags(0), []step{{Want: commit}}, flags(FlagPrinting), slices.Repeat(flags(0), 5))
	play(t, script, func(t *testing.T, outcome devices.Outcome, err error, _ *diary, _ string) {
		if outcome != devices.OutcomeConfirmed {
			t.Errorf("%s, %v", outcome, err)
		}
	})
}
