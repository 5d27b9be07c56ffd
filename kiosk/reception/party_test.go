package reception

import (
	"testing"

	"lobby.internal/kiosk"
)

// TestParty_MembersWhereverTheyStand: before the host's yes the companions are
// names in the visit, and afterwards visits of their own.
func TestParty_MembersWhereverTheyStand(t *testing.T) {
	lead := kiosk.Record{ID: "V1", State: kiosk.StateContacting, Party: kiosk.Party{Size: 3}, Companions: []kiosk.Companion{{Name: "访客乙"}, {Name: "访客丙"}}}
	s := Snapshot{Open: []kiosk.Record{lead}}
	if s.row(lead).Party != 3 {
		t.Error("before the answer the row does not say how many came")
	}
	if got := s.members(lead); len(got) != 2 || got[0].Person.Name != "访客乙" || got[0].Badge != "" {
		t.Errorf("before the answer the members are %+v", got)
	}
	lead.State, lead.Companions, lead.Visitor.Name = kiosk.StateLeft, nil, "访客甲"
	own := func(id kiosk.VisitID, name, badge string, state kiosk.State) kiosk.Record {
		return kiosk.Record{
			ID: id, State: state, Visitor: kiosk.Visitor{Name: name}, Badge: kiosk.Badge{Number: badge}, Party: kiosk.Party{Size: 3, Lead: "V1"},
		}
	}
	b, c := own("V2", "访客乙", "261124-002", kiosk.StateOnSite), own("V3", "访客丙", "261124-003", kiosk.StateLeft)
	s = Snapshot{Open: []kiosk.Record{b}, Recent: []kiosk.Record{c, b, lead, {ID: "V9", Party: kiosk.Party{Size: 2}}}}
	got := s.members(b)
	if len(got) != 2 || got[0].Visit != "V1" || got[1].Visit != "V3" || got[1].Badge != "261124-003" {
		t.Errorf("of a companion the members are %+v", got)
	}
	if s.row(b).Party != 0 || s.row(lead).Party != 0 {
		t.Error("each has a row, and one of them stands for several")
	}
	if got := s.members(kiosk.Record{ID: "V7"}); got != nil {
		t.Errorf("who came alone is with %+v", got)
	}
}

func TestParty_IsAnnouncedOnTheTelephone(t *testing.T) {
	for want, r := range map[string]kiosk.Record{
		"house.phone_host":          {},
		"house.phone_host_company":  {Visitor: kiosk.Visitor{Company: "示例公司"}},
		"house.phone_party":         {Party: kiosk.Party{Size: 2}},
		"house.phone_party_company": {Party: kiosk.Party{Size: 2}, Visitor: kiosk.Visitor{Company: "示例公司"}},
	} {
		r.State = kiosk.StateContacting
		line := Snapshot{}.words(r)[0]
		if line.ID != want || (r.Party.Size > 0) != (line.Args["Party"] == "2") || line.Args["From"] != r.Visitor.Company {
			t.Errorf("%s: %+v", want, line)
		}
	}
}
