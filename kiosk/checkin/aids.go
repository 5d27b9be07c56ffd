package checkin

// Aids are the looks of the screens that a visitor has chosen. They last as long
// as the visitor.
type Aids struct {
	Contrast bool `json:"contrast,omitempty"` // black, white and yellow
	Large    bool `json:"large,omitempty"`    // large type, in one language
	Seated   bool `json:"seated,omitempty"`   // what can be touched stands low
}

// seen changes how the screens look, from one look to the next.
func (s State) seen(kind IntentKind) State {
	switch kind {
	case IntentContrast:
		s.Contrast = !s.Contrast
	case IntentLarge:
		s.Large = !s.Large
	case IntentSeated:
		s.Seated = !s.Seated
	case IntentView:
		s.Aids = s.viewed()
	}
	return s
}

// viewed returns the look after this one, where one switch goes through all.
func (a Aids) viewed() Aids {
	switch {
	case !a.Large:
		a.Large = true
	case !a.Contrast:
		a.Contrast = true
	default:
		a = Aids{Seated: !a.Seated}
	}
	return a
}
