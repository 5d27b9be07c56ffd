package tspl

import (
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

var conversation = devicetest.Conversation{
	New: func(line devicetest.Conn) devices.Printer {
		return New(Options{Options: printing.Options{Baud: 115200, Open: devicetest.Once[serial.Conn](line)}})
	},
	Label:  label(),
	Settle: 1500 * time.Millisecond,
}

func TestPrinter_Outcomes(t *testing.T) {
	begun := slices.Concat(connect, fine, body(t))
	sent := slices.Concat(begun, fine, []step{{Want: commit}})
	conversation.Outcomes(t, []devicetest.Case{
		{
			Name: "printed", Script: slices.Concat(sent, busy, busy, slices.Repeat(fine, 5)),
			Printed: devicetest.Printed{Outcome: devices.OutcomeConfirmed, Commits: 1, Story: "opening, ready, busy, ready"},
		},
		{
			Name: "never seen to print", Script: slices.Concat(sent, slices.Repeat(fine, 5), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrUnseen, Commits: 1},
		},
		{
			Name: "restarted while it printed", Script: slices.Concat(sent, busy, silence, slices.Repeat(fine, 5), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrFellMute, Commits: 1},
		},
		{
			Name: "out of paper while it printed", Script: slices.Concat(sent, busy, empty, slices.Repeat(fine, 5), lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: printing.ErrHeldUp, Commits: 1},
		},
		{
			Name: "out of paper before the last line", Script: slices.Concat(begun, empty, lost),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: printing.ErrHeldBefore},
		},
		{
			Name: "out of paper before the job", Script: slices.Concat(connect, empty),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: devices.ErrNotReady, Story: "opening, ready, not_ready paper_out"},
		},
		{
			Name: "unplugged within the last line", Script: slices.Concat(begun, fine, []step{{Want: commit[:6], HangUp: true}}),
			Printed: devicetest.Printed{Outcome: devices.OutcomeUnknown, Err: devices.ErrUnplugged, Commits: 1},
		},
		{
			Name: "unplugged in the job", Script: slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9], HangUp: true}}),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: devices.ErrUnplugged},
		},
		{
			Name: "stalled in the job", Script: slices.Concat(connect, fine, []step{{Want: body(t)[0].Want[:9]}, {Stall: true}}),
			Printed: devicetest.Printed{Outcome: devices.OutcomeFailed, Err: devices.ErrStalled},
		},
	})
}

// A printer that knows no ESC !S is not asked again and again.
func TestPrinter_WithoutState(t *testing.T) {
	flags := func(f Flags) []step { return []step{{Want: cmdFlags, Reply: string([]byte{byte(f)})}} }
	script := slices.Concat(cancel, flags(0), []step{{Want: cmdState}, {Want: "\r\nSET REPRINT OFF\r\n"}}, flags(0),
		flags(0), body(t), flags(0), []step{{Want: commit}}, flags(FlagPrinting), slices.Repeat(flags(0), 5))
	conversation.Play(t, script, func(t *testing.T, got devicetest.Printed) {
		if got.Outcome != devices.OutcomeConfirmed {
			t.Errorf("%s, %v", got.Outcome, got.Err)
		}
	})
}
