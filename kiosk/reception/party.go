package reception

import (
	"strconv"

	"lobby.internal/kiosk"
)

// partySize returns how many came together, on the visit of who registered, until
// each of them is inside with a badge of their own.
func partySize(r kiosk.Record) int {
	if r.Party.Lead != "" || r.State == kiosk.StateOnSite || r.State.Ended() {
		return 0
	}
	return r.Party.Size
}

// members returns the rest of the visit's party, who registered first.
func (s Snapshot) members(r kiosk.Record) []Member {
	if r.Party.Size == 0 {
		return nil
	}
	var first, rest []Member
	for _, c := range r.Companions {
		rest = append(rest, Member{Person: c.Person()})
	}
	lead := r.Party.Lead
	if lead == "" {
		lead = r.ID
	}
	seen := map[kiosk.VisitID]bool{r.ID: true}
	for _, list := range [][]kiosk.Record{s.Open, s.Recent} {
		for _, o := range list {
			m := Member{Person: o.Visitor.Person(), Visit: o.ID, Badge: o.Badge.Number, State: o.State}
			switch {
			case seen[o.ID]:
			case o.ID == lead:
				first = append(first, m)
			case o.Party.Lead == lead:
				rest = append(rest, m)
			}
			seen[o.ID] = true
		}
	}
	return append(first, rest...)
}

// phoneWords are what to say to the host on the telephone: who has come, from
// where, and how many of them.
func phoneWords(r kiosk.Record) (id string, args []string) {
	from, party := []string{"From", r.Visitor.Company}, []string{"Party", strconv.Itoa(r.Party.Size)}
	switch company := r.Visitor.Company != ""; {
	case r.Purpose == kiosk.PurposeDelivery:
		return "house.phone_delivery", nil
	case company && r.Party.Size > 0:
		return "house.phone_party_company", append(from, party...)
	case r.Party.Size > 0:
		return "house.phone_party", party
	case company:
		return "house.phone_host_company", from
	}
	return "house.phone_host", nil
}
