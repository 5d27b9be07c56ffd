package desk

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/screen"
)

// signatureHeight is what the signature takes, nothing where there is none.
func (w *Window) signatureHeight() float32 {
	if strokes, err := w.model.Selected.Signature.Strokes(); err != nil || len(strokes) == 0 {
		return 0
	}
	return 2.4*w.m.body.Line() + w.m.gap
}

// paintSignature shows what the visitor drew under the house rules, and of which
// version.
func (w *Window) paintSignature(in *screen.Box) {
	m, p, d := w.m, w.page, w.model.Selected
	strokes, err := d.Signature.Strokes()
	if err != nil || len(strokes) == 0 {
		return
	}
	high := w.signatureHeight() - m.gap
	row := in.CutTop(high)
	label := w.text("desk.fact.signature")
	p.Left(area(row.X, row.Y, row.W, m.body.Line()), label, m.small.In(screen.Warning))
	row.CutLeft(m.small.Width(label) + m.gap)
	drawn := row.CutLeft(high * kiosk.PadWidth / kiosk.PadHeight)
	p.Fill(drawn, screen.Shape{Fill: screen.Paper, Radius: m.radius})
	p.Ink(drawn.Inset(4, 4), strokes, 1.6, screen.Ink)
	row.CutLeft(m.gap)
	p.Left(row, w.text("desk.signed", "Version", d.Rules), m.body)
	in.CutTop(m.gap)
}
