package kiosk

import (
	"errors"
	"testing"
	"time"
)

func TestCode_SlipsOfTheFingerAreSeen(t *testing.T) {
	if got := MakeCode(7992739); got != "79927398" {
		t.Errorf("the code of 7992739 is %s", got)
	}
	for _, n := range []uint32{0, 1, 1234567, CodeLimit - 1} {
		code := MakeCode(n)
		if !CodeTyped(code) {
			t.Fatalf("%s is refused", code)
		}
		for i := range code {
			for d := byte('0'); d <= '9'; d++ {
				wrong := code[:i] + string(d) + code[i+1:]
				if d != code[i] && CodeTyped(wrong) {
					t.Errorf("%s is taken for %s", wrong, code)
				}
			}
		}
	}
	for _, text := range []string{"", "7992739", "799273980", "7992739a", "７９９２７３９８"} {
		if CodeTyped(text) {
			t.Errorf("%q is taken for a code", text)
		}
	}
}

func TestInvitation_Text(t *testing.T) {
	code := MakeCode(1234567)
	if got, ok := InvitationScanned(InvitationText(code) + "\r\n"); !ok || got != code {
		t.Errorf("scanned as %q, %v", got, ok)
	}
	for _, text := range []string{code, "INVITE:", "INVITE:12345678 9", "V1:ABC"} {
		if _, ok := InvitationScanned(text); ok {
			t.Errorf("%q is taken for an invitation", text)
		}
	}
	if got := GroupedCode("12345678"); got != "1234 5678" {
		t.Errorf("grouped as %q", got)
	}
}

func TestInvitation_OnceAndInItsTime(t *testing.T) {
	from := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	i := Invitation{Code: MakeCode(1), Host: "H1", Visitor: Visitor{Name: "访客甲"}, From: from, Until: from.Add(24 * time.Hour)}
	for at, good := range map[time.Duration]bool{-time.Second: false, 0: true, 24*time.Hour - 1: true, 24 * time.Hour: false} {
		if err := i.Good(from.Add(at)); (err == nil) != good {
			t.Errorf("%s after its beginning: %v", at, err)
		}
	}
	used, err := i.Redeem("V1", from)
	if err != nil || used.Used != "V1" || used.Visitor != (Visitor{}) {
		t.Errorf("used it is %+v, %v", used, err)
	}
	if _, err := used.Redeem("V2", from); !errors.Is(err, ErrInvitation) {
		t.Errorf("used twice: %v", err)
	}
}

func TestInvitation_Check(t *testing.T) {
	now := time.Now()
	good := Invitation{Host: "H1", Visitor: Visitor{Name: " 访客甲 "}, From: now, Until: now.Add(time.Hour)}
	if got, err := good.Check(); err != nil || got.Visitor.Name != "访客甲" {
		t.Errorf("checked as %+v, %v", got, err)
	}
	for name, change := range map[string]func(*Invitation){
		"no host":  func(i *Invitation) { i.Host = "" },
		"no name":  func(i *Invitation) { i.Visitor.Name = "" },
		"no time":  func(i *Invitation) { i.Until = i.From },
		"no phone": func(i *Invitation) { i.Visitor.Phone = "abc" },
	} {
		bad := good
		change(&bad)
		if _, err := bad.Check(); CodeOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMaskedPhone(t *testing.T) {
	for phone, want := range map[string]string{
		"": "", "01055500100": "010******00", "+86 010 5550 0100": "+86 0** **** **00", "12345": "***45",
	} {
		if got := MaskedPhone(phone); got != want {
			t.Errorf("%s is shown as %s, want %s", phone, got, want)
		}
	}
}
