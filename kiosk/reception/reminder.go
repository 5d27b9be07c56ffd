package reception

import (
	"slices"

	"lobby.internal/kiosk"
)

// reminding returns what was asked of the desk and not acknowledged, but for
// those whose visit has ended meanwhile.
func (s Snapshot) reminding() []Notice {
	var list []Notice
	for _, r := range s.Reminders {
		about := kiosk.Person{}
		if r.Visit != "" {
			i := slices.IndexFunc(s.Open, func(o kiosk.Record) bool { return o.ID == r.Visit })
			if i < 0 {
				continue
			}
			about = s.Open[i].Visitor.Person()
		}
		list = append(list, Notice{Words: Reminding(r, about), Visit: r.Visit, Urgent: true, At: r.At})
	}
	return list
}

// Reminding puts a reminder into words; about is whom it is about, if that is
// known.
func Reminding(r kiosk.Reminder, about kiosk.Person) kiosk.Line {
	switch {
	case r.Kind == kiosk.ReminderEnquiry:
		return kiosk.Say("notice.enquiry")
	case r.Visit == "":
		return kiosk.Say("notice.leaving_unread")
	}
	return kiosk.Say("notice.leaving_number").To(about)
}
