package escpos

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
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

var conversation = with(Options{Turned: true})

// with is a conversation with a printer of these options.
func with(o Options) devicetest.Conversation {
	return devicetest.Conversation{
		New: func(line devicetest.Conn) devices.Printer {
			o.Options = printing.Options{Baud: 115200, Open: devicetest.Once[serial.Conn](line)}
			p := New(o)
			p.language.count = 0
			return p
		},
		Label:  label(),
		Settle: 1900 * time.Millisecond,
	}
}

func TestPrinter_Outcomes(t *testing.T) {
	begun := slices.Concat(connect, fine, body(t))
	sent := slices.Concat(begun, fine, []step{{Want: commit}})
	printed := slices.Concat(begun, fine, []step{{Want: commit, Reply: receipt}})
	conversation.Outcomes(t, []devicetest.Case{
		{
			Name: "printed", Script: slices.Concat(printed, fine),
			Printed: devicetest.Printed{Outcome: devices.OutcomeConfirmed, Commits: 1, Story: "opening, ready, busy, ready"},
		},
		{
			Name: "out of paper behind the label", Script: slices.Concat(begun, fine, []step{{Want: commit, Reply: receipt}}, empty),
			Printed: devicetest.Printed{Outcome: devices.OutcomeConfirmed, Commits: 1},
		},
		{
			Name: "no receipt", Script: slices.Concat(sent, slices.Repeat(fine, 26), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrUnsettled, Commits: 1},
		},
		{
			Name: "out of paper within the label", Script: slices.Concat(sent, empty, slices.Repeat(fine, 25), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrHeldUp, Commits: 1},
		},
		{
			Name: "silent within the label", Script: slices.Concat(sent, slices.Repeat(silence, 4), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrFellMute, Commits: 1},
		},
		{
			Name: "out of paper before the last command", Script: slices.Concat(begun, empty, lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: printing.ErrHeldBefore},
		},
		{
			Name: "out of paper before the job", Script: slices.Concat(connect, empty),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: devices.ErrNotReady, Story: "opening, ready, not_ready paper_out"},
		},
		{
			Name: "unplugged within the last command", Script: slices.Concat(begun, fine, []step{{Want: commit[:1], HangUp: true}}),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: devices.ErrUnplugged, Commits: 1},
		},
		{
			Name: "unplugged in the job", Script: slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9], HangUp: true}}),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: devices.ErrUnplugged},
		},
	})
}

// What may hang out of the printer after a label of unknown outcome is cut
// off, so that the next does not hang on it.
func TestPrinter_CutsOffWhatIsLeft(t *testing.T) {
	script := slices.Concat(connect, fine, body(t), fine, []step{{Want: commit}}, slices.Repeat(fine, 26),
		cancel, []step{{Want: cmdCut + cmdReceipt + "AAAD", HangUp: true}})
	conversation.Play(t, script, func(t *testing.T, got devicetest.Printed) {
		if got.Outcome != devices.OutcomeUnknown {
			t.Error(got.Outcome)
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
		conversation.Play(t, script, func(t *testing.T, got devicetest.Printed) {
			if got.Outcome != devices.OutcomeConfirmed {
				t.Errorf("%s, %v", got.Outcome, got.Err)
			}
		})
	})
	t.Run("paper out on the way", func(t *testing.T) {
		script := slices.Concat(begun, []step{{Want: page, Reply: "\x0F"}}, empty, slices.Repeat(fine, 5), lost)
		conversation.Play(t, script, func(t *testing.T, got devicetest.Printed) {
			if got.Outcome != devices.OutcomeUnknown || !errors.Is(got.Err, printing.ErrHeldUp) {
				t.Errorf("%s, %v", got.Outcome, got.Err)
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
	with(Options{Turned: true, NoReceipt: true}).Play(t, script, func(t *testing.T, got devicetest.Printed) {
		if got.Outcome != devices.OutcomeUnknown || !errors.Is(got.Err, printing.ErrUnsettled) {
			t.Errorf("%s, %v", got.Outcome, got.Err)
		}
		time.Sleep(time.Second)
	})
}

// A jam that was taken away does not keep the printer from printing.
func TestPrinter_RecoversFromAJam(t *testing.T) {
	jam := says(Status{fixedSet | printerOffline, fixedSet | offlineError, fixedSet | errorCutter, fixedSet})
	script := slices.Concat(connect, jam, []step{{Want: "\x10\x05\x02"}}, fine, fine)
	conversation.Play(t, script, func(t *testing.T, got devicetest.Printed) {
		if got.Outcome != devices.OutcomeFailed || !errors.Is(got.Err, devices.ErrNotReady) {
			t.Errorf("%s, %v", got.Outcome, got.Err)
		}
		time.Sleep(5 * time.Second)
	})
}
