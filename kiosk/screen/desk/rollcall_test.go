package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// rollCall is the list of n people inside, while the desk is busy.
func rollCall(n int) reception.Model {
	m := selected(kiosk.StateContacting, append(answers[:5:5], reception.ActionRelease, reception.ActionCancel), "house.phone_host_company")
	list := &reception.RollCall{RollCall: kiosk.RollCall{At: noon}, Drill: n < 10}
	for i := range n {
		g := guests[i%len(guests)]
		one := kiosk.Inside{
			Badge: fmt.Sprintf("261124-%03d", i+1), Ticket: i + 1, Visitor: g.name, Company: g.company, Host: hosts[i%len(hosts)].Name,
			Floor: fmt.Sprint(i/3 + 1), Since: ago(200 - i), Lent: i%5 == 1, ByHand: i%7 == 2,
		}
		switch i % 6 {
		case 3:
			one.Since = time.Time{}
		case 4:
			one.Since = noon.AddDate(0, 0, -1)
		}
		list.People = append(list.People, one)
	}
	m.RollCall = list
	return m
}

// rollUnrecorded is one with long names that the log did not take.
func rollUnrecorded() reception.Model {
	m, long := rollCall(2), longNames()
	m.RollCall.Unrecorded = "disk full"
	m.RollCall.People[0].Visitor, m.RollCall.People[0].Company = long.Selected.Visitor.Name, long.Selected.Company
	m.RollCall.People[1].Visitor, m.RollCall.People[1].Floor = "", ""
	m.Problem = kiosk.Say("error.full")
	return m
}

// Ctrl+R asks what it is for, and the answer opens the list once.
func TestRollCall_AsksWhatItIsFor(t *testing.T) {
	for key, drill := range map[fyne.KeyName]bool{fyne.Key1: false, fyne.KeyReturn: false, fyne.Key2: true} {
		b := open(t, small)
		b.Render(states()["contacting"])
		b.ctrl(fyne.KeyR)
		b.silent("the question")
		b.press(key)
		if got := b.last(); got != (reception.Intent{Kind: reception.IntentRollCall, Drill: drill}) {
			t.Errorf("%s said %v", key, got)
		}
	}
	b := open(t, small)
	b.Render(busy())
	test.Tap(b.callRoll)
	b.press(fyne.KeyEscape)
	b.silent("given up")
	if !b.queue.Visible() || b.rollReal.Visible() {
		t.Error("Esc does not lead back")
	}
}

// While the list is open no key does anything to a visit that is out of sight.
func TestRollCall_HasTheWindow(t *testing.T) {
	b := open(t, small)
	b.Render(rollCall(31))
	for _, d := range actionOrder {
		if d.ctrl {
			b.ctrl(d.key)
		}
		b.press(d.key)
	}
	for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.Key1, fyne.Key2, fyne.KeyReturn} {
		b.press(key)
	}
	b.ctrl(fyne.KeyR)
	b.silent("keys of what is out of sight")
	if b.queue.Visible() || b.actions[reception.ActionGoUp].Visible() {
		t.Error("what is behind can be pressed")
	}
	b.press(fyne.KeyEscape)
	if got := b.last(); got.Kind != reception.IntentRollClose {
		t.Errorf("Esc said %v", got)
	}
	b.Render(busy())
	if !b.queue.Visible() || b.rollClose.Visible() {
		t.Error("closed, the list stays")
	}
}

// Everybody stands on some page, the lowest floor first.
func TestRollCall_Pages(t *testing.T) {
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		m := rollCall(31)
		b.Render(m)
		var badges []string
		for range 10 {
			before := len(badges)
			for _, text := range b.shown() {
				if strings.HasPrefix(text, "261124-") && !slices.Contains(badges, text) {
					badges = append(badges, text)
				}
			}
			if len(badges) == before {
				break
			}
			b.press(fyne.KeyPageDown)
		}
		if len(badges) != 31 || !slices.IsSorted(badges) {
			t.Errorf("%v: %d people are shown: %v", size, len(badges), badges)
		}
		b.press(fyne.KeyPageUp)
		if b.roll.page == 0 || b.rollOn.look.disabled {
			t.Errorf("%v: back on page %d", size, b.roll.page)
		}
		again := rollCall(31)
		again.RollCall.At = noon.Add(time.Minute)
		b.Render(again)
		if b.roll.page != 0 {
			t.Errorf("another list begins on page %d", b.roll.page)
		}
	}
}
