package kiosk

import (
	"testing"
	"time"
)

var eight = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)

func TestRegister_Purposes(t *testing.T) {
	delivery := Registration{Purpose: PurposeDelivery, Visitor: Visitor{Company: "样品速运"}, Host: Host{ID: "H1", Name: "示例"}}
	for name, c := range map[string]struct {
		change func(*Registration)
		good   bool
	}{
		"a delivery without a name": {func(*Registration) {}, true},
		"one of nobody":             {func(r *Registration) { r.Visitor = Visitor{} }, false},
		"one of emoji":              {func(r *Registration) { r.Visitor.Company = "😀" }, false},
		"a visit without a name":    {func(r *Registration) { r.Purpose, r.Arranged = PurposeVisit, ArrangedYes }, false},
		"a visit not arranged":      {func(r *Registration) { r.Purpose, r.Visitor.Name = PurposeVisit, "访客甲" }, false},
		"an enquiry":                {func(r *Registration) { r.Purpose = PurposeEnquiry }, false},
	} {
		r := delivery
		c.change(&r)
		v := NewVisit("V1", LangZH)
		if err := v.Register(r, 1, eight); (err == nil) != c.good || err != nil && CodeOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if c.good && (v.Record().Visitor.Name != "" || v.Record().Visitor.Person().Name != "样品速运" || v.Record().Visitor.From() != "") {
			t.Errorf("%s: registered as %+v", name, v.Record().Visitor)
		}
	}
}

func TestLeave_ADeliveryTakenAtTheDesk(t *testing.T) {
	for purpose, good := range map[Purpose]bool{PurposeDelivery: true, PurposeVisit: false, PurposeInvited: false} {
		v := NewVisit("V1", LangZH)
		r := Registration{Purpose: purpose, Visitor: Visitor{Name: "访客甲"}, Host: Host{ID: "H1", Name: "示例"}, Arranged: ArrangedNo}
		if err := v.Register(r, 1, eight); err != nil {
			t.Fatal(err)
		}
		if err := v.Leave(ActorReception, eight); (err == nil) != good {
			t.Errorf("%q left before the host was asked: %v", purpose, err)
		}
	}
}
