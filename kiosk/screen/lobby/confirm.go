package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

type fact struct{ icon, id, value, more string }

// facts are what the visitor has said, without what they left out.
func (l *look) facts() []fact {
	d := l.m.Draft
	all := []fact{
		{"building", "lobby.fact_host", l.fullName(d.Host.Person), d.Host.Department},
		{"person", "lobby.fact_visitor", l.fullName(d.Visitor.Person()), ""},
		{"people", "lobby.fact_company", d.Visitor.Company, ""},
		{"phone", "lobby.fact_phone", d.Visitor.Phone, ""},
		{"calendar", "lobby.fact_arranged", l.arrangedWord(d.Arranged), ""},
	}
	said := all[:0]
	for _, f := range all {
		if f.value != "" {
			said = append(said, f)
		}
	}
	return said
}

// confirm shows what will be registered.
func (l *look) confirm() {
	body := l.header()
	l.progress(&body)
	on := l.button("confirm", screen.Primary, "check", "lobby.confirm", checkin.Intent{Kind: checkin.IntentConfirm})
	if l.m.Busy {
		on = l.button("confirm", screen.Primary, "", "lobby.keeping", checkin.Intent{})
	}
	in := l.nav(body, l.back(), l.cancel(), l.language(), on).Inset(l.margin(), 0)
	l.title(&in, l.askConfirm())
	in.CutBottom(l.pick(12, 0))
	foot := in.CutBottom(l.pick(96, 66))
	if l.portrait {
		l.notes(foot.Rows(2, 0))
	} else {
		l.notes(foot.Columns(2, l.px(40)))
	}
	l.problem(in.CutBottom(l.pick(90, 56)))

	facts := l.facts()
	if len(facts) == 0 {
		return
	}
	row := min(l.pick(176, 120), (in.H-l.px(32))/float32(len(facts)))
	card := in.CutTop(float32(len(facts))*row + l.px(32))
	l.p.Card(card)
	list := card.Inset(l.px(44), l.px(16))
	for i, f := range facts {
		if i > 0 {
			l.p.Fill(screen.Box{X: list.X, Y: list.Y - l.px(1), W: list.W, H: max(1, l.px(2))}, screen.Shape{Fill: screen.Hair})
		}
		l.fact(list.CutTop(row), f)
	}
}

// askConfirm asks who came with an invitation whether they are the one, by name
// (F11), and all others to check what they said.
func (l *look) askConfirm() kiosk.Line {
	if l.m.Draft.Purpose == kiosk.PurposeInvited {
		return kiosk.Say("house.ask_invited").To(l.m.Draft.Visitor.Person())
	}
	return kiosk.Say("lobby.ask_confirm")
}

// notes tell how to change an answer and what becomes of them all.
func (l *look) notes(b []screen.Box) {
	edit := "lobby.edit"
	if l.m.Draft.Purpose == kiosk.PurposeInvited {
		edit = "lobby.edit_invited"
	}
	l.p.Left(b[0], l.text(edit), l.face(29, false, screen.Ink))
	l.p.Left(b[1], l.text("lobby.privacy"), l.face(29, false, screen.Faint))
}

func (l *look) fact(b screen.Box, f fact) {
	side := l.px(72)
	l.p.Disc(b.CutLeft(side).Centred(side, side), f.icon, screen.Mist, screen.Jade)
	b.CutLeft(l.px(28))
	l.pair(b.CutLeft(l.pick(200, 260)), f.id, l.face(31, false, screen.Ink), l.face(24, false, screen.Faint))
	value, more := l.face(42, true, screen.Ink), l.face(28, false, screen.Faint)
	room := b
	if f.more != "" {
		room.H -= more.Line()
	}
	value, lines := screen.Fitted(room, f.value, value, l.px(28))
	height := float32(len(lines)) * value.Line()
	if f.more == "" {
		l.p.Lines(b.Centred(b.W, height), lines, value, fyne.TextAlignLeading)
		return
	}
	in := b.Centred(b.W, height+more.Line())
	in.CutTop(l.p.Lines(in, lines, value, fyne.TextAlignLeading))
	l.p.Left(in, f.more, more)
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
