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
