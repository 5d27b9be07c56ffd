package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// outcome tells the visitor the host's answer in the house's own words (F8 to
// F10).
func (l *look) outcome() {
	v := l.m.Visit
	if v == nil {
		l.welcome()
		return
	}
	switch v.Answer {
	case kiosk.StateGoUp:
		l.goUp(v)
	case kiosk.StateAbsent:
		l.absent(v)
	case kiosk.StateLounge:
		l.told(v, "lounge", "tea")
	case kiosk.StateDeclined:
		l.told(v, "scene", "message")
	default:
		l.told(v, "scene", "people")
	}
}

// scene paints a picture over the whole window and returns where to write.
func (l *look) scene(art string) screen.Box {
	suffix := "-landscape"
	if l.portrait {
		suffix = "-portrait"
	}
	l.p.Picture(l.all, art+suffix)
	return l.sight.Inset(l.margin(), 0)
}

// addressed paints who is spoken to, where the picture is calm. The countdown
// stands there while it runs.
func (l *look) addressed(in *screen.Box, v *checkin.VisitView) {
	in.CutTop(l.pick(64, 50))
	row := in.CutTop(l.px(60))
	if l.m.Idle > 0 && !l.m.Seated {
		return
	}
	l.p.Pill(row.CutLeft(l.px(132)), kiosk.TicketText(v.Ticket), screen.Gold, screen.Ink)
	row.CutLeft(l.px(24))
	row = row.Centred(row.W, l.roomy(116, 116, 176, 116))
	who, lines := screen.Fitted(row, l.book.Address(l.m.Lang, v.Visitor), l.face(40, true, screen.White), l.px(32))
	l.p.Lines(row.Centred(row.W, float32(len(lines))*who.Line()), lines, who, fyne.TextAlignLeading)
}

// doneButton paints the way out at the foot of a scene, and cuts its place off.
func (l *look) doneButton(in *screen.Box) {
	space := l.pick(56, 52)
	foot := in.CutBottom(space + l.onward(l.pick(120, 108)))
	foot.CutBottom(space)
	if !l.portrait {
		foot.W = l.px(1000)
	}
	if !l.counting() {
		l.quietly(foot.CutRight(l.roomy(392, 392, 500, 500)), screen.Quiet)
		foot.CutRight(l.px(20))
		l.p.Button(foot, l.done())
	}
	in.CutBottom(l.px(36))
}

// quietly paints what changes the screen itself where it is not the matter: its
// language and its look.
func (l *look) quietly(b screen.Box, style screen.Style) {
	language, view := l.language(), l.view()
	language.Style, view.Style = style, style
	l.buttons(b, l.px(12), []screen.Button{language, view})
}

// told is an outcome that is words alone: the host comes down, the lounge,
// declined.
func (l *look) told(v *checkin.VisitView, art, icon string) {
	in := l.scene(art)
	l.addressed(&in, v)
	l.doneButton(&in)
	if l.portrait {
		in.CutTop(l.px(416))
	} else {
		in.CutTop(l.px(60))
		in.W = l.all.W*0.62 - in.X
	}
	side := l.pick(172, 156)
	disc := in.CutTop(side)
	l.p.Disc(disc.CutLeft(side), icon, screen.Gold, screen.Ink)
	in.CutTop(l.pick(44, 32))
	words := in
	words.H = min(in.H, l.pick(560, 350))
	used := l.says(words, v.Words, l.pick(68, 62)/l.u, screen.White, screen.Pale)
	in.CutTop(used + l.pick(48, 32))
	foot := in.CutTop(min(in.H, l.roomy(120, 104, 136, 124)))
	if l.m.Waited > 0 {
		l.noted(foot, "clock", "lobby.not_forgotten", "Minutes", itoa(l.m.Waited))
		return
	}
	l.badgeStep(foot, v)
}

// badgeStep tells how far the badge has come.
func (l *look) badgeStep(b screen.Box, v *checkin.VisitView) {
	var icon, id string
	switch v.Badge {
	case checkin.BadgePrinting:
		icon, id = "printer", "lobby.badge_printing"
	case checkin.BadgeTake:
		icon, id = "badge", "lobby.badge_take"
	case checkin.BadgeDesk:
		icon, id = "bell", "lobby.badge_desk"
	default:
		return
	}
	if v.Party > 0 {
		l.noted(b, icon, partyWords[id], "Count", itoa(v.Party))
		return
	}
	l.noted(b, icon, id)
}

// noted paints a card with a sign and a phrase in both languages.
func (l *look) noted(b screen.Box, icon, id string, args ...string) {
	l.p.Fill(b, screen.Shape{Fill: screen.Card, Radius: l.px(36)})
	in := b.Inset(l.px(32), 0)
	side := b.H * 0.64
	l.p.Disc(in.CutLeft(side).Centred(side, side), icon, screen.Mist, screen.Jade)
	in.CutLeft(l.px(26))
	l.p.Pair(in, l.text(id, args...), l.face(36, true, screen.Ink), l.other(id, args...), l.face(26, false, screen.Faint), fyne.TextAlignLeading)
}

// partyWords say of the badges of a party what is said of one.
var partyWords = map[string]string{
	"lobby.badge_printing": "lobby.badge_printing_party",
	"lobby.badge_take":     "lobby.badge_take_party",
	"lobby.badge_desk":     "lobby.badge_desk_party",
}
