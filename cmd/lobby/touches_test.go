package main

import (
	"slices"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// The most touches that a check-in takes: of somebody with a name of three
// syllables whose host is found by initials, and of somebody invited.
const (
	mostTyped   = 14
	mostInvited = 6
)

// hand counts what it touches at the visitor's window.
type hand struct {
	*whole
	touches int
}

// tap touches a target, and wants it to lead to that screen.
func (h *hand) tap(name string, leads checkin.Screen) {
	h.t.Helper()
	i := slices.IndexFunc(h.live(), func(t screen.Target) bool { return t.Name == name })
	if i < 0 {
		h.t.Fatalf("screen %s has no %s", h.seen.model().Screen, name)
	}
	h.touches++
	h.touch(h.live()[i])
	if got := h.seen.model().Screen; got != leads {
		h.t.Fatalf("%s leads to the screen %s, want %s", name, got, leads)
	}
}

func (h *hand) keys(letters string) {
	h.t.Helper()
	for _, letter := range letters {
		h.tap("key "+string(letter), h.seen.model().Screen)
	}
}

// pick touches the first candidate of that many characters.
func (h *hand) pick(characters int) {
	h.t.Helper()
	for i, p := range h.seen.model().Keyboard.Picks {
		if utf8.RuneCountInString(p.Text) == characters {
			h.tap("pick "+strconv.Itoa(i+1), h.seen.model().Screen)
			return
		}
	}
	h.t.Fatalf("no candidate has %d characters", characters)
}

// checkIn answers every question and stops at the confirmation.
func (h *hand) checkIn() {
	h.tap("start", checkin.ScreenHost)
	h.keys("zmy")
	h.tap("host 1", checkin.ScreenName)
	h.keys("wxm")
	h.pick(3)
	h.tap("title 2", checkin.ScreenCompany)
	h.tap("skip", checkin.ScreenPhone)
	h.tap("skip", checkin.ScreenArranged)
	h.tap("yes", checkin.ScreenConfirm)
}

func TestTouches_OfATypedCheckIn(t *testing.T) {
	wholeKiosk(t, func(w *whole) {
		h := &hand{whole: w}
		h.checkIn()
		h.tap("confirm", checkin.ScreenWaiting)
		if h.touches > mostTyped {
			t.Errorf("a typed check-in takes %d touches, want %d at most", h.touches, mostTyped)
		}
		v := h.seen.model().Visit.Visitor
		if utf8.RuneCountInString(v.Name) != 3 || v.Title != kiosk.TitleMs {
			t.Errorf("registered is %+v", v)
		}
	})
}

func TestTouches_OfSomebodyWhoCameAlong(t *testing.T) {
	wholeKiosk(t, func(w *whole) {
		h := &hand{whole: w}
		h.checkIn()
		before := h.touches
		h.tap("party", checkin.ScreenCompanion)
		h.keys("lzx")
		h.pick(3)
		h.tap("title 1", checkin.ScreenParty)
		h.tap("next", checkin.ScreenConfirm)
		if got := h.touches - before; got > 7 {
			t.Errorf("a companion takes %d touches, want 7 at most", got)
		}
	})
}

func TestTouches_OfAnInvitation(t *testing.T) {
	wholeKiosk(t, func(w *whole) {
		hosts, err := w.kit.db.Hosts()
		if err != nil {
			t.Fatal(err)
		}
		i, err := w.kit.db.Invite(kiosk.Invitation{
			Host: hosts[0].ID, Visitor: kiosk.Visitor{Name: "示例访客"}, From: time.Now(), Until: time.Now().Add(time.Hour), Maker: kiosk.ActorStaff,
		})
		if err != nil {
			t.Fatal(err)
		}
		w.reader.Present(devices.Read{Kind: devices.KindCode, Data: kiosk.InvitationText(i.Code), At: time.Now()})
		w.settle()
		h := &hand{whole: w}
		h.tap("confirm", checkin.ScreenWaiting)
		if h.touches > mostInvited {
			t.Errorf("an invitation takes %d touches, want %d at most", h.touches, mostInvited)
		}
	})
}

// TestTouches_TwiceAnswersOneQuestion taps a form of address twice, as quickly as
// a finger can.
func TestTouches_TwiceAnswersOneQuestion(t *testing.T) {
	wholeKiosk(t, func(w *whole) {
		h := &hand{whole: w}
		h.tap("start", checkin.ScreenHost)
		h.keys("zmy")
		h.tap("host 1", checkin.ScreenName)
		h.types("示例访客")
		w.lobby.Clock = time.Now // which stands still here
		for _, name := range []string{"title 1", "title 3"} {
			i := slices.IndexFunc(h.live(), func(t screen.Target) bool { return t.Name == name })
			target := h.live()[i]
			h.touch(target)
			h.touch(target)
			h.touch(target)
			if got := h.seen.model().Screen; got != checkin.ScreenCompany {
				t.Fatalf("%s three times leads to the screen %s", name, got)
			}
			h.pass(time.Second)
			h.tap("back", checkin.ScreenName)
			h.pass(time.Second)
		}
	})
}
