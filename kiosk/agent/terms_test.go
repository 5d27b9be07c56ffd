package agent

import (
	"strings"
	"testing"
	"testing/synctest"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
)

// TestTerms_AreKeptWithTheVisit: the versions that were agreed to, and the
// signature, which the desk is shown.
func TestTerms_AreKeptWithTheVisit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := testConfig()
		c.Checkin.Consent = kiosk.Document{Version: "notice 2", Text: map[kiosk.Lang]string{kiosk.LangZH: "正文"}}
		c.Checkin.Rules = kiosk.Document{Version: "rules 3", Text: map[kiosk.Lang]string{kiosk.LangZH: "守则"}}
		l := openConfig(t, kiosktest.NewRecords(testHosts...), c, &kiosktest.Printer{})
		l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
			checkin.Intent{Kind: checkin.IntentHost, Host: "H1"}, checkin.Intent{Kind: checkin.IntentType, Text: "访客甲"},
			checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
			checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}, checkin.Intent{Kind: checkin.IntentNext})
		if m := l.visitor(); m.Screen != checkin.ScreenSign || m.Problem.ID != "error.incomplete_signature" {
			t.Fatalf("unsigned, the screen is %s (%s)", m.Screen, m.Problem.ID)
		}
		const drawn = "M100 200L250 80L400 300"
		l.touch(checkin.Intent{Kind: checkin.IntentStroke, Text: drawn}, checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentConfirm})
		m := l.visitor()
		if m.Screen != checkin.ScreenWaiting || m.Draft.Signature != "" {
			t.Fatalf("the screen is %s (%s), with the signature %q", m.Screen, m.Problem.ID, m.Draft.Signature)
		}
		r := l.state(m.Visit.ID)
		if r.Consent != "notice 2" || r.Rules != "rules 3" || r.Signature != drawn {
			t.Errorf("kept is %q, %q, %q", r.Consent, r.Rules, r.Signature)
		}
		l.does(reception.IntentServeNext)
		if d := l.reception().Selected; d.Signature != drawn || d.Rules != "rules 3" || d.Consent != "notice 2" {
			t.Errorf("the desk shows %q of %q", d.Signature, d.Rules)
		}
		for _, e := range l.records.Log() {
			if strings.Contains(string(e.Kind)+e.Badge, drawn) {
				t.Errorf("the log says %+v", e)
			}
		}
	})
}
