package lobby

import (
	"strings"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// welcome greets by the time of day and asks the visitor in (F2, F5).
func (l *look) welcome() {
	hero, body := l.hero(l.dusk())
	l.p.TouchUnseen("corner", screen.Box{W: l.px(120), H: l.px(120)}, l.does(checkin.Intent{Kind: checkin.IntentKnock}))
	l.brand(hero)
	l.clock(hero)
	l.says(l.heroWords(hero), l.m.Greeting, l.pick(112, 80)/l.u, screen.White, screen.Pale)
	free := l.pick(44, 56)
	if l.column() {
		free = l.px(24)
	}
	l.actions(body.Inset(l.margin(), free))
}

// dusk is the end of the picture's name: after hours the sun has gone down.
func (l *look) dusk() string {
	if l.m.Greeting.ID == "house.greeting_after" {
		return "-dusk"
	}
	return ""
}

// hero paints the picture at the top or at the left, and returns its box and
// what is left beside it.
func (l *look) hero(time string) (hero, body screen.Box) {
	if l.m.Seated {
		return l.lowHero(time)
	}
	return l.heroOn(l.all, time)
}

// heroOn does as hero where the foot of the window is taken.
func (l *look) heroOn(body screen.Box, time string) (hero, rest screen.Box) {
	if l.portrait {
		hero = body.CutTop(l.all.H * 0.37)
		l.p.Picture(hero, "hero-portrait"+time)
		l.p.Fill(body.CutTop(l.px(8)), screen.Shape{Fill: screen.Gold})
		return hero, body
	}
	hero = body.CutLeft(body.W * 0.44)
	l.p.Picture(hero, "hero-landscape"+time)
	l.p.Fill(body.CutLeft(l.px(6)), screen.Shape{Fill: screen.Gold})
	return hero, body
}

// heroWords is where the picture is calm enough to be written on.
func (l *look) heroWords(hero screen.Box) screen.Box {
	in := hero.Inset(l.margin(), l.px(56))
	switch {
	case l.portrait:
		return in.CutBottom(l.px(372))
	case l.m.Seated:
		return screen.Box{X: in.X, Y: hero.Y + l.px(180), W: l.px(1130), H: hero.H - l.px(200)}
	}
	return screen.Box{X: in.X, Y: hero.Y + hero.H*0.335, W: in.W + l.px(32), H: hero.H * 0.40}
}

func (l *look) brand(hero screen.Box) {
	in := hero.Inset(l.margin(), l.px(56))
	if l.logo != nil {
		in.CutLeft(l.p.Logo(screen.Box{X: in.X, Y: in.Y, W: in.W / 4, H: l.px(96)}, l.logo) + l.px(24))
	}
	name := l.face(42, true, screen.White)
	l.p.Left(in.CutTop(name.Line()), l.text("house.company"), name)
	l.p.Left(in.CutTop(l.px(36)), l.other("house.company"), l.face(26, false, screen.Pale))
}

// clock paints the time of day and the date: at the right beside the sun, or at
// the foot of the picture.
func (l *look) clock(hero screen.Box) {
	in := hero.Inset(l.margin(), l.px(56))
	big, small := l.face(76, true, screen.White), l.face(27, false, screen.Pale)
	date := l.book.Date(l.m.Lang, l.m.Now)
	if l.portrait || l.m.Seated {
		in = in.CutRight(l.px(240))
		l.p.Right(in.CutTop(l.px(72)), l.book.Clock(l.m.Now), big)
		if l.m.Large {
			return // large, the date would lie on the sun
		}
		in.CutTop(l.px(6))
		lines := []string{date}
		if day, rest, two := strings.Cut(date, " "); two && small.Width(date) > in.W {
			lines = []string{day, rest}
		}
		l.p.Lines(in, lines, small, fyne.TextAlignTrailing)
		return
	}
	l.p.Left(in.CutBottom(max(l.px(40), small.Line())), date, small)
	l.p.Left(in.CutBottom(l.px(80)), l.book.Clock(l.m.Now), big)
}

// actions paints what the visitor can do: check in, see an open ticket, change
// the language.
func (l *look) actions(body screen.Box) {
	if l.column() {
		l.wideActions(body)
		return
	}
	l.leavingNote(body.CutBottom(l.face(26, false, screen.Faint).Line()))
	body.CutBottom(l.px(14))
	l.utilities(body.CutBottom(l.roomy(104, 96, 120, 120)))
	body.CutBottom(l.pick(36, 32))
	l.start(body.CutTop(l.startHeight()))
	body.CutTop(l.pick(32, 28))
	l.purposes(&body)
	l.strip(body)
}

// leavingNote tells how to leave.
func (l *look) leavingNote(b screen.Box) {
	l.beside(b, "lobby.leaving_note", l.face(26, false, screen.Faint), l.face(24, false, screen.Faint))
}

// start is the way in, the one thing on the screen that is as large as a hand.
func (l *look) start(b screen.Box) {
	pressed, focused := l.p.Touch("start", b, l.does(checkin.Intent{Kind: checkin.IntentStart}))
	fill := screen.Jade
	if pressed {
		fill = screen.JadeLow
	}
	l.p.Ring(b, focused, l.px(36))
	l.p.Fill(b, screen.Shape{Fill: fill, Radius: l.px(36)})
	in := b.Inset(l.px(52), 0)
	side := l.px(156)
	l.p.Disc(in.CutLeft(side).Centred(side, side), "person", screen.Gold, screen.Ink)
	in.CutLeft(l.px(44))
	l.p.Icon(in.CutRight(l.px(56)).Centred(l.px(56), l.px(56)), "next", screen.White)
	title, second, hint := l.face(66, true, screen.White), l.face(36, false, screen.Pale), l.face(29, false, screen.White)
	lines := in.Centred(in.W, title.Line()+second.Line()+hint.Line()+l.px(10))
	if l.m.Large {
		lines = in.Centred(in.W, title.Line())
	}
	id := "lobby.start"
	if len(l.m.Purposes) > 0 {
		id = "lobby.purpose_visit"
	}
	l.p.Left(lines.CutTop(title.Line()), l.text(id), title)
	l.p.Left(lines.CutTop(second.Line()), l.other(id), second)
	lines.CutTop(l.px(10))
	if !l.m.Large {
		l.p.Left(lines, l.text("lobby.start_hint"), hint.Within(l.text("lobby.start_hint"), lines.W))
	}
}
