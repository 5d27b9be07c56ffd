package desk

import (
	"strings"

	"lobby.internal/kiosk/reception"
)

// party tells who else has come, each with their badge once there is one.
func (w *Window) party() string {
	var all []string
	for _, m := range w.model.Selected.Members {
		one := w.person(m.Person)
		if m.Badge != "" {
			one += " " + m.Badge
		}
		all = append(all, one)
	}
	return strings.Join(all, w.text("desk.party.and"))
}

// together returns a row's name with how many came.
func (w *Window) together(r reception.Row) string {
	name := w.person(r.Visitor)
	if r.Party > 0 {
		return w.text("desk.party.row", "Visitor", name, "N", count(r.Party))
	}
	return name
}
