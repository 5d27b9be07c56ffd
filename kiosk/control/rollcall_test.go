package control

import (
	"context"
	"errors"
	"testing"

	"lobby.internal/kiosk"
)

func (f *fake) RollCall(context.Context) (kiosk.RollCall, error) {
	return kiosk.RollCall{People: []kiosk.Inside{{Badge: "261124-001", Visitor: "访客甲"}}, Unrecorded: "disk full"}, f.fail
}

func TestClient_RollCall(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	got, err := c.RollCall(t.Context())
	if err != nil || len(got.People) != 1 || got.People[0].Visitor != "访客甲" || got.Unrecorded != "disk full" {
		t.Errorf("the list is %+v, %v", got, err)
	}
	f.fail = errors.New("disk gone")
	if _, err := c.RollCall(t.Context()); err == nil {
		t.Error("a refusal was lost")
	}
}
