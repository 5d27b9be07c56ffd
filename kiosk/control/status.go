package control

import (
	"time"

	"lobby.internal/kiosk"
)

// Status is how a kiosk is, without personal data.
type Status struct {
	Version      string    `json:"version"`
	Started      time.Time `json:"started"` // zero: no agent runs
	Waiting      int       `json:"waiting"`
	WaitingSince time.Time `json:"waiting_since,omitzero"` // who waits longest registered then; zero: nobody waits
	InProgress   int       `json:"in_progress"`            // the host was contacted, and the visitor is not yet inside
	OnSite       int       `json:"on_site"`
	Damaged      int       `json:"damaged,omitempty"` // visits that cannot be read and are left out
	Hosts        int       `json:"hosts"`
	Devices      []Device  `json:"devices"` // empty while no agent runs
	Memory       uint64    `json:"memory"`  // bytes of heap in use
}

// Device is how a device is. Health and Causes are named as package devices names
// them. Detail goes with the cause "in_use": the program that holds the port,
// where the system tells. Since is when it came into this health.
type Device struct {
	Name   string    `json:"name"`
	Health string    `json:"health"`
	Causes []string  `json:"causes,omitempty"`
	Detail string    `json:"detail,omitempty"`
	Since  time.Time `json:"since,omitzero"`
}

// Count returns a status with the visits counted that wait, that are in
// progress, that are inside and that cannot be read.
func Count(open []kiosk.Record) Status {
	var st Status
	for _, r := range open {
		switch r.State {
		case "":
			st.Damaged++
		case kiosk.StateRegistered:
			st.Waiting++
			if st.WaitingSince.IsZero() || r.Registered.Before(st.WaitingSince) {
				st.WaitingSince = r.Registered
			}
		case kiosk.StateOnSite:
			st.OnSite++
		default:
			st.InProgress++
		}
	}
	return st
}
