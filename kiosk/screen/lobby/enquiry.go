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
	in := l.nav(l.header(), l.back(), screen.Button{}, l.language(), screen.Button{}).Inset(l.margin(), 0)
	in.CutTop(l.pick(0, 46)) // where others show how far they are
	l.title(&in, kiosk.Say("house.ask_enquiry"))
	in.CutBottom(l.pick(24, 12))
	answers := l.m.Answers[:min(len(l.m.Answers), checkin.MaxAnswers)]
	for i, b := range l.choiceGrid(in, len(answers)+1) {
		o := l.toDesk("other", "lobby.topic_other")
		if i < len(answers) {
			topic := answers[i].Topic
			o = l.button("topic "+itoa(i+1), screen.Secondary, "help", "lobby.topic_other", checkin.Intent{Kind: checkin.IntentTopic, At: i})
			o.Label, o.Second = kiosk.Written(topic, l.m.Lang), kiosk.Written(topic, l.second())
		}
		l.p.Button(b, o)
	}
}

// toDesk is the way to somebody who finds out (F6).
func (l *look) toDesk(name, id string) screen.Button {
	return l.button(name, screen.Secondary, "bell", id, checkin.Intent{Kind: checkin.IntentAsk})
}

// answer says what the house says on a topic, in the words that everybody hears
// (C2).
func (l *look) answer() {
	understood := l.button("done", screen.Primary, "", "lobby.answered", checkin.Intent{Kind: checkin.IntentDone})
	ask := l.toDesk("other", "lobby.ask_desk")
	ask.Icon = ""
	in := l.nav(l.header(), l.back(), ask, l.language(), understood).Inset(l.margin(), 0)
	if len(l.m.Answers) == 0 {
		return
	}
	a := l.m.Answers[0]
	in.CutTop(l.pick(60, 36))
	topic := l.face(40, true, screen.Jade)
	l.p.Left(in.CutTop(topic.Line()), kiosk.Written(a.Topic, l.m.Lang), topic)
	in.CutTop(l.pick(24, 14))
	words := in.CutTop(in.H * 0.56)
	f, lines := screen.Fitted(words, kiosk.Written(a.Say, l.m.Lang), l.face(58, true, screen.Ink), l.px(30))
	in.Y = words.Y + l.p.Lines(words, lines, f, fyne.TextAlignLeading) + l.pick(36, 24)
	f, lines = screen.Fitted(in, kiosk.Written(a.Say, l.second()), l.face(34, false, screen.Faint), l.px(24))
	l.p.Lines(in, lines, f, fyne.TextAlignLeading)
}
