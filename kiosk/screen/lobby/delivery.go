package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// frontDesk offers who delivers something to leave it at the desk, and reports
// whether it did. It cuts its place off in.
func (l *look) frontDesk(in *screen.Box) bool {
	if l.m.Draft.Purpose != kiosk.PurposeDelivery {
		return false
	}
	b := in.CutTop(l.pick(140, 108))
	l.p.Button(b, l.button("desk", screen.Secondary, "bell", "lobby.to_desk", checkin.Intent{Kind: checkin.IntentDesk}))
	in.CutTop(l.pick(20, 0))
	return true
}

// courier asks for which company something is delivered: the answer registers
// it.
func (l *look) courier() {
	body := l.header()
	l.progress(&body)
	in := l.nav(body, l.back(), l.cancel(), l.language(), screen.Button{}).Inset(l.margin(), 0)
	l.title(&in, kiosk.Say("house.ask_courier"))
	l.problem(in.CutBottom(l.problemRoom(90, 56)))
	names := l.m.Couriers[:min(len(l.m.Couriers), checkin.MaxCouriers)]
	for i, b := range l.choiceGrid(in, len(names)+1) {
		intent := checkin.Intent{Kind: checkin.IntentCourier, At: i}
		o := l.button("courier "+itoa(i+1), screen.Secondary, "parcel", "lobby.courier_other", intent)
		if i < len(names) {
			o.Label, o.Second = names[i], ""
		}
		l.p.Button(b, o)
	}
}
