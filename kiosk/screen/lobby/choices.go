package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// arranged asks whether the visit has been arranged with the host (F7).
func (l *look) arranged() {
	body := l.header()
	l.progress(&body)
	in := l.nav(body, l.back(), l.cancel(), l.language(), button{}).Inset(l.margin(), 0)
	l.title(&in, kiosk.Say("house.ask_arranged").About(l.m.Draft.Host.Person))
	in.CutTop(l.pick(40, 40))
	problem := in.CutTop(60 * l.u)
	in.CutBottom(l.pick(60, 90))
	row := in.CutBottom(min(in.H, l.pick(760, 420)))
	boxes := row.Columns(2, 36*l.u)
	if l.portrait {
		boxes = row.Rows(2, 36*l.u)
	}
	l.choice(boxes[0], "yes", "check", "lobby.arranged_yes", kiosk.ArrangedYes)
	l.choice(boxes[1], "no", "clock", "lobby.arranged_no", kiosk.ArrangedNo)
	l.problem(problem)
}

// choice paints one large answer.
func (l *look) choice(b screen.Box, name, icon, id string, answer kiosk.Arrangement) {
	intent := checkin.Intent{Kind: checkin.IntentArranged, Text: string(answer)}
	pressed, focused := l.p.Touch(name, b, l.does(intent))
	fill, disc, ink := screen.Card, screen.Mist, screen.Jade
	if pressed {
		fill = screen.Mist
	}
	if l.m.Draft.Arranged == answer {
		disc, ink = screen.Jade, screen.White
	}
	l.ring(b, focused, 36*l.u)
	l.p.Fill(b, screen.Shape{Fill: fill, Stroke: screen.Outline, Width: 2.5 * l.u, Radius: 36 * l.u})
	in := b.Inset(48*l.u, 0)
	round := in.CutLeft(150*l.u).Centred(150*l.u, 150*l.u)
	l.p.Fill(round, screen.Shape{Fill: disc, Radius: round.H / 2})
	l.p.Icon(round.Centred(80*l.u, 80*l.u), icon, ink)
	in.CutLeft(48 * l.u)
	first, second := l.face(56, true, screen.Ink), l.face(33, false, screen.Faint)
	lines := in.Centred(in.W, first.Line()+second.Line())
	l.p.Left(lines.CutTop(first.Line()), l.text(id), first)
	l.p.Left(lines, l.other(id), second)
}

// confirm shows what will be registered.
func (l *look) confirm() {
	body := l.header()
	l.progress(&body)
	on := l.phrased(button{name: "confirm", style: primary, icon: "check", intent: checkin.Intent{Kind: checkin.IntentConfirm}}, "lobby.confirm")
	if l.m.Busy {
		on = l.phrased(button{name: "confirm", style: primary, rests: true}, "lobby.keeping")
	}
	in := l.nav(body, l.back(), l.cancel(), l.language(), on).Inset(l.margin(), 0)
	l.title(&in, kiosk.Say("lobby.ask_confirm"))
	d := l.m.Draft
	facts := []struct{ icon, id, value, more string }{
		{"building", "lobby.fact_host", l.hostName(d.Host.Person), d.Host.Department},
		{"person", "lobby.fact_visitor", l.visitorName(d.Visitor), ""},
		{"people", "lobby.fact_company", d.Visitor.Company, ""},
		{"phone", "lobby.fact_phone", d.Visitor.Phone, ""},
		{"calendar", "lobby.fact_arranged", l.arrangedWord(d.Arranged), ""},
	}
	row := l.pick(156, 108)
	shown := 0
	for _, f := range facts {
		if f.value != "" {
			shown++
		}
	}
	card := in.CutTop(float32(shown)*row + 40*l.u)
	l.card(card)
	list := card.Inset(44*l.u, 20*l.u)
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		l.fact(list.CutTop(row), f.icon, f.id, f.value, f.more)
		if shown--; shown > 0 {
			l.p.Fill(screen.Box{X: list.X, Y: list.Y - 1, W: list.W, H: max(1, 2*l.u)}, screen.Shape{Fill: screen.Hair})
		}
	}
	in.CutTop(20 * l.u)
	l.problem(in.CutTop(60 * l.u))
	l.p.Left(in.CutBottom(l.pick(70, 50)), l.text("lobby.privacy"), l.face(28, false, screen.Faint))
}

func (l *look) fact(b screen.Box, icon, id, value, more string) {
	l.p.Icon(b.CutLeft(52*l.u).Centred(44*l.u, 44*l.u), icon, screen.Jade)
	b.CutLeft(28 * l.u)
	l.p.Left(b.CutLeft(l.pick(250, 300)), l.text(id), l.face(30, false, screen.Faint))
	first, second := l.face(40, true, screen.Ink), l.face(27, false, screen.Faint)
	if more == "" {
		l.p.Left(b, value, first)
		return
	}
	lines := b.Centred(b.W, first.Line()+second.Line())
	l.p.Left(lines.CutTop(first.Line()), value, first)
	l.p.Left(lines, more, second)
}

func (l *look) visitorName(v kiosk.Visitor) string {
	title := l.titleWord(v.Title)
	switch {
	case title == "":
		return v.Name
	case l.m.Lang == kiosk.LangEN:
		return title + " " + v.Name
	}
	return v.Name + " " + title
}

func (l *look) arrangedWord(a kiosk.Arrangement) string {
	switch a {
	case kiosk.ArrangedYes:
		return l.text("lobby.arranged_yes")
	case kiosk.ArrangedNo:
		return l.text("lobby.arranged_no")
	}
	return ""
}
