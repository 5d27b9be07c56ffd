package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

var identity = kiosk.Identity{Mark: "00112233445566778899aabbccddeeff", Last: "907X"}

func TestIdentity_Check(t *testing.T) {
	for name, c := range map[string]struct {
		identity kiosk.Identity
		want     kiosk.Code
	}{
		"none":             {kiosk.Identity{}, ""},
		"whole":            {identity, ""},
		"the number":       {kiosk.Identity{Mark: identity.Mark, Last: "000000190001010017"}, kiosk.CodeBadText},
		"in place of hash": {kiosk.Identity{Mark: "000000190001010017", Last: "0017"}, kiosk.CodeBadText},
		"hash alone":       {kiosk.Identity{Mark: identity.Mark}, kiosk.CodeBadText},
		"digits alone":     {kiosk.Identity{Last: "0017"}, kiosk.CodeBadText},
		"not hexadecimal":  {kiosk.Identity{Mark: strings.Repeat("g", 32), Last: "0017"}, kiosk.CodeBadText},
		"not a number's":   {kiosk.Identity{Mark: identity.Mark, Last: "00\n7"}, kiosk.CodeBadText},
	} {
		if got := kiosk.CodeOf(c.identity.Check()); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRegister_KeepsTheIdentity(t *testing.T) {
	r := kiosk.Registration{
		Visitor: kiosk.Visitor{Name: "访客甲"}, Host: kiosk.Host{ID: "H1", Name: "林示例"}, Arranged: kiosk.ArrangedYes, Identity: identity,
	}
	v := kiosk.NewVisit("V1", kiosk.LangZH)
	if err := v.Register(r, 1, time.Now()); err != nil || v.Record().Identity != identity {
		t.Errorf("kept %+v, %v", v.Record().Identity, err)
	}
	r.Identity.Mark = "000000190001010017"
	if err := kiosk.NewVisit("V2", kiosk.LangZH).Register(r, 1, time.Now()); kiosk.CodeOf(err) != kiosk.CodeBadText {
		t.Errorf("a number was taken for its hash: %v", err)
	}
}
