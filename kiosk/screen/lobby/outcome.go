package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// scene paints a picture over the whole window and returns where to write.
func (l *look) scene(art string) screen.Box {
	suffix := "-landscape"
	if l.portrait {
		suffix = "-portrait"
	}
	l.p.Picture(l.all, art+suffix)
	return l.all.Inset(l.margin(), 0)
}

// outcome tells the visitor the host's answer in the house's own words (F8 to
// F10).
func (l *look) outcome() {
	v := l.m.Visit
	if v == nil {
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

// top paints who is spoken to, in the corner where the picture is calm.
func (l *look) top(in *screen.Box, v *checkin.VisitView) {
	in.CutTop(l.pick(64, 44))
	row := in.CutTop(56 * l.u)
	chip := row.CutLeft(128 * l.u)
	l.p.Fill(chip, screen.Shape{Fill: screen.Gold, Radius: chip.H / 2})
	l.p.Centre(chip, ticketNumber(v.Ticket), l.face(34, true, screen.Ink))
	row.CutLeft(24 * l.u)
	l.p.Left(row, l.book.Address(l.m.Lang, v.Visitor), l.face(38, true, screen.White))
}

func (l *look) done(id string) button {
	return l.phrased(button{name: "done", style: golden, icon: "check", intent: checkin.Intent{Kind: checkin.IntentDone}}, id)
}

// told is an outcome that is words alone: the host comes down, the lounge,
// declined.
func (l *look) told(v *checkin.VisitView, art, icon string) {
	in := l.scene(art)
	l.top(&in, v)
	foot := in.CutBottom(l.pick(250, 170))
	l.button(foot.CutTop(l.pick(130, 108)).Centred(min(foot.W, 760*l.u), l.pick(130, 108)), l.done("lobby.understood"))
	if l.portrait {
		in.CutTop(l.all.H*0.30 - (in.Y - l.all.Y))
	} else {
		in.CutTop(l.pick(0, 70))
		in.W = l.all.W*0.60 - in.X
	}
	disc := in.CutTop(170 * l.u)
	disc.W = 170 * l.u
	l.p.Fill(disc, screen.Shape{Fill: screen.Gold, Radius: disc.H / 2})
	l.p.Icon(disc.Centred(98*l.u, 98*l.u), icon, screen.Ink)
	in.CutTop(l.pick(50, 36))
	used := l.says(in, v.Words, l.pick(66, 60)/l.u, screen.White, screen.Pale, fyne.TextAlignLeading)
	in.CutTop(used + l.pick(50, 30))
	l.badgeStep(in.CutTop(l.pick(112, 100)), v.Badge)
}

var badgeWords = map[checkin.BadgeStep]struct{ icon, id string }{
	checkin.BadgePrinting: {"printer", "lobby.badge_printing"},
	checkin.BadgeTake:     {"badge", "lobby.badge_take"},
	checkin.BadgeDesk:     {"bell", "lobby.badge_desk"},
}

// badgeStep tells how far the badge has come.
func (l *look) badgeStep(row screen.Box, step checkin.BadgeStep) {
	words, ok := badgeWords[step]
	if !ok {
		return
	}
	row.W = min(row.W, 880*l.u)
	l.p.Fill(row, screen.Shape{Fill: screen.Card, Radius: row.H / 2})
	in := row.Inset(36*l.u, 0)
	l.p.Icon(in.CutLeft(56*l.u).Centred(56*l.u, 56*l.u), words.icon, screen.Jade)
	in.CutLeft(26 * l.u)
	first, second := l.face(35, true, screen.Ink), l.face(25, false, screen.Faint)
	lines := in.Centred(in.W, first.Line()+second.Line())
	l.p.Left(lines.CutTop(first.Line()), l.text(words.id), first)
	l.p.Left(lines, l.other(words.id), second)
}

// goUp shows the way: an open palm, the lift bank and the floor (F8).
func (l *look) goUp(v *checkin.VisitView) {
	in := l.scene("scene")
	l.top(&in, v)
	foot := in.CutBottom(l.pick(230, 160))
	l.button(foot.CutTop(l.pick(130, 108)).Centred(min(foot.W, 760*l.u), l.pick(130, 108)), l.done("lobby.understood"))
	if l.portrait {
		in.CutTop(l.all.H*0.28 - (in.Y - l.all.Y))
		l.way(in.CutTop(350*l.u), v)
		in.CutTop(44 * l.u)
		used := l.says(in, v.Words, 56, screen.White, screen.Pale, fyne.TextAlignLeading)
		in.CutTop(used + 44*l.u)
		in.CutBottom(36 * l.u)
		l.badgeStep(in.CutBottom(112*l.u), v.Badge)
		in.CutBottom(36 * l.u)
		l.places(in.CutTop(min(in.H, 280*l.u)), v)
		return
	}
	in.CutTop(36 * l.u)
	left := in.CutLeft(l.all.W*0.58 - in.X)
	used := l.says(left, v.Words, 58, screen.White, screen.Pale, fyne.TextAlignLeading)
	left.CutTop(used + 40*l.u)
	l.places(left.CutTop(240*l.u), v)
	left.CutTop(34 * l.u)
	l.badgeStep(left.CutTop(100*l.u), v.Badge)
	in.CutLeft(60 * l.u)
	in.CutTop(l.all.H*0.44 - (in.Y - l.all.Y))
	l.way(in, v)
}

// way paints the open palm, to the side where the lifts are.
func (l *look) way(b screen.Box, v *checkin.VisitView) {
	side, id := "palm-right", "lobby.way_right"
	if v.Side == checkin.SideLeft {
		side, id = "palm-left", "lobby.way_left"
	}
	label := l.face(40, true, screen.Pale)
	words := b.CutBottom(label.Line())
	h := min(b.H, b.W*2/3)
	palm := b.Centred(h*1.5, h)
	if l.portrait {
		palm.X = b.X
		l.p.Left(words, l.text(id), label)
	} else {
		l.p.Centre(words, l.text(id), label)
	}
	l.p.Icon(palm, side, screen.White)
}

// places paints the lift bank and the floor, to be read from afar.
func (l *look) places(b screen.Box, v *checkin.VisitView) {
	cells := []struct{ icon, id, value string }{{"lift", "lobby.lift", v.Lift}, {"building", "lobby.floor", v.Floor}}
	boxes := b.Columns(2, 32*l.u)
	for i, c := range cells {
		if c.value == "" {
			continue
		}
		l.p.Fill(boxes[i], screen.Shape{Fill: screen.Card, Radius: 36 * l.u})
		in := boxes[i].Inset(36*l.u, 24*l.u)
		head := in.CutTop(46 * l.u)
		l.p.Icon(head.CutLeft(42*l.u).Centred(40*l.u, 40*l.u), c.icon, screen.Jade)
		head.CutLeft(16 * l.u)
		wide := l.p.Left(head, l.text(c.id), l.face(32, true, screen.Jade))
		head.CutLeft(wide + 12*l.u)
		l.p.Left(head, l.other(c.id), l.face(24, false, screen.Faint))
		l.p.Left(in, c.value, l.face(min(150, in.H/l.u*0.95), true, screen.Ink))
	}
}

// absent offers what a visitor whose host is not in can do (F9).
func (l *look) absent(v *checkin.VisitView) {
	in := l.scene("scene")
	l.top(&in, v)
	var choices screen.Box
	if l.portrait {
		in.CutTop(l.all.H*0.28 - (in.Y - l.all.Y))
		used := l.says(in, v.Words, 60, screen.White, screen.Pale, fyne.TextAlignLeading)
		in.CutTop(used + 50*l.u)
		choices = in
		choices.CutBottom(90 * l.u)
	} else {
		in.CutTop(70 * l.u)
		left := in.CutLeft(l.all.W*0.46 - in.X)
		l.says(left, v.Words, 56, screen.White, screen.Pale, fyne.TextAlignLeading)
		in.CutLeft(70 * l.u)
		choices = in
		choices.CutBottom(70 * l.u)
	}
	var list []button
	if v.Deputy != nil {
		b := button{name: "deputy", icon: "person", intent: checkin.Intent{Kind: checkin.IntentHost, Host: v.Deputy.ID}}
		name := l.hostName(v.Deputy.Person)
		b.label, b.second = l.text("lobby.see_deputy", "Name", name), v.Deputy.Department
		list = append(list, b)
	}
	list = append(list,
		l.phrased(button{name: "colleague", icon: "people", intent: checkin.Intent{Kind: checkin.IntentOther}}, "lobby.see_colleague"),
		l.phrased(button{name: "message", icon: "message", intent: checkin.Intent{Kind: checkin.IntentMessage}}, "lobby.leave_message"),
		l.phrased(button{name: "leave", icon: "exit", intent: checkin.Intent{Kind: checkin.IntentLeave}}, "lobby.come_back"))
	row := min(l.pick(150, 140), choices.H/float32(len(list))-24*l.u)
	for _, b := range list {
		b.style = onArt
		l.button(choices.CutTop(row), b)
		choices.CutTop(24 * l.u)
	}
}

// farewell sees the visitor off (F12).
func (l *look) farewell() {
	in := l.scene("scene")
	if l.portrait {
		in.CutTop(l.all.H * 0.34)
	} else {
		in.CutTop(l.all.H * 0.40)
		in.W = l.all.W*0.60 - in.X
	}
	disc := in.CutTop(150 * l.u)
	disc.W = 150 * l.u
	l.p.Fill(disc, screen.Shape{Fill: screen.Gold, Radius: disc.H / 2})
	l.p.Icon(disc.Centred(86*l.u, 86*l.u), "check", screen.Ink)
	in.CutTop(44 * l.u)
	if l.m.Visit != nil {
		l.says(in, l.m.Visit.Words, l.pick(84, 80)/l.u, screen.White, screen.Pale, fyne.TextAlignLeading)
	}
	l.p.Touch("done", l.all, l.does(checkin.Intent{Kind: checkin.IntentDone}))
}
