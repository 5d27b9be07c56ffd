package control

import (
	"errors"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func TestInvite(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	from := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	asked := kiosk.Invitation{Host: "H1", Visitor: kiosk.Visitor{Name: "访客甲"}, From: from, Until: from.AddDate(0, 0, 1), Maker: kiosk.ActorStaff}
	got, err := c.Invite(t.Context(), asked)
	if asked.Code = "79927398"; err != nil || got != asked {
		t.Errorf("invited %+v, %v", got, err)
	}
	f.fail = errors.New("no")
	if _, err := c.Invite(t.Context(), asked); err == nil || err.Error() != "no" {
		t.Errorf("refused with %v", err)
	}
}
