package kiosk

import (
	"slices"
	"time"
)

// MaxCompanions is the most people who may come with a visitor.
const MaxCompanions = 9

// Companion is somebody who came with a visitor.
type Companion struct {
	Name  string `json:"name" cbor:"1,keyasint"`
	Title Title  `json:"title,omitempty" cbor:"2,keyasint,omitempty"`
}

// Person returns the companion as addressed.
func (c Companion) Person() Person { return Person{Name: c.Name, Title: c.Title} }

// Check returns the companion with the name cleaned, or the refusal.
func (c Companion) Check() (Companion, error) {
	v, err := Visitor{Name: c.Name, Title: c.Title}.Check()
	return Companion{Name: v.Name, Title: v.Title}, err
}

// Party is who came together. They are registered, served and answered as one
// visit, that of who registered; from the host's yes on each has a visit and a
// badge of their own.
type Party struct {
	Size int     `json:"size,omitempty" cbor:"1,keyasint,omitempty"` // the visitor among them; 0: nobody else came
	Lead VisitID `json:"lead,omitempty" cbor:"2,keyasint,omitempty"` // on a companion's visit, that of who registered
}

// checkCompanions returns who came along with every name cleaned, or the first
// refusal.
func checkCompanions(all []Companion) ([]Companion, error) {
	if len(all) > MaxCompanions {
		return nil, &Error{Code: CodeTooLong, Field: "companions"}
	}
	all = slices.Clone(all)
	for i, c := range all {
		checked, err := c.Check()
		if err != nil {
			return nil, &Error{Code: CodeOf(err), Field: "companions"}
		}
		all[i] = checked
	}
	return all, nil
}

// Admit gives each companion of a confirmed visit a visit of their own, confirmed
// as this one is (F8), and returns these. Their names stay in their own visits
// alone. What it changes is kept with the badge that has to follow.
func (v *Visit) Admit(newID func() VisitID, at time.Time) ([]*Visit, error) {
	if !v.r.State.Confirmed() || v.r.Confirmed.IsZero() {
		return nil, refuse(CodeNotConfirmed, "F8: nobody is admitted before the host's confirmation")
	}
	var all []*Visit
	for _, c := range v.r.Companions {
		w := &Visit{r: Record{
			ID: newID(), State: v.r.State, Ticket: v.r.Ticket, Lang: v.r.Lang, Host: v.r.Host, Arranged: v.r.Arranged, Purpose: v.r.Purpose,
			Visitor:    Visitor{Name: c.Name, Title: c.Title, Company: v.r.Visitor.Company},
			Registered: v.r.Registered, Contacted: v.r.Contacted, Answered: v.r.Answered, Confirmed: v.r.Confirmed,
			Answer: v.r.Answer, Consent: v.r.Consent, Party: Party{Size: v.r.Party.Size, Lead: v.r.ID},
		}}
		w.note(EventRegistered, at, ActorVisitor)
		w.note(EventConfirmed, at, ActorReception)
		all = append(all, w)
	}
	v.r.Companions = nil
	return all, nil
}

// checkParty refuses what no party can have led to.
func checkParty(r Record) error {
	switch companion := r.Party.Lead != ""; {
	case len(r.Companions) > 0 && (companion || r.Party.Size != 1+len(r.Companions)):
		return refuse(CodeDamaged, "companions of no party")
	case len(r.Companions) > 0 && r.Badge.Number != "":
		return refuse(CodeDamaged, "a badge before the companions were admitted")
	case companion && r.Confirmed.IsZero():
		return refuse(CodeDamaged, "F8: a companion's visit before the confirmation")
	case companion && r.Party.Lead == r.ID:
		return refuse(CodeDamaged, "its own companion")
	}
	return nil
}
