package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// pictured paints a picture over or beside what is to choose, as on the welcome
// screen, and the buttons at the foot, and returns both places. Nothing to touch
// stands where the countdown does.
func (l *look) pictured(buttons ...screen.Button) (hero, in screen.Box) {
	hero, in = l.hero("")
	foot := l.sight
	foot = foot.CutBottom(l.navHeight())
	l.p.Fill(foot, screen.Shape{Fill: screen.Paper})
	l.nav(foot, buttons...)
	in.CutBottom(foot.H)
	if !l.portrait && !l.m.Seated {
		hero.CutBottom(foot.H)
	}
	l.brand(hero)
	at, clock := hero.Inset(l.margin(), l.px(56)), l.face(48, true, screen.White)
	l.p.Right(at.CutTop(clock.Line()), l.book.Clock(l.m.Now), clock)
	in = l.pastCountdown(in)
	in.CutBottom(l.pick(24, 10))
	return hero, in
}

// pastCountdown paints how far the visitor is and, where the countdown may come,
// who helps, and returns what is left for the answer.
func (l *look) pastCountdown(body screen.Box) screen.Box {
	if l.portrait || l.m.Seated {
		if l.m.Of > 0 {
			l.progress(&body)
		}
		body.CutTop(l.pick(40, 20))
		return body.Inset(l.margin(), 0)
	}
	top := body.CutTop(l.px(headHeight))
	if l.m.Of > 0 {
		l.progress(&top)
	}
	row := top.Inset(l.margin(), 0)
	row = row.CutBottom(l.px(84))
	l.p.Icon(row.CutLeft(l.px(36)).Centred(l.px(36), l.px(36)), "bell", screen.Jade)
	row.CutLeft(l.px(16))
	l.beside(row, "lobby.help", l.face(29, true, screen.Ink), l.face(25, false, screen.Faint))
	body.CutTop(l.px(14))
	return body.Inset(l.margin(), 0)
}

// asks puts a question into the picture.
func (l *look) asks(hero screen.Box, line kiosk.Line) {
	l.says(l.heroWords(hero), line, l.pick(88, 72)/l.u, screen.White, screen.Pale)
}

// choose paints buttons as cards, in the middle of b: one below the other where
// they are few, else two in a row.
func (l *look) choose(b screen.Box, buttons []screen.Button) {
	n, gap := len(buttons), l.pick(24, 18)
	rows, tallest := (n+1)/2, l.pick(270, 220)
	few := n <= 3
	if few {
		rows, tallest = n, l.pick(250, 210)
	}
	b = b.Centred(b.W, min(b.H, float32(rows)*(tallest+gap)-gap))
	var boxes []screen.Box
	switch each := (b.H+gap)/float32(rows) - gap; {
	case each < l.touch(l.px(92)):
		boxes = l.cells(b, n, 3, gap, tallest)
	case few:
		boxes = b.Rows(n, gap)
	default:
		boxes = grid(b, n, gap, gap)
	}
	for i, o := range buttons {
		l.p.Tile(boxes[i], o)
	}
}

// courier asks for which company something is delivered: the answer registers
// it.
func (l *look) courier() {
	hero, in := l.pictured(l.back(), l.cancel(), l.language(), screen.Button{})
	l.asks(hero, kiosk.Say("house.ask_courier"))
	if !l.m.Problem.IsZero() {
		l.problem(in.CutTop(l.problemRoom(96, 84)))
		in.CutTop(l.px(12))
	}
	var all []screen.Button
	for i, name := range l.m.Couriers[:min(len(l.m.Couriers), checkin.MaxCouriers)] {
		o := l.courierButton(i, "", "lobby.courier_other")
		o.Label, o.Second = name, ""
		all = append(all, o)
	}
	l.choose(in, append(all, l.courierButton(len(all), "van", "lobby.courier_other")))
}

func (l *look) courierButton(at int, icon, id string) screen.Button {
	return l.button("courier "+itoa(at+1), screen.Secondary, icon, id, checkin.Intent{Kind: checkin.IntentCourier, At: at})
}
