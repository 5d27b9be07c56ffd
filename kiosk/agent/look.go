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

// look reads the store once and returns what both windows need.
func (a *Agent) look() (reception.Model, []checkin.VisitView, error) {
	now := a.o.Clock()
	open, err := a.o.Records.Open()
	if err != nil {
		return reception.Model{}, nil, fmt.Errorf("agent: read the open visits: %w", err)
	}
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		return reception.Model{}, nil, fmt.Errorf("agent: read the print jobs: %w", err)
	}
	recent, err := a.o.Records.Since(now.Add(-24 * time.Hour))
	if err != nil {
		return reception.Model{}, nil, fmt.Errorf("agent: read the last day's visits: %w", err)
	}
	messages, err := a.o.Records.Messages()
	if err != nil {
		return reception.Model{}, nil, fmt.Errorf("agent: read the messages: %w", err)
	}
	views, err := a.views(open, jobs)
	if err != nil {
		return reception.Model{}, nil, err
	}
	model := reception.Build(reception.Snapshot{
		Lang: a.desk.lang, Now: now, Open: open, Recent: recent, Messages: messages, Jobs: jobs, Host: a.directory.Host,
		Selected: a.selected(), Devices: a.deviceList(), Passing: a.passingNotices(), Problem: a.desk.problem,
		Config: a.o.Config.Reception,
	})
	return model, views, nil
}

func (a *Agent) views(open []kiosk.Record, jobs []kiosk.PrintJob) ([]checkin.VisitView, error) {
	queue := kiosk.NewQueue(open)
	views := make([]checkin.VisitView, 0, len(open))
	for _, r := range open {
		v, err := kiosk.Restore(r)
		if err != nil {
			return nil, fmt.Errorf("agent: visit %s: %w", r.ID, err)
		}
		views = append(views, checkin.View(v, checkin.Facts{
			Place: queue.Place(r.ID), Job: jobOf(jobs, r), Sides: a.o.Config.Sides, Deputy: a.deputy(r.Host),
		}))
	}
	return views, nil
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

func (a *Agent) selected() *kiosk.Record {
	if a.desk.selected == "" {
		return nil
	}
	r, err := a.o.Records.VisitByID(a.desk.selected)
	if err != nil {
		a.o.Log.Error("read the selected visit", "visit", a.desk.selected, "err", err)
		return nil
	}
	return &r
}

func (a *Agent) deviceList() []reception.Device {
	var list []reception.Device
	for _, name := range slices.Sorted(maps.Keys(a.devices)) {
		list = append(list, a.devices[name])
	}
	return list
}
