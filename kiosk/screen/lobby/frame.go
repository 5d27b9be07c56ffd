package lobby

import (
	"strconv"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// header paints the band with the company's name and the clock, and returns
// what is left below it.
func (l *look) header() screen.Box {
	body := l.all
	band := body.CutTop(l.pick(140, 104))
	l.p.Fill(band, screen.Shape{Fill: screen.Jade})
	l.p.Fill(body.CutTop(6*l.u), screen.Shape{Fill: screen.Gold})
	in := band.Inset(l.margin(), 0)
	right := in.CutRight(l.pick(200, 200))
	l.p.Right(right, l.book.Clock(l.m.Now), l.face(48, true, screen.White))
	name := l.face(36, true, screen.White)
	wide := l.p.Left(in, l.text("house.company"), name)
	in.CutLeft(wide + 20*l.u)
	l.p.Left(in, l.other("house.company"), l.face(24, false, screen.Pale))
	return body
}

// progress paints how many questions there are and which one this is.
func (l *look) progress(body *screen.Box) {
	body.CutTop(l.pick(36, 22))
	row := body.CutTop(12*l.u).Inset(l.margin(), 0)
	if l.m.Of == 0 {
		return
	}
	for i, b := range row.Columns(l.m.Of, 14*l.u) {
		c := screen.Hair
		if i < l.m.At {
			c = screen.Jade
		}
		l.p.Fill(b, screen.Shape{Fill: c, Radius: b.H / 2})
	}
}

// nav paints the row of buttons at the foot and returns what is left above it.
// The last button is the way on; it is left out when it has no name.
func (l *look) nav(body screen.Box, buttons ...button) screen.Box {
	row := body.CutBottom(l.pick(190, 122)).Inset(l.margin(), 0)
	row = row.Centred(row.W, l.pick(116, 92))
	wide := l.pick(300, 340)
	if len(buttons) > 0 {
		if next := buttons[len(buttons)-1]; next.name != "" {
			l.button(row.CutRight(wide), next)
			row.CutRight(24 * l.u)
		}
		buttons = buttons[:len(buttons)-1]
	}
	for _, b := range buttons {
		l.button(row.CutLeft(l.pick(196, 230)), b)
		row.CutLeft(20 * l.u)
	}
	return body
}

func (l *look) back() button {
	return l.phrased(button{name: "back", style: secondary, intent: checkin.Intent{Kind: checkin.IntentBack}}, "lobby.back")
}

func (l *look) cancel() button {
	return l.phrased(button{name: "cancel", style: secondary, intent: checkin.Intent{Kind: checkin.IntentCancel}}, "lobby.cancel")
}

// language is the switch to the other language, named in that language.
func (l *look) language() button {
	to := l.second()
	label := map[kiosk.Lang]string{kiosk.LangZH: "中文", kiosk.LangEN: "English"}[to]
	return button{name: "language", style: secondary, label: label, intent: checkin.Intent{Kind: checkin.IntentLanguage, Lang: to}}
}

// problem paints what is wrong with the answer: a sign and a sentence.
func (l *look) problem(row screen.Box) {
	if l.m.Problem.IsZero() {
		return
	}
	l.p.Icon(row.CutLeft(40*l.u).Centred(40*l.u, 40*l.u), "warning", screen.Failure)
	row.CutLeft(14 * l.u)
	l.p.Left(row, l.book.Say(l.m.Lang, l.m.Problem), l.face(30, true, screen.Failure))
}

// countdown paints, over the header, how soon the screen is cleared and the way
// to stop it.
func (l *look) countdown() {
	if l.m.Idle == 0 {
		return
	}
	all := l.all
	band := all.CutTop(l.pick(176, 132))
	l.p.Fill(band, screen.Shape{Fill: screen.Gold})
	l.p.Touch("band", band, l.does(checkin.Intent{Kind: checkin.IntentStay}))
	in := band.Inset(l.margin(), 0)
	stay := l.phrased(button{name: "stay", style: onArt, intent: checkin.Intent{Kind: checkin.IntentStay}}, "lobby.stay")
	l.button(in.CutRight(l.pick(330, 360)).Centred(l.pick(330, 360), l.pick(112, 92)), stay)
	in.CutRight(24 * l.u)
	seconds := strconv.Itoa(l.m.Idle)
	first, second := l.face(36, true, screen.Ink), l.face(25, false, screen.Ink)
	rows := in.Centred(in.W, first.Line()+second.Line())
	l.p.Left(rows.CutTop(first.Line()), l.text("lobby.idle", "Seconds", seconds), first)
	l.p.Left(rows, l.other("lobby.idle", "Seconds", seconds), second)
}
