package desk

import (
	"testing"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
)

// named returns the name of the only intent said since last time.
func (b *bench) named() kiosk.OpID {
	b.t.Helper()
	if len(b.said) != 1 {
		b.t.Fatalf("said %v, want one intent", b.said)
	}
	op := b.said[0].Op
	b.said = nil
	return op
}

func TestSend_AgainAfterAStorageProblemKeepsItsName(t *testing.T) {
	for _, id := range []string{"error.storage", "error.full"} {
		b := open(t, small)
		b.Render(busy())
		b.press(fyne.KeyF1)
		first := b.named()
		b.Render(problem(busy(), id))
		b.press(fyne.KeyF1)
		if got := b.named(); got != first {
			t.Errorf("%s: the second press is %s, want %s", id, got, first)
		}
		b.now = b.now.Add(slip) // the same refusal again is no new model
		b.press(fyne.KeyF1)
		if got := b.named(); got != first {
			t.Errorf("%s: the third press is %s, want %s", id, got, first)
		}
		b.Render(busy())
		b.press(fyne.KeyF1)
		if got := b.named(); got == first {
			t.Errorf("%s: after it was done, the next is %s too", id, got)
		}
	}
}

func TestSend_AgainAfterTheProblemWasReadKeepsItsName(t *testing.T) {
	b := open(t, small)
	m := states()["contacting"]
	b.Render(m)
	b.press(fyne.KeyF3)
	first := b.named()
	b.Render(problem(m, "error.storage"))
	b.press(fyne.KeyEscape)
	b.named()
	b.Render(m)
	b.press(fyne.KeyF3)
	if got := b.named(); got != first {
		t.Errorf("the second press is %s, want %s", got, first)
	}
}

func TestSend_AnotherIntentHasAnotherName(t *testing.T) {
	b := open(t, small)
	m := problem(states()["contacting"], "error.storage")
	b.Render(m)
	b.press(fyne.KeyF3)
	first := b.named()
	b.Render(m)
	b.press(fyne.KeyF2)
	other := b.named()
	b.Render(m)
	m.Selected.Rev++
	b.Render(m)
	b.press(fyne.KeyF2)
	if later := b.named(); other == first || later == other {
		t.Errorf("the names are %s, %s, %s", first, other, later)
	}
	b.Render(problem(m, "error.stale"))
	b.press(fyne.KeyF2)
	stale := b.named()
	b.Render(problem(m, "error.stale"))
	b.press(fyne.KeyF2)
	if got := b.named(); got == stale {
		t.Errorf("after another problem the name is still %s", got)
	}
}
