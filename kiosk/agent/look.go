package agent

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/reception"
)

// sight is what was last read of the store.
type sight struct {
	open, recent, messages []kiosk.Record
	jobs                   []kiosk.PrintJob
	reminders              []kiosk.Reminder
	selected               *kiosk.Record
}

// look reads the store once. Of a store that cannot be read it returns what was
// seen last, and false.
func (a *Agent) look() (sight, bool) {
	s, err := a.readStore(a.o.Clock())
	if err != nil {
		a.hold(troubleRead, "notice.storage", true, err.Error())
		if last := a.sight.selected; last == nil || last.ID != a.desk.selected {
			a.sight.selected = a.sight.visit(a.desk.selected)
		}
		return a.sight, false
	}
	a.over(troubleRead)
	a.sight = s
	return s, true
}

func (a *Agent) readStore(now time.Time) (sight, error) {
	open, err := a.open()
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the open visits: %w", err)
	}
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the print jobs: %w", err)
	}
	recent, err := a.o.Records.Since(now.Add(-24 * time.Hour))
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the last day's visits: %w", err)
	}
	messages, err := a.o.Records.Messages()
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the messages: %w", err)
	}
	reminders, err := a.o.Records.Reminders()
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the reminders: %w", err)
	}
	selected, err := a.selected()
	if err != nil {
		return sight{}, fmt.Errorf("agent: read the selected visit: %w", err)
	}
	return sight{
		open: open, recent: a.sound(recent), messages: a.sound(messages), jobs: jobs, reminders: reminders, selected: selected,
	}, nil
}

// selected returns the visit that the receptionist is looking at, nil for none
// and for one that is damaged.
func (a *Agent) selected() (*kiosk.Record, error) {
	if a.desk.selected == "" {
		return nil, nil
	}
	r, err := a.o.Records.VisitByID(a.desk.selected)
	switch code := kiosk.CodeOf(err); {
	case code == kiosk.CodeNotFound:
		return nil, nil
	case code == kiosk.CodeDamaged:
		a.damaged(a.desk.selected, err)
		return nil, nil
	case err != nil:
		return nil, err
	case len(a.sound([]kiosk.Record{r})) == 0:
		return nil, nil
	}
	return &r, nil
}

// visit returns the visit as it was seen last, nil if it was not.
func (s sight) visit(id kiosk.VisitID) *kiosk.Record {
	for _, r := range slices.Concat(s.open, s.recent, s.messages) {
		if r.ID == id {
			return &r
		}
	}
	return nil
}

// open returns the visits that have not ended, in order of arrival, without
// those that are damaged.
func (a *Agent) open() ([]kiosk.Record, error) {
	open, err := a.o.Records.Open()
	return a.sound(open), err
}

// sound returns the records that are not damaged: one that is holds up no other.
func (a *Agent) sound(records []kiosk.Record) []kiosk.Record {
	return slices.DeleteFunc(records, func(r kiosk.Record) bool {
		_, err := kiosk.Restore(r)
		if err != nil {
			a.damaged(r.ID, err)
		}
		return err != nil
	})
}

// damaged tells the desk of a record that was left out, and the log once which.
func (a *Agent) damaged(id kiosk.VisitID, err error) {
	if !a.broken[id] {
		a.broken[id] = true
		if _, why := a.o.Records.VisitByID(id); why != nil {
			err = why // of one that could not even be read
		}
		a.o.Log.Error("damaged record left out", "visit", id, "err", err)
	}
	a.hold(troubleDamaged, "notice.damaged", true, "a damaged record was left out")
}

// deskModel returns what the desk shows.
func (a *Agent) deskModel(s sight) reception.Model {
	return reception.Build(reception.Snapshot{
		Lang: a.desk.lang, Now: a.o.Clock(), Open: s.open, Recent: s.recent, Messages: s.messages, Jobs: s.jobs, Reminders: s.reminders,
		Host: a.directory.Host, Selected: s.selected, Devices: a.deviceList(), Passing: a.passingNotices(),
		Problem: a.desk.problem, Picture: a.pictureOf(s), RollCall: a.desk.roll, Config: a.o.Config.Reception,
	})
}

// views returns the open visits as their visitors may see them.
func (a *Agent) views(s sight) []checkin.VisitView {
	queue := kiosk.NewQueue(s.open)
	views := make([]checkin.VisitView, 0, len(s.open))
	for _, r := range s.open {
		if v, err := kiosk.Restore(r); err == nil { // sound has left out the others
			views = append(views, checkin.View(v, checkin.Facts{
				Place: queue.Place(r.ID), Job: jobOf(s.jobs, r), HeldUp: a.heldUp(), Sides: a.o.Config.Sides, Deputy: a.deputy(r.Host),
			}))
		}
	}
	return checkin.Parties(views)
}

func jobOf(jobs []kiosk.PrintJob, r kiosk.Record) kiosk.PrintJob {
	for _, j := range jobs {
		if j.Visit == r.ID && j.Attempt == r.Badge.Attempt {
			return j
		}
	}
	return kiosk.PrintJob{}
}

func (a *Agent) deputy(h kiosk.Host) *checkin.HostChoice {
	deputy, ok := a.directory.Host(h.Deputy)
	if !ok {
		return nil
	}
	c := choice(deputy)
	return &c
}

func choice(h kiosk.Host) checkin.HostChoice {
	return checkin.HostChoice{ID: h.ID, Person: h.Person(), Department: h.Department}
}

// deviceList returns the printers in their order, and then the readers by name.
func (a *Agent) deviceList() []reception.Device {
	var list []reception.Device
	for _, p := range a.o.Printers {
		list = append(list, a.devices[p.Name])
	}
	if a.o.Slips != nil {
		list = append(list, a.devices[slipDevice])
	}
	for _, name := range slices.Sorted(maps.Keys(a.o.Readers)) {
		list = append(list, a.devices[name])
	}
	return list
}
