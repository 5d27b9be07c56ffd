package simulate

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/escpos"
)

var slipLines = []devices.TextLine{{Text: "示例大厦 Sample Tower", Middle: true}, {Text: "007", Times: 6, Middle: true}, {Text: "您好，请稍候"}}

const slipText = "示例大厦 Sample Tower\n007\n您好，请稍候\n"

// slipper is the driver of the bench as one of slips.
func (b *bench) slipper() devices.SlipPrinter {
	b.t.Helper()
	s, ok := b.driver.(*escpos.Printer)
	if !ok {
		b.t.Fatal("the driver prints no slips")
	}
	return s
}

func TestSlip_ComesOut(t *testing.T) {
	for _, name := range []string{"escpos", "escpos without receipts"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, drivers[name].o, drivers[name].driver)
				defer b.end()
				for range 2 {
					if missing, err := b.slipper().PrintSlip(t.Context(), slipLines); missing != 0 || err != nil {
						t.Errorf("%d missing, %v", missing, err)
					}
				}
				if got := b.printer.Slips(); len(got) != 2 || got[0] != slipText || got[1] != slipText {
					t.Errorf("%q", got)
				}
			})
		})
	}
}

// A printer that is unplugged or loses its power after any byte of a slip
// prints it once at most, and no badge with a piece of it.
func TestSlip_CutAfterEveryByte(t *testing.T) {
	for fault, end := range map[Fault]Fault{FaultUnplug: FaultReplug, FaultPowerOff: FaultPowerOn} {
		t.Run(string(fault), func(t *testing.T) {
			d := drivers["escpos"]
			d.o.PrintTime = 600 * time.Millisecond
			outcomes, n := cuts(t, d.o, d.driver, func(b *bench, n int) devices.Outcome { return b.cutSlip(n, fault, end) })
			if n < 80 {
				t.Errorf("it was cut %d times only: %v", n, outcomes)
			}
		})
	}
}

func (b *bench) cutSlip(n int, fault, end Fault) devices.Outcome {
	b.t.Helper()
	b.printer.after(n, fault)
	_, err := b.slipper().PrintSlip(b.t.Context(), slipLines)
	b.printer.UnplugAfter(-1)
	time.Sleep(3 * time.Second)
	if err := b.printer.Fault(end); err != nil {
		b.t.Fatal(err)
	}
	time.Sleep(15 * time.Second)
	if outcome, err := b.driver.Print(b.t.Context(), sample(40, 24), steady{}); outcome != devices.OutcomeConfirmed {
		b.t.Fatalf("after %d bytes of a slip, a badge is %s (%v)", n, outcome, err)
	}
	slips := b.printer.Slips()
	if b.printer.status().Errors != 0 {
		b.t.Fatalf("after %d bytes of a slip, a piece of it hangs on a badge", n)
	}
	if len(slips) > 1 || err == nil && len(slips) != 1 {
		b.t.Fatalf("after %d bytes: %v, and %d slips", n, err, len(slips))
	}
	for _, s := range slips {
		if !strings.HasPrefix(slipText, s) || err == nil && s != slipText {
			b.t.Fatalf("after %d bytes: %q", n, s)
		}
	}
	if err == nil {
		return devices.OutcomeConfirmed
	}
	return devices.OutcomeFailed
}
