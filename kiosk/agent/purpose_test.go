package agent

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// leaveWithout plays somebody who leaves and has no badge at hand.
func (l *lobby) leaveWithout(number string) checkin.Model {
	l.touch(checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeLeaving}, checkin.Intent{Kind: checkin.IntentLost},
		checkin.Intent{Kind: checkin.IntentType, Text: number}, checkin.Intent{Kind: checkin.IntentNext})
	m := l.visitor()
	if m.Screen != checkin.ScreenTold || m.Told.ID != "house.leave_at_desk" {
		l.t.Errorf("after %q the screen is %s and says %q", number, m.Screen, m.Told.ID)
	}
	l.touch(checkin.Intent{Kind: checkin.IntentDone})
	return m
}

// A number typed at the kiosk sees nobody off and tells nothing: the desk
// decides.
func TestLeaving_WithoutABadgeIsTheDesksToDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.checkIn("访客甲")
		l.does(reception.IntentServeNext)
		l.does(reception.ActionGoUp)
		l.wantState(id, kiosk.StateOnSite)
		l.touch(checkin.Intent{Kind: checkin.IntentDone})

		right, wrong, none := l.leaveWithout("1"), l.leaveWithout("77"), l.leaveWithout("")
		var texts []string
		for _, m := range []checkin.Model{right, wrong, none} {
			m.Strip = nil
			text, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
		if texts[0] != texts[1] || texts[1] != texts[2] || strings.Contains(texts[0], "访客甲") {
			t.Errorf("the kiosk tells who is inside: %v", texts)
		}
		l.wantState(id, kiosk.StateOnSite)
		if !l.notice("notice.leaving_number") || !l.notice("notice.leaving_unread") {
			t.Errorf("the desk is told %+v", l.reception().Notices)
		}
		l.does(reception.ActionSeeOff)
		l.wantState(id, kiosk.StateLeft)
	})
}
