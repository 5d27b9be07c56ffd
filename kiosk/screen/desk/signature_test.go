package desk

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

func contacting() reception.Model {
	return selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_host_company")
}

// signed is a model whose visitor has signed the house rules.
func signed(m reception.Model) reception.Model {
	m.Selected.Rules, m.Selected.Consent = "2026-10-15", "2026-11-01"
	m.Selected.Signature = kiosk.Sign(
		[]kiosk.Point{{X: 120, Y: 290}, {X: 190, Y: 110}, {X: 250, Y: 300}, {X: 330, Y: 170}, {X: 420, Y: 280}, {X: 860, Y: 230}},
		[]kiosk.Point{{X: 520, Y: 90}},
	)
	return m
}

// drawn returns how many lines are on the window's page.
func (b *bench) drawn() (lines int) {
	for _, o := range test.WidgetRenderer(b.back).Objects() {
		if _, ok := o.(*canvas.Line); ok {
			lines++
		}
	}
	return lines
}

// TestSignature_IsDrawnAndForgotten: the desk shows it with the version, and
// nothing of it for the next visit.
func TestSignature_IsDrawnAndForgotten(t *testing.T) {
	b := open(t, small)
	b.Render(signed(contacting()))
	if n := b.drawn(); n != 5 {
		t.Errorf("%d lines are drawn, want 5", n)
	}
	if !strings.Contains(test.RenderToMarkup(b.win.Canvas()), "2026-10-15") {
		t.Error("the version is not shown")
	}
	b.Render(contacting())
	if n := b.drawn(); n != 0 {
		t.Errorf("%d lines are left", n)
	}
	spoilt := signed(contacting())
	spoilt.Selected.Signature = "M1"
	b.Render(spoilt) // of a record that is damaged nothing is drawn
	if n := b.drawn(); n != 0 {
		t.Errorf("%d lines of nothing", n)
	}
}
