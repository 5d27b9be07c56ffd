package kiosk

import "time"

// Personal is what a record says of people: who came, to whom, and what was
// written about either. It is forgotten before the rest is.
type Personal struct {
	Visitor    Visitor     `cbor:"1,keyasint"`
	Host       Host        `cbor:"2,keyasint"`
	OutOfTurn  string      `cbor:"3,keyasint,omitempty"`
	Message    string      `cbor:"4,keyasint,omitempty"`
	Card       string      `cbor:"5,keyasint,omitempty"`
	Identity   Identity    `cbor:"8,keyasint,omitempty"`
	Companions []Companion `cbor:"6,keyasint,omitempty"`
	Signature  Signature   `cbor:"7,keyasint,omitempty"`
}

// Split returns the record without what it says of people, and that. The host's
// staff number stays a fact: the badge log speaks of the host by it.
func (r Record) Split() (facts Record, p Personal) {
	p = Personal{Visitor: r.Visitor, Host: r.Host, OutOfTurn: r.OutOfTurn, Message: r.Message, Card: r.Badge.Card, Identity: r.Identity}
	p.Companions, p.Signature = r.Companions, r.Signature
	r.Visitor, r.Host = Visitor{}, Host{ID: r.Host.ID}
	r.OutOfTurn, r.Message, r.Badge.Card, r.Identity = "", "", "", Identity{}
	r.Companions, r.Signature = nil, ""
	return r, p
}

func (r Record) facts() Record {
	facts, _ := r.Split()
	return facts
}

// With returns the record with what p says of people.
func (r Record) With(p Personal) Record {
	r.Visitor, r.Host = p.Visitor, p.Host
	r.OutOfTurn, r.Message, r.Badge.Card, r.Identity = p.OutOfTurn, p.Message, p.Card, p.Identity
	r.Companions, r.Signature = p.Companions, p.Signature
	return r
}

// Erase forgets what the visit says of people, once it has ended.
func (v *Visit) Erase(at time.Time) error {
	if !v.r.State.Ended() || v.r.Erased {
		return v.illegal("erase")
	}
	v.r = v.r.facts()
	v.r.Erased = true
	v.note(EventErased, at, ActorAgent)
	return nil
}
