package lobby

import (
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// purposeLooks are the choices beside a visit, as they stand on the welcome
// screen.
var purposeLooks = map[kiosk.Purpose]struct{ icon, id string }{
	kiosk.PurposeInvited:  {"qr", "lobby.purpose_invitation"},
	kiosk.PurposeDelivery: {"parcel", "lobby.purpose_delivery"},
	kiosk.PurposeEnquiry:  {"help", "lobby.purpose_enquiry"},
	kiosk.PurposeLeaving:  {"exit", "lobby.purpose_leaving"},
}

// startHeight is that of the way in: less where other purposes stand below it.
func (l *look) startHeight() float32 {
	switch {
	case l.m.Seated && !l.m.Large && len(l.m.Purposes) > 0 && len(l.m.Strip) > 0:
		return l.px(230)
	case len(l.m.Purposes) > 0 && len(l.m.Strip) > 1 && !l.m.Large: // a second ticket has the room
		return l.pick(238, 210)
	case len(l.m.Purposes) > 0:
		return l.pick(270, 210)
	}
	return l.pick(330, 300)
}

// purposes paints what else brings people to the lobby, two in a row (F5), and
// cuts their place off body.
func (l *look) purposes(body *screen.Box) {
	n := len(l.m.Purposes)
	if n == 0 {
		return
	}
	rows, gap := float32((n+1)/2), l.pick(20, 18)
	each := l.pick(144, 112)
	if l.m.Seated && !l.m.Large && len(l.m.Strip) > 0 {
		each = l.px(122)
	}
	place := body.CutTop(rows*each + (rows-1)*gap)
	if (l.m.Large || l.m.Seated) && len(l.m.Strip) == 0 {
		place.H += body.CutTop(body.H).H
	}
	for i, b := range grid(place, n, gap, gap) {
		l.p.Tile(b, l.purpose(l.m.Purposes[i]))
	}
	body.CutTop(l.pick(28, 24))
}

// purpose is the way in for what brings people to the lobby beside a visit.
func (l *look) purpose(p kiosk.Purpose) screen.Button {
	look := purposeLooks[p]
	return l.button(string(p), screen.Secondary, look.icon, look.id, checkin.Intent{Kind: checkin.IntentStart, Purpose: p})
}

// grid returns n boxes, two in a row and a last odd one as wide as both.
func grid(b screen.Box, n int, across, down float32) []screen.Box {
	var boxes []screen.Box
	for i, row := range b.Rows((n+1)/2, down) {
		boxes = append(boxes, row.Columns(min(2, n-2*i), across)...)
	}
	return boxes
}
