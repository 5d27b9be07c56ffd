package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// enquiry asks what a question is about: the topics that the house has an answer
// to, and any other.
func (l *look) enquiry() {
	hero, in := l.pictured(l.back(), screen.Button{}, l.language(), screen.Button{})
	l.asks(hero, kiosk.Say("house.ask_enquiry"))
	var all []screen.Button
	for i, a := range l.m.Answers[:min(len(l.m.Answers), checkin.MaxAnswers)] {
		o := l.button("topic "+itoa(i+1), screen.Secondary, a.Icon, "lobby.topic_other", checkin.Intent{Kind: checkin.IntentTopic, At: i})
		o.Label, o.Second = kiosk.Written(a.Topic, l.m.Lang), l.small(a.Topic)
		all = append(all, o)
	}
	l.choose(in, append(all, l.toDesk("other", "lobby.topic_other")))
}

// small is a text of the house in the other language, for the smaller line.
func (l *look) small(text map[kiosk.Lang]string) string {
	other := kiosk.Written(text, l.second())
	if l.m.Large || other == kiosk.Written(text, l.m.Lang) {
		return ""
	}
	return other
}

// toDesk is the way to somebody who finds out (F6).
func (l *look) toDesk(name, id string) screen.Button {
	return l.button(name, screen.Secondary, "bell", id, checkin.Intent{Kind: checkin.IntentAsk})
}

// answer says what the house says on a topic, in the words that everybody hears
// (C2).
func (l *look) answer() {
	understood := l.button("done", screen.Primary, "", "lobby.answered", checkin.Intent{Kind: checkin.IntentDone})
	hero, in := l.pictured(l.back(), screen.Button{}, l.language(), understood)
	if len(l.m.Answers) == 0 {
		return
	}
	a := l.m.Answers[0]
	l.topic(l.heroWords(hero), a)
	desk := in.CutBottom(l.roomy(150, 120, 140, 120))
	l.p.Tile(desk, l.toDesk("other", "lobby.ask_desk"))
	in.CutBottom(l.pick(24, 18))
	l.p.Card(in)
	in = in.Inset(l.pick(52, 48), l.pick(44, 32))
	l.answered(in, a.Say)
}

// answered puts the house's words into the middle of b, with the other language
// under them.
func (l *look) answered(b screen.Box, say map[kiosk.Lang]string) {
	room, gap := b, l.pick(36, 24)
	if !l.m.Large {
		room.H = b.H * 0.62
	}
	first, lines := screen.Fitted(room, kiosk.Written(say, l.m.Lang), l.face(l.pick(72, 60)/l.u, true, screen.Ink), l.px(30))
	used := float32(len(lines)) * first.Line()
	room.H = b.H - used - gap
	second, others := screen.Fitted(room, l.small(say), l.face(38, false, screen.Faint), l.px(24))
	if len(others) > 0 {
		used += gap + float32(len(others))*second.Line()
	}
	b = b.Centred(b.W, used)
	b.CutTop(l.p.Lines(b, lines, first, fyne.TextAlignLeading) + gap)
	l.p.Lines(b, others, second, fyne.TextAlignLeading)
}

// topic puts what an answer is about into the picture, under its sign.
func (l *look) topic(b screen.Box, a checkin.Answer) {
	side := l.pick(132, 132)
	switch {
	case a.Icon != "" && l.column():
		l.p.Disc(b.CutLeft(side).Centred(side, side), a.Icon, screen.Gold, screen.Ink)
		b.CutLeft(l.px(36))
		b = b.Centred(b.W, l.px(150))
	case a.Icon != "":
		row := b.CutTop(side)
		l.p.Disc(row.CutLeft(side), a.Icon, screen.Gold, screen.Ink)
		b.CutTop(l.px(24))
	}
	f := l.face(72, true, screen.White)
	l.p.Left(b.CutTop(f.Line()), kiosk.Written(a.Topic, l.m.Lang), f.Within(kiosk.Written(a.Topic, l.m.Lang), b.W))
	f = l.face(38, false, screen.Pale)
	l.p.Left(b.CutTop(f.Line()), l.small(a.Topic), f)
}
