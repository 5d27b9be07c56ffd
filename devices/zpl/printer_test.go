package zpl

import (
	"context"
	"errors"
	"slices"
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

// chunk is how much of a job is sent between two entries of its journal.
const chunk = 1024

// The conversations of which scripts are made.
var (
	wellES  = hqes(0, 0)
	well    = []step{{Want: cmdStatus, Reply: wellHS}, {Want: cmdHealth, Reply: wellES}}
	connect = slices.Concat([]step{{Want: cmdCancel}}, well, []step{{Want: cmdNoReprint}}, well)
	silence = []step{{Want: cmdStatus}, {Want: cmdStatus}, {Want: cmdHealth}}
	dead    = []step{{Want: cmdStatus}, {Want: cmdStatus}, {Want: cmdHealth, HangUp: true}}
)

// says is a printer that answers both questions with h.
func says(h HostStatus) []step {
	return []step{{Want: cmdStatus, Reply: encode(h)}, {Want: cmdHealth, Reply: wellES}}
}

// label is one that takes two chunks, and job what is sent of it.
func label(t *testing.T) (*devices.Bitmap, printing.Job) {
	t.Helper()
	b := devices.NewBitmap(640, 24)
	seed := uint32(1)
	for i := range b.Bits {
		seed = seed*1664525 + 1013904223
		b.Bits[i] = byte(seed >> 24)
	}
	var e Encoder
	job, err := e.Job(b)
	if err != nil {
		t.Fatal(err)
	}
	return b, job
}

// body is a job up to its commit, received by a printer that is well.
func body(t *testing.T) []step {
	_, job := label(t)
	return append([]step{{Want: string(job.Body)}}, says(HostStatus{Partial: true})...)
}

// times repeats a conversation.
func times(n int, s []step) []step { return slices.Repeat(s, n) }

// scene is a printer that is served over a script.
type scene struct {
	printer *printing.Printer
	told    devicetest.Told
}

// play runs act against a printer that follows the script, in a bubble. After
// act the conversation ends where the script does, by the end of ctx.
func play(t *testing.T, script []step, act func(t *testing.T, s *scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		line := devicetest.OneByte(devicetest.NewPlayback(t, script...))
		s := &scene{printer: New(Options{Baud: 115200, Open: devicetest.Once[serial.Conn](line)})}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- s.printer.Serve(ctx, s.told.Tell) }()
		time.Sleep(500 * time.Millisecond)
		act(t, s)
		synctest.Wait()
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func (s *scene) print(t *testing.T, d *devicetest.Diary) (devices.Outcome, error) {
	t.Helper()
	b, _ := label(t)
	return s.printer.Print(t.Context(), b, d)
}

// story returns the statuses in words.
func (s *scene) story() string {
	synctest.Wait()
	return s.told.Story()
}

func TestPrinter_Conversation(t *testing.T) {
	script := slices.Concat(connect, well, body(t), []step{{Want: commit}},
		says(HostStatus{Formats: 1}), says(HostStatus{Remaining: 1}), times(5, well))
	play(t, script, func(t *testing.T, s *scene) {
		d := &devicetest.Diary{}
		if outcome, err := s.print(t, d); outcome != devices.OutcomeConfirmed || err != nil {
			t.Errorf("%s, %v", outcome, err)
		}
		if !slices.Equal(d.Sent, []int{0, chunk, 2 * chunk}) || d.Commits != 1 {
			t.Errorf("the journal says %v and %d commits", d.Sent, d.Commits)
		}
		if got := s.story(); got != "opening, ready, busy, ready" {
			t.Error(got)
		}
	})
}

func TestPrinter_Outcomes(t *testing.T) {
	sent := slices.Concat(connect, well, body(t), []step{{Want: commit}})
	full := errors.New("no room on the disk")
	for _, c := range []struct {
		name    string
		script  []step
		journal devicetest.Diary
		want    devices.Outcome
		err     error
		commits int
	}{
		{"never seen to hold the job",
			slices.Concat(connect, well, body(t)[:1], well, []step{{Want: commit}}, times(5, well), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeUnknown, printing.ErrUnseen, 1},
		{"seen to hold the job only after the commit",
			slices.Concat(connect, well, body(t)[:1], well, []step{{Want: commit}}, says(HostStatus{Remaining: 1}), times(5, well)),
			devicetest.Diary{}, devices.OutcomeConfirmed, nil, 1},
		{"restarted after the commit",
			slices.Concat(sent, silence, times(5, well), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeUnknown, printing.ErrFellMute, 1},
		{"slow after the commit",
			slices.Concat(sent, silence, says(HostStatus{Remaining: 1}), times(5, well)),
			devicetest.Diary{}, devices.OutcomeConfirmed, nil, 1},
		{"paper out and in again after the commit",
			slices.Concat(sent, says(HostStatus{PaperOut: true, Remaining: 1}), times(5, well), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeUnknown, printing.ErrHeldUp, 1},
		{"unplugged after the commit",
			slices.Concat(sent[:len(sent)-1], []step{{Want: commit, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeUnknown, devices.ErrUnplugged, 1},
		{"unplugged with the last byte before the commit",
			slices.Concat(connect, well, body(t)[:2], []step{{Want: cmdHealth, Reply: wellES, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, devices.ErrUnplugged, 1},
		{"unplugged in the body",
			slices.Concat(connect, well, []step{{Want: body(t)[0].Want[:1500], HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, devices.ErrUnplugged, 0},
		{"stalled in the body",
			slices.Concat(connect, well, []step{{Want: body(t)[0].Want[:chunk]}, {Stall: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, devices.ErrStalled, 0},
		{"head opened before the commit",
			slices.Concat(connect, well, body(t)[:1], says(HostStatus{HeadOpen: true, Partial: true}), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, printing.ErrHeldBefore, 0},
		{"silent before the commit",
			slices.Concat(connect, well, body(t)[:1], silence, []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, printing.ErrHeldBefore, 0},
		{"no journal for the commit",
			slices.Concat(connect, well, body(t), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{Fail: full}, devices.OutcomeFailed, full, 1},
		{"head open before the job",
			slices.Concat(connect, says(HostStatus{HeadOpen: true})),
			devicetest.Diary{}, devices.OutcomeFailed, devices.ErrNotReady, 0},
		{"another's job before ours",
			slices.Concat(connect, says(HostStatus{Remaining: 3}), []step{{Want: cmdCancel, HangUp: true}}),
			devicetest.Diary{}, devices.OutcomeFailed, devices.ErrNotReady, 0},
		{"dead before the job", slices.Concat(connect, dead), devicetest.Diary{}, devices.OutcomeFailed, devices.ErrNotReady, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			play(t, c.script, func(t *testing.T, s *scene) {
				outcome, err := s.print(t, &c.journal)
				if outcome != c.want || !errors.Is(err, c.err) || (err == nil) != (outcome == devices.OutcomeConfirmed) {
					t.Errorf("%s, %v", outcome, err)
				}
				if c.journal.Commits != c.commits {
					t.Errorf("%d commits in the journal", c.journal.Commits)
				}
			})
		})
	}
}

// A label that never gets done is given up, and what is left of it cancelled.
func TestPrinter_TimeIsUp(t *testing.T) {
	script := slices.Concat(connect, well, body(t), []step{{Want: commit}}, times(27, says(HostStatus{Remaining: 1})), []step{{Want: cmdCancel, HangUp: true}})
	play(t, script, func(t *testing.T, s *scene) {
		began := time.Now()
		if outcome, err := s.print(t, &devicetest.Diary{}); outcome != devices.OutcomeUnknown || !errors.Is(err, printing.ErrUnsettled) {
			t.Errorf("%s, %v", outcome, err)
		}
		if took := time.Since(began); took < 5*time.Second || took > 7*time.Second {
			t.Errorf("given up after %v", took)
		}
	})
}

// Some firmware answers no ~HS when a fault holds it up, and ~HQES all the
// same.
func TestPrinter_AsksHQESWhenHSIsSilent(t *testing.T) {
	script := slices.Concat([]step{
		{Want: cmdCancel}, {Want: cmdStatus}, {Want: cmdStatus}, {Want: cmdHealth, Reply: hqes(errMedia|errPaused, 0)},
		{Want: cmdCancel}, {Want: cmdStatus}, {Want: cmdStatus}, {Want: cmdHealth, Reply: wellES},
	}, connect)
	play(t, script, func(t *testing.T, s *scene) {
		if outcome, err := s.print(t, &devicetest.Diary{}); outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrNotReady) {
			t.Errorf("%s, %v", outcome, err)
		}
		time.Sleep(7 * time.Second)
		if got := s.story(); got != "opening, not_ready paper_out paused, not_ready silent, ready" {
			t.Error(got)
		}
	})
}

// A printer that knows no ~HQES is not asked again and again.
func TestPrinter_WithoutHQES(t *testing.T) {
	status, health := well[:1], []step{{Want: cmdHealth}}
	script := slices.Concat([]step{{Want: cmdCancel}}, status, health, []step{{Want: cmdNoReprint}}, status, status, status)
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(5 * time.Second)
		if got := s.story(); got != "opening, ready" {
			t.Error(got)
		}
	})
}

// A printer that falls silent may have lost its power, and with it ^JZN.
func TestPrinter_ResyncsAfterSilence(t *testing.T) {
	script := slices.Concat(connect, well, silence, connect)
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(7 * time.Second)
		if got := s.story(); got != "opening, ready, not_ready silent, ready" {
			t.Error(got)
		}
	})
}

// What a cut-off job has left is cancelled until nothing of it is there.
func TestPrinter_CancelsWhatWasLeft(t *testing.T) {
	script := slices.Concat([]step{{Want: cmdCancel}}, says(HostStatus{Remaining: 1}), []step{{Want: cmdCancel}}, says(HostStatus{Partial: true}), connect)
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(time.Second)
		if got := s.story(); got != "opening, busy, ready" {
			t.Error(got)
		}
	})
}

func TestPrinter_TakesNoBytes(t *testing.T) {
	script := slices.Concat([]step{{Stall: true}}, connect)
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(3 * time.Second)
		if got := s.story(); got != "opening, not_ready silent, ready" {
			t.Error(got)
		}
	})
}

// An answer that comes late does not pass for the answer to the next question.
func TestPrinter_LateAnswer(t *testing.T) {
	script := slices.Concat(connect,
		[]step{{Want: cmdStatus, Reply: wellHS, After: 550 * time.Millisecond}, {Want: cmdStatus, Reply: encode(HostStatus{HeadOpen: true})}, well[1]})
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(4 * time.Second)
		if got := s.story(); got != "opening, ready, not_ready head_open" {
			t.Error(got)
		}
	})
}

func TestPrinter_PaperLowIsReady(t *testing.T) {
	script := slices.Concat(connect, []step{well[0], {Want: cmdHealth, Reply: hqes(0, warnPaperLow)}})
	play(t, script, func(t *testing.T, s *scene) {
		time.Sleep(2 * time.Second)
		if got := s.story(); got != "opening, ready, ready paper_low" {
			t.Error(got)
		}
	})
}

func TestPrinter_WithoutServe(t *testing.T) {
	p := New(Options{Open: func() (serial.Conn, error) { return nil, devices.ErrUnplugged }})
	if outcome, err := p.Print(t.Context(), devices.NewBitmap(8, 8), &devicetest.Diary{}); outcome != devices.OutcomeFailed || !errors.Is(err, devices.ErrNotReady) {
		t.Errorf("%s, %v", outcome, err)
	}
}
