package kiosk_test

import (
	"reflect"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

func ended() kiosk.Record {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	return kiosk.Record{
		ID: "V1", Rev: 4, State: kiosk.StateLeft, Ticket: 3, Registered: at, Contacted: at, Answered: at, Confirmed: at, Ended: at,
		Visitor: kiosk.Visitor{Name: "访客甲", Phone: "13800000000"}, Host: kiosk.Host{ID: "H1", Name: "林示例", Floor: "12"},
		OutOfTurn: "reason", Message: "message", Party: kiosk.Party{Size: 2}, Companions: []kiosk.Companion{{Name: "访客丁"}},
		Signature: wave, Badge: kiosk.Badge{Card: "c"}, Identity: identity,
	}
}

func TestRecord_SplitAndWith(t *testing.T) {
	r := ended()
	facts, personal := r.Split()
	if !reflect.DeepEqual(facts.With(personal), r) {
		t.Error("the parts do not make up the record")
	}
	if want := (kiosk.Host{ID: "H1"}); facts.Host != want || facts.Badge.Card != "" {
		t.Errorf("the facts are %+v", facts)
	}
	again, nothing := facts.Split()
	if !reflect.DeepEqual(again, facts) || !reflect.DeepEqual(nothing, kiosk.Personal{Host: kiosk.Host{ID: "H1"}}) {
		t.Errorf("the facts still speak of people: %+v", nothing)
	}
}

func TestVisit_Erase(t *testing.T) {
	v, err := kiosk.Restore(ended())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(time.Now()); err != nil {
		t.Fatal(err)
	}
	r := v.Record()
	if !r.Erased || r.Visitor != (kiosk.Visitor{}) || r.Identity != (kiosk.Identity{}) || r.Message != "" || r.Companions != nil ||
		r.Signature != "" || r.Rev != 5 || r.MessageWaits() {
		t.Errorf("the record is %+v", r)
	}
	if e := v.Events(); len(e) != 1 || e[0].Kind != kiosk.EventErased || e[0].Actor != kiosk.ActorAgent {
		t.Errorf("the events are %+v", e)
	}
	if err := v.Erase(time.Now()); kiosk.CodeOf(err) != kiosk.CodeIllegalMove {
		t.Errorf("erased twice: %v", err)
	}
	if _, err := kiosk.Restore(r); err != nil {
		t.Errorf("an erased visit cannot be read: %v", err)
	}
	left := r
	left.Message = "left over"
	if _, err := kiosk.Restore(left); kiosk.CodeOf(err) != kiosk.CodeDamaged {
		t.Errorf("erased with a message: %v", err)
	}
	left = r
	left.Identity = identity
	if _, err := kiosk.Restore(left); kiosk.CodeOf(err) != kiosk.CodeDamaged {
		t.Errorf("erased with an identity: %v", err)
	}
}

func TestVisit_EraseWaitsForItsEnd(t *testing.T) {
	r := ended()
	r.State, r.Ended, r.Companions = kiosk.StateOnSite, time.Time{}, nil
	r.Badge.Number = "261124-001"
	v, err := kiosk.Restore(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Erase(time.Now()); kiosk.CodeOf(err) != kiosk.CodeIllegalMove {
		t.Errorf("a visitor inside was forgotten: %v", err)
	}
}

// TestRecord_CloneSharesNothing: a field that is a slice or a map has to be
// copied by Clone.
func TestRecord_CloneSharesNothing(t *testing.T) {
	var r kiosk.Record
	fill(reflect.ValueOf(&r).Elem())
	copied := r.Clone()
	if name := shared(reflect.ValueOf(r), reflect.ValueOf(copied), "Record"); name != "" {
		t.Errorf("%s is shared", name)
	}
	control := struct{ Parts []string }{[]string{"a"}}
	if shared(reflect.ValueOf(control), reflect.ValueOf(control), "control") == "" {
		t.Error("control: a slice that is shared was not noticed")
	}
}

// fill puts something into every slice and map.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	}
}

// shared returns the name of what a and b share, or "".
func shared(a, b reflect.Value, name string) string {
	switch a.Kind() {
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() {
			return "" // its zone is never changed
		}
		for i := range a.NumField() {
			if found := shared(a.Field(i), b.Field(i), name+"."+a.Type().Field(i).Name); found != "" {
				return found
			}
		}
	case reflect.Slice:
		if a.Pointer() == b.Pointer() {
			return name
		}
		return shared(a.Index(0), b.Index(0), name)
	case reflect.Map, reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return name
		}
	}
	return ""
}
