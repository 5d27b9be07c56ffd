package checkin

import (
	"reflect"
	"testing"

	"lobby.internal/kiosk"
)

// delivering is a kiosk at which a courier has said whom something is for.
func delivering(t *testing.T, answer ...Event) State {
	t.Helper()
	s := offering()
	s.Config.Couriers = []string{"快送甲", "样品速运"}
	s, _ = play(t, s, begin(kiosk.PurposeDelivery))
	wantScreen(t, s, ScreenHost)
	s, _ = play(t, s, answer...)
	wantScreen(t, s, ScreenCourier)
	return s
}

func keyed(letters string) (events []Event) {
	for _, r := range letters {
		events = append(events, Intent{Kind: IntentKey, Text: string(r)})
	}
	return events
}

// A courier is in a hurry: six touches with a host found by initials, three for
// the desk.
func TestDelivery_Touches(t *testing.T) {
	toHost := append(keyed("zmy"), Found{Query: "zmy", Hosts: []HostChoice{host}}, Intent{Kind: IntentHost, Host: host.ID})
	for name, c := range map[string]struct {
		answers []Event
		host    kiosk.HostID
		touches int
	}{
		"a host":   {toHost, host.ID, 6},
		"the desk": {[]Event{kind(IntentDesk)}, kiosk.FrontDesk, 3},
	} {
		touches := 2 // the purpose and the company
		for _, e := range c.answers {
			if _, ok := e.(Intent); ok {
				touches++
			}
		}
		s := delivering(t, c.answers...)
		s, effects := Step(s, Intent{Kind: IntentCourier, At: 1})
		if len(effects) != 1 || touches != c.touches || !s.Busy {
			t.Fatalf("%s: %d touches ask for %v", name, touches, effects)
		}
		want := Draft{Purpose: kiosk.PurposeDelivery, Host: HostChoice{ID: c.host}, Visitor: kiosk.Visitor{Company: "样品速运"}}
		got := effects[0].(Register).Draft
		if got.Host = (HostChoice{ID: got.Host.ID}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: registers %+v", name, got)
		}
	}
}

func TestDelivery_AnotherCompanyAndNone(t *testing.T) {
	s := delivering(t, kind(IntentDesk))
	if m := s.Model(); len(m.Couriers) != 2 || m.At != 2 || m.Of != 2 {
		t.Errorf("the screen shows %d of %d with %v", m.At, m.Of, m.Couriers)
	}
	if _, effects := Step(s, Intent{Kind: IntentCourier, At: 2}); len(effects) != 1 || effects[0].(Register).Draft.Visitor != (kiosk.Visitor{}) {
		t.Errorf("another company asks for %v", effects)
	}
	for _, at := range []int{-1, 3} {
		if _, effects := Step(s, Intent{Kind: IntentCourier, At: at}); len(effects) != 0 {
			t.Errorf("company %d asks for %v", at, effects)
		}
	}
	back, _ := play(t, s, kind(IntentBack))
	wantScreen(t, back, ScreenHost)
	visiting, _ := play(t, offering(), kind(IntentStart), kind(IntentDesk))
	wantScreen(t, visiting, ScreenHost)
}

func TestDelivery_RefusedAndRegistered(t *testing.T) {
	s, _ := play(t, delivering(t, kind(IntentDesk)), Intent{Kind: IntentCourier})
	refused, _ := play(t, s, Refused{Code: kiosk.CodeFull})
	if wantScreen(t, refused, ScreenCourier); refused.Busy || refused.Problem.ID != "error.full" {
		t.Errorf("busy %v, problem %q", refused.Busy, refused.Problem.ID)
	}
	v := view("V1", 7, kiosk.StateRegistered, "")
	v.Purpose, v.Visitor = kiosk.PurposeDelivery, kiosk.Person{Name: "样品速运"}
	s, _ = play(t, s, Registered{Visit: v}, kind(IntentYield))
	if strip := s.Model().Strip; len(strip) != 1 || strip[0].Visitor.Name != "样品速运" {
		t.Errorf("the strip shows %+v", strip)
	}
}
