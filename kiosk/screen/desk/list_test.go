package desk

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

func TestList_ArrowsMoveAndEnterChooses(t *testing.T) {
	b := open(t, small)
	m := busy()
	b.Render(m)
	b.press(fyne.KeyDown) // takes the focus to the queue, and the cursor to its second row
	b.press(fyne.KeyDown)
	b.press(fyne.KeyUp)
	b.silent("arrows")
	b.press(fyne.KeyReturn)
	want := reception.Intent{Kind: reception.IntentSelect, Visit: m.Queue[1].Visit, Rev: m.Queue[1].Rev}
	if got := b.last(); got != want {
		t.Errorf("said %v, want %v", got, want)
	}
}

func TestList_CursorStaysOnItsVisit(t *testing.T) {
	b := open(t, small)
	m := busy()
	b.Render(m)
	b.win.Canvas().Focus(b.queue)
	b.press(fyne.KeyEnd)
	fourth := m.Queue[3]
	m.Queue = append(m.Queue[1:], row(25, kiosk.StateRegistered, 0, 0)) // one goes, one comes
	b.Render(m)
	b.press(fyne.KeyReturn)
	if got := b.last(); got.Visit != fourth.Visit {
		t.Errorf("chose %s, want %s", got.Visit, fourth.Visit)
	}
}

func TestList_KeysReachEveryRow(t *testing.T) {
	b := open(t, small)
	m := crowd()
	b.Render(m)
	b.win.Canvas().Focus(b.recent)
	for range 149 {
		b.press(fyne.KeyDown)
	}
	b.press(fyne.KeyReturn)
	if got, want := b.last().Visit, m.Recent[149].Visit; got != want {
		t.Errorf("last row: chose %s, want %s", got, want)
	}
	b.press(fyne.KeyHome)
	b.press(fyne.KeyPageDown)
	b.press(fyne.KeyReturn)
	if got, want := b.last().Visit, m.Recent[b.recent.fits()].Visit; got != want {
		t.Errorf("page down: chose %s, want %s", got, want)
	}
}

func TestList_WheelMovesByRows(t *testing.T) {
	b := open(t, small)
	m := crowd()
	b.Render(m)
	for range 5 {
		b.queue.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)})
	}
	tapRow(b.queue, 0)
	if got, want := b.last().Visit, m.Queue[5].Visit; got != want {
		t.Errorf("top row after five notches: chose %s, want %s", got, want)
	}
	m.Queue = m.Queue[1:]
	b.Render(m)
	tapRow(b.queue, 0)
	if got, want := b.last().Visit, m.Queue[4].Visit; got != want {
		t.Errorf("the first went: the row under the pointer is %s, want %s still", got, want)
	}
	for range 500 {
		b.queue.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -40)})
	}
	tapRow(b.queue, b.queue.fits()-1)
	if got, want := b.last().Visit, m.Queue[len(m.Queue)-1].Visit; got != want {
		t.Errorf("far down the last row is %s, want %s", got, want)
	}
	test.TapAt(b.queue, fyne.NewPos(10, b.queue.Size().Height+50))
	b.silent("a tap below the rows")
}

func tapRow(l *list, i int) { test.TapAt(l, fyne.NewPos(40, (float32(i)+0.5)*l.height)) }

func TestList_OnlyRowsInSightArePainted(t *testing.T) {
	b := open(t, small)
	b.Render(crowd())
	if n := len(test.WidgetRenderer(b.queue).Objects()); n > 100 {
		t.Errorf("%d objects for %d rows in sight", n, b.queue.fits())
	}
}

func TestNotice_ShowsItsVisit(t *testing.T) {
	b := open(t, small)
	m := unplugged()
	b.Render(m)
	tapRow(b.notices, 0)
	if got := b.last(); got.Kind != reception.IntentSelect || got.Visit != m.Notices[0].Visit {
		t.Errorf("said %v", got)
	}
	m.Notices[0].Visit = ""
	b.Render(m)
	tapRow(b.notices, 0)
	b.silent("a notice about nobody")
	test.Tap(b.read)
	if got := b.last(); got.Kind != reception.IntentDismiss {
		t.Errorf("said %v", got)
	}
}

// Tab goes through all that can be pressed and shows where it is.
func TestFocus_TabReachesEverything(t *testing.T) {
	b := open(t, small)
	b.Render(problem(states()["contacting"], "error.stale"))
	seen := map[fyne.Focusable]bool{}
	for range 40 {
		b.win.Canvas().FocusNext()
		seen[b.win.Canvas().Focused()] = true
	}
	for _, k := range b.order {
		if k.Visible() != seen[k] {
			t.Errorf("button %q: visible %t, reached by Tab %t", k.look.label, k.Visible(), seen[k])
		}
	}
	for _, l := range []*list{b.queue, b.open, b.notices, b.onSite, b.recent} {
		if !seen[l] {
			t.Errorf("the list of %d rows is not reached", len(l.keys))
		}
	}
	before := test.RenderToMarkup(b.win.Canvas())
	b.win.Canvas().FocusNext()
	if test.RenderToMarkup(b.win.Canvas()) == before {
		t.Error("the focus cannot be seen")
	}
}

func TestFocus_NotOnWhatIsGone(t *testing.T) {
	b := open(t, small)
	b.Render(states()["contacting"])
	b.win.Canvas().Focus(b.actions[reception.ActionRelease])
	b.Render(states()["go_up"])
	if got := b.win.Canvas().Focused(); got != fyne.Focusable(b.queue) {
		t.Errorf("the focus is on %T", got)
	}
}
