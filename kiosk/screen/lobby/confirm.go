package lobby

import (
	"cmp"
	"image/color"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// A fact is something that the visitor has said; short stands for a value that
// has no room.
type fact struct{ icon, id, value, more, short string }

// facts are what the visitor has said, without what they left out.
func (l *look) facts() []fact {
	d := l.m.Draft
	all := []fact{
		{"building", "lobby.fact_host", l.fullName(d.Host.Person), d.Host.Department, ""},
		{"person", "lobby.fact_visitor", l.fullName(d.Visitor.Person()), "", ""},
		{"people", "lobby.fact_company", d.Visitor.Company, "", ""},
		{"phone", "lobby.fact_phone", d.Visitor.Phone, "", ""},
		{"calendar", "lobby.fact_arranged", l.arrangedWord(d.Arranged), "", ""},
		{"people", "lobby.fact_party", l.companions(), "", l.text("lobby.party_count", "Count", itoa(len(d.Companions)))},
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
	on := l.register("confirm", checkin.IntentConfirm)
	if l.m.At < l.m.Of { // the signature follows
		on.Icon, on.Label, on.Second = "", l.text("lobby.is_me"), l.other("lobby.is_me")
	}
	in := l.nav(body, l.back(), l.cancel(), l.language(), on).Inset(l.margin(), 0)
	l.heading(&in, l.askConfirm())
	in.CutBottom(l.pick(12, 16))
	var side screen.Box
	if l.portrait {
		side = in.CutBottom(l.termsHeight())
		l.partyButton(&in)
	} else if l.m.Large && l.m.Consent.IsZero() && l.m.Room == 0 && len(l.m.Draft.Companions) == 0 {
		side = in.CutBottom(l.px(64)) // the answers need the width
	} else {
		side = in.CutRight(l.roomy(0, 600, 0, 800))
		in.CutRight(l.px(40))
		l.partyButton(&side)
	}
	l.terms(side)
	if !l.m.Large || !l.m.Problem.IsZero() {
		l.problem(in.CutBottom(max(l.problemRoom(90, 56), 1.5*l.problemRoom(0, 0))))
	}
	l.said(in)
}

// register is the way on where it registers the visit.
func (l *look) register(name string, kind checkin.IntentKind) screen.Button {
	if l.m.Busy {
		return l.button(name, screen.Primary, "", "lobby.keeping", checkin.Intent{})
	}
	return l.button(name, screen.Primary, "check", "lobby.confirm", checkin.Intent{Kind: kind})
}

// said lists what the visitor has said: a row of the list is higher where it has
// more to say.
func (l *look) said(in screen.Box) {
	facts := l.facts()
	lines, all := l.factHeights(in, facts)
	if all == 0 {
		return
	}
	if l.m.Large && all*l.face(42, true, screen.Ink).Line() > in.H-l.px(32) {
		for i, f := range facts {
			facts[i].value = cmp.Or(f.short, f.value)
		}
		lines, all = l.factHeights(in, facts)
	}
	row := min(l.pick(176, 120), (in.H-l.px(32))/all)
	card := in.CutTop(all*row + l.px(32))
	l.p.Card(card)
	list := card.Inset(l.px(44), l.px(16))
	for i, f := range facts {
		if i > 0 {
			l.p.Fill(screen.Box{X: list.X, Y: list.Y - l.px(1), W: list.W, H: max(1, l.px(2))}, screen.Shape{Fill: screen.Hair})
		}
		if lines[i] > 1 {
			f.more = "" // there is no room for it
		}
		l.fact(list.CutTop(lines[i]*row), f)
	}
}

// factHeights is how much of the list's height each fact takes, and all of them.
func (l *look) factHeights(in screen.Box, facts []fact) (lines []float32, all float32) {
	for _, f := range facts {
		n := l.factLines(in, f)
		lines, all = append(lines, n), all+n
	}
	return lines, all
}

// factLines is how much of the list's height a fact takes: in large type, where
// nothing can be made smaller, a part for each line.
func (l *look) factLines(in screen.Box, f fact) float32 {
	if !l.m.Large {
		return 1
	}
	value := l.face(42, true, screen.Ink)
	return float32(len(screen.Phrased(f.value, value, in.W-l.px(88+100)-l.factLabel(), 9)))
}

// factLabel is how wide the name of a fact is.
func (l *look) factLabel() float32 { return l.roomy(200, 260, 240, 260) }

// askConfirm asks who came with an invitation whether they are the one, by name
// (F11), and all others to check what they said.
func (l *look) askConfirm() kiosk.Line {
	if l.m.Draft.Purpose == kiosk.PurposeInvited {
		return kiosk.Say("house.ask_invited").To(l.m.Draft.Visitor.Person())
	}
	return kiosk.Say("lobby.ask_confirm")
}

// terms tell how to change an answer and what becomes of them all: to register is
// to agree to it.
func (l *look) terms(in screen.Box) {
	if l.m.Large {
		l.largeTerms(in)
		return
	}
	if l.m.Consent.IsZero() {
		l.hints(in.CutBottom(l.pick(248, 400)))
		return
	}
	foot := in.CutBottom(l.pick(96, 60))
	in.CutBottom(l.pick(12, 16))
	if !l.portrait {
		in = in.CutBottom(min(in.H, l.px(460)))
	}
	l.p.Fill(in, screen.Shape{Fill: screen.Mist, Radius: l.px(28)})
	in = in.Inset(l.px(32), l.pick(16, 24))
	var all screen.Box
	if l.portrait {
		all = foot.CutRight(l.px(300))
		foot.CutRight(l.px(24))
	} else {
		all = in.CutBottom(l.px(88))
		in.CutBottom(l.px(16))
	}
	l.says(in, l.m.Consent, 33, screen.Ink, screen.Faint)
	l.oneLine(foot, l.editHint(), screen.Ink)
	l.p.Button(all, l.button("read", screen.Secondary, "", "lobby.read_all", checkin.Intent{Kind: checkin.IntentRead}))
}

// termsHeight is what the terms take in portrait.
func (l *look) termsHeight() float32 {
	switch {
	case l.m.Large && l.m.Consent.IsZero():
		return l.px(130)
	case l.m.Large:
		return l.px(480)
	case l.m.Consent.IsZero():
		return l.px(280)
	}
	return l.px(352)
}

// hints stand where there is no notice to agree to.
func (l *look) hints(in screen.Box) {
	l.p.Fill(in, screen.Shape{Fill: screen.Mist, Radius: l.px(28)})
	change := "back"
	if l.m.Draft.Purpose == kiosk.PurposeInvited {
		change = "cross"
	}
	for i, row := range in.Inset(l.px(32), l.px(20)).Rows(2, 0) {
		hint := []struct{ icon, id string }{{change, l.editHint()}, {"clock", "lobby.privacy"}}[i]
		side := l.px(72)
		l.p.Disc(row.CutLeft(side).Centred(side, side), hint.icon, screen.Card, screen.Jade)
		row.CutLeft(l.px(24))
		s, _ := stack(row, l.text(hint.id), l.face(31, true, screen.Ink), l.other(hint.id), l.face(25, false, screen.Faint))
		s.paint(l.p, row)
	}
}

// largeTerms are the terms in large type, for which there is no room beside the
// hint: the way back says it too.
func (l *look) largeTerms(in screen.Box) {
	if l.m.Consent.IsZero() {
		f := l.face(29, false, screen.Faint)
		l.p.Pair(in.CutBottom(2*f.Line()), l.text("lobby.privacy"), f, "", f, fyne.TextAlignLeading)
		return
	}
	l.p.Button(in.CutBottom(l.px(96)), l.button("read", screen.Secondary, "", "lobby.read_all", checkin.Intent{Kind: checkin.IntentRead}))
	in.CutBottom(l.px(16))
	l.p.Fill(in, screen.Shape{Fill: screen.Mist, Radius: l.px(28)})
	l.says(in.Inset(l.px(28), l.px(12)), l.m.Consent, 33, screen.Ink, screen.Faint)
}

// editHint is how to change an answer.
func (l *look) editHint() string {
	if l.m.Draft.Purpose == kiosk.PurposeInvited {
		return "lobby.edit_invited"
	}
	return "lobby.edit"
}

// oneLine puts a phrase into one line.
func (l *look) oneLine(b screen.Box, id string, ink color.Color) {
	l.p.Left(b, l.text(id), l.face(29, false, ink).Within(l.text(id), b.W))
}

func (l *look) fact(b screen.Box, f fact) {
	if l.m.Large && b.H < l.px(118) {
		f.more = ""
	}
	side := l.px(72)
	l.p.Disc(b.CutLeft(side).Centred(side, side), f.icon, screen.Mist, screen.Jade)
	b.CutLeft(l.px(28))
	l.pair(b.CutLeft(l.factLabel()), f.id, l.face(31, false, screen.Ink), l.face(24, false, screen.Faint))
	value, more := l.face(42, true, screen.Ink), l.face(28, false, screen.Faint)
	room := b
	if f.more != "" {
		room.H -= more.Line()
	}
	value, lines := screen.Fitted(room, f.value, value, l.px(24))
	if f.short != "" && !whole(lines) {
		lines = []string{f.short}
	}
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
