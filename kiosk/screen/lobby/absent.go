package lobby

import (
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// absent offers what a visitor whose host is not in can do (F9): see the
// deputy or another colleague, leave a message, come back another day.
func (l *look) absent(v *checkin.VisitView) {
	hero, body := l.hero("")
	top := hero.Inset(l.margin(), 0)
	l.addressed(&top, v)
	l.says(l.heroWords(hero), v.Words, l.pick(66, 60)/l.u, screen.White, screen.Pale)

	in := body.Inset(l.margin(), l.pick(48, 56))
	switch {
	case l.m.Seated:
		in.CutBottom(l.navHeight() - l.pick(48, 56)) // the countdown stands there
	case !l.portrait:
		in.CutTop(l.px(headHeight - 56 + 22)) // and there
	}
	if !l.m.Problem.IsZero() {
		l.problem(in.CutTop(l.problemRoom(84, 84)))
		in.CutTop(l.px(12))
	}
	foot := in.CutBottom(l.touch(l.pick(96, 84)))
	l.quietly(foot.CutLeft(l.roomy(440, 440, 560, 520)), screen.Secondary)
	in.CutBottom(l.pick(32, 24))
	rows := l.absentChoices(v)
	gap := l.pick(32, 28)
	if l.column() {
		for i, b := range grid(in, len(rows), gap, gap) {
			l.p.Row(b, rows[i])
		}
		return
	}
	tall := l.pick(224, 210)
	if len(rows) < 4 {
		tall = l.pick(290, 230)
	}
	each := min(tall, (in.H-gap*float32(len(rows)-1))/float32(len(rows)))
	if !l.portrait {
		in.CutTop((in.H - float32(len(rows))*(each+gap) + gap) / 2)
	}
	for _, b := range rows {
		l.p.Row(in.CutTop(each), b)
		in.CutTop(gap)
	}
}

func (l *look) absentChoices(v *checkin.VisitView) []screen.Button {
	var rows []screen.Button
	if v.Deputy != nil {
		b := l.button("deputy", screen.Primary, "person", "lobby.see_deputy", checkin.Intent{Kind: checkin.IntentHost, Host: v.Deputy.ID})
		b.Label, b.Second = l.text("lobby.see_deputy", "Name", l.fullName(v.Deputy.Person)), v.Deputy.Department
		rows = append(rows, b)
	}
	return append(rows,
		l.button("colleague", screen.Secondary, "people", "lobby.see_colleague", checkin.Intent{Kind: checkin.IntentOther}),
		l.button("message", screen.Secondary, "message", "lobby.leave_message", checkin.Intent{Kind: checkin.IntentMessage}),
		l.button("leave", screen.Secondary, "exit", "lobby.come_back", checkin.Intent{Kind: checkin.IntentLeave}))
}
