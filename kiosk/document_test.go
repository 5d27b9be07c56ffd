package kiosk_test

import (
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// TestConsent_WithoutTheVersionInForce: nobody is registered who was not shown
// the text that is in force.
func TestConsent_WithoutTheVersionInForce(t *testing.T) {
	for shown, want := range map[string]kiosk.Code{"": kiosk.CodeIncomplete, "1": kiosk.CodeIncomplete, "2": ""} {
		v := kiosk.NewVisit("V1", kiosk.LangZH)
		r := kiosk.Registration{
			Visitor: kiosk.Visitor{Name: "访客甲"}, Host: kiosk.Host{ID: "H1", Name: "示例"}, Arranged: kiosk.ArrangedYes,
			InForce: kiosk.Terms{Consent: "2"}, Agreed: kiosk.Terms{Consent: shown},
		}
		err := v.Register(r, 1, time.Now())
		if kiosk.CodeOf(err) != want {
			t.Errorf("shown %q: %v", shown, err)
		}
		if want == "" && v.Record().Consent != "2" {
			t.Errorf("the visit keeps %q", v.Record().Consent)
		}
	}
}
