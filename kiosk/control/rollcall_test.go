package control

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func (f *fake) RollCall(context.Context) (RollCall, error) {
	return RollCall{People: []Inside{{Badge: "261124-001", Visitor: "访客甲"}}, Unrecorded: "disk full"}, f.fail
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

func TestMuster(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var open []kiosk.Record
	for i, state := range []kiosk.State{
		kiosk.StateOnSite, kiosk.StateRegistered, kiosk.StateOnSite, kiosk.StateIssued, kiosk.StateLounge, kiosk.StateOnSite, kiosk.StateOnSite,
	} {
		floor := []string{"12", "1", "B2", "3F", "4", "9", "Lobby"}[i]
		open = append(open, kiosk.Record{State: state, Host: kiosk.Host{Floor: floor}, Badge: kiosk.Badge{Card: "x"}})
	}
	list := Muster(open, now)
	var floors []string
	for _, p := range list.People {
		floors = append(floors, p.Floor)
	}
	if want := []string{"B2", "3F", "9", "12", "Lobby"}; !slices.Equal(floors, want) {
		t.Errorf("the floors are %q, want %q", floors, want)
	}
	if !list.At.Equal(now) || !list.People[0].Lent {
		t.Errorf("the list is %+v", list)
	}
}
