package main

import (
	"fmt"
	"maps"
	"slices"

	"lobby.internal/kiosk/control"
)

type statusCmd struct{}

// Run says how the kiosk is.
func (statusCmd) Run(e *env) error {
	return with(e, func(s control.Service) error {
		st, err := s.Status(e.ctx)
		if err != nil {
			return err
		}
		if st.Started.IsZero() {
			fmt.Fprintln(e.stdout, "no agent is running; this is what its file says")
		} else {
			fmt.Fprintf(e.stdout, "running since %s, version %s, heap %d KB\n", st.Started.Format("2006-01-02 15:04:05"), st.Version, st.Memory>>10)
		}
		fmt.Fprintf(e.stdout, "waiting %d, on site %d, hosts in the directory %d\n", st.Waiting, st.OnSite, st.Hosts)
		if st.Damaged > 0 {
			fmt.Fprintf(e.stdout, "damaged and left out: %d; lobbyctl badgelog verify says what is wrong, a backup puts it right\n", st.Damaged)
		}
		for _, name := range slices.Sorted(maps.Keys(st.Devices)) {
			fmt.Fprintf(e.stdout, "%s: %s\n", name, st.Devices[name])
		}
		return nil
	})
}
