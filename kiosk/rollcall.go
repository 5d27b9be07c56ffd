package kiosk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// RollCall is who is to be looked for when the building is left.
type RollCall struct {
	At     time.Time `json:"at"`
	People []Inside  `json:"people"` // by floor, then by badge
	// Unrecorded says why the badge log does not tell that the list was taken
	// out; "" when it does. In an emergency that must not keep the list back.
	Unrecorded string `json:"unrecorded,omitempty"`
}

// Inside is a visitor who is inside, or whose badge is being printed and who may
// be.
type Inside struct {
	Badge      string    `json:"badge"`
	Ticket     int       `json:"ticket"`
	Visitor    string    `json:"visitor"` // "" when it was forgotten or cannot be read
	Company    string    `json:"company,omitempty"`
	Host       string    `json:"host,omitempty"`
	Department string    `json:"department,omitempty"`
	Floor      string    `json:"floor,omitempty"`
	Since      time.Time `json:"since,omitzero"` // zero while nobody has said that the badge came out
	Lent       bool      `json:"lent,omitempty"` // carries a card of the house
	ByHand     bool      `json:"by_hand,omitempty"`
}

// Muster makes the list from the open visits.
func Muster(open []Record, at time.Time) RollCall {
	list := RollCall{At: at, People: []Inside{}}
	for _, r := range open {
		if r.State != StateOnSite && r.State != StateIssued {
			continue
		}
		list.People = append(list.People, Inside{
			Badge: r.Badge.Number, Ticket: r.Ticket, Visitor: r.Visitor.Name, Company: r.Visitor.Company,
			Host: r.Host.Name, Department: r.Host.Department, Floor: r.Host.Floor, Since: r.Entered,
			Lent: r.Badge.Card != "", ByHand: r.Badge.ByHand,
		})
	}
	slices.SortStableFunc(list.People, func(a, b Inside) int {
		return cmp.Or(byFloor(a.Floor, b.Floor), cmp.Compare(a.Badge, b.Badge))
	})
	return list
}

// byFloor sorts floors from the lowest up; those that are no number stand at
// the end.
func byFloor(a, b string) int {
	level, numbered := floorLevel(a)
	other, otherNumbered := floorLevel(b)
	switch {
	case numbered && otherNumbered:
		return cmp.Or(cmp.Compare(level, other), cmp.Compare(a, b))
	case numbered:
		return -1
	case otherNumbered:
		return 1
	}
	return cmp.Compare(a, b)
}

// floorLevel returns a floor's height: 12 of "12" and "12F", -2 of "B2".
func floorLevel(floor string) (int, bool) {
	text := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(floor)), "F")
	if below, ok := strings.CutPrefix(text, "B"); ok {
		text = "-" + below
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
