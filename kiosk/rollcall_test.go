package kiosk

import (
	"slices"
	"testing"
	"time"
)

func TestMuster(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var open []Record
	for i, state := range []State{
		StateOnSite, StateRegistered, StateOnSite, StateIssued, StateLounge, StateOnSite, StateOnSite,
	} {
		floor := []string{"12", "1", "B2", "3F", "4", "9", "Lobby"}[i]
		open = append(open, Record{State: state, Host: Host{Floor: floor}, Badge: Badge{Card: "x"}})
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
