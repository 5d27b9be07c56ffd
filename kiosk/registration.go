package kiosk

import "time"

// Registration is what a visitor says of themselves before reception hears of
// them (F7).
type Registration struct {
	Visitor  Visitor
	Host     Host
	Arranged Arrangement
	Identity Identity // of the card that the name was read from, if it was
	Purpose  Purpose
	// Invitation is the code of the one that the visitor came with.
	Invitation string
	Companions []Companion // who came along, at most MaxCompanions
	InForce    Terms       // the house's
	Agreed     Terms       // what the visitor was shown and agreed to
	Signature  Signature   // under the rules; wanted where there are any
}

// visitor returns the visitor cleaned. Who delivers something may leave their
// name out, if they say for which company.
func (r Registration) visitor() (Visitor, error) {
	v := r.Visitor
	if r.Purpose != PurposeDelivery || v.Name != "" || v.Company == "" {
		return v.Check()
	}
	v.Name = v.Company
	v, err := v.Check()
	v.Name = ""
	return v, err
}

// nameless reports whether nothing is kept of the person who registers, who is
// then asked to agree to nothing: a courier who goes on at once.
func (r Registration) nameless() bool {
	return r.Purpose == PurposeDelivery && r.Visitor.Name == "" && len(r.Companions) == 0
}

// Register makes the draft a registered visit with its ticket number. It
// refuses an incomplete or unclean registration with the field's name.
func (v *Visit) Register(r Registration, ticket int, at time.Time) error {
	if !v.in(StateDrafted) {
		return v.illegal("register")
	}
	visitor, err := r.visitor()
	companions, wrong := checkCompanions(r.Companions)
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return wrong
	case r.Host.ID == "" || r.Host.Name == "":
		return &Error{Code: CodeIncomplete, Field: "host"}
	case r.Arranged != ArrangedYes && r.Arranged != ArrangedNo && r.Purpose != PurposeDelivery:
		return &Error{Code: CodeIncomplete, Field: "arranged"}
	case !r.Purpose.visits():
		return &Error{Code: CodeIncomplete, Field: "purpose"}
	case r.Agreed != r.InForce && !r.nameless():
		return r.InForce.unlike(r.Agreed)
	case r.Agreed.Rules != "" && r.Signature.Check() != nil:
		return r.Signature.Check()
	case ticket <= 0 || at.IsZero():
		return &Error{Code: CodeIncomplete, Field: "ticket"}
	}
	if err := r.Identity.Check(); err != nil {
		return err
	}
	v.r.Visitor, v.r.Host, v.r.Arranged, v.r.Purpose, v.r.Identity = visitor, r.Host, r.Arranged, r.Purpose, r.Identity
	v.r.Invitation = r.Invitation
	v.r.Consent, v.r.Companions = r.Agreed.Consent, companions
	if v.r.Rules = r.Agreed.Rules; v.r.Rules != "" {
		v.r.Signature = r.Signature
	}
	if n := len(companions); n > 0 {
		v.r.Party.Size = 1 + n
	}
	v.r.Ticket, v.r.Registered, v.r.State = ticket, at, StateRegistered
	v.note(EventRegistered, at, ActorVisitor)
	return nil
}
