package main

import (
	"encoding/json"
	"fmt"
	"os"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// trace writes a line of JSON for each picture a window shows: which screen it
// is and where it can be touched, so that a test can follow the kiosk by its
// state and touch it as a person would. It holds no personal data. A nil trace
// writes nothing.
type trace struct {
	file *os.File
	err  error // the first that a write met
}

func openTrace(path string) (*trace, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // a nil trace is one that writes nothing
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open the trace: %w", err)
	}
	return &trace{file: f}, nil
}

// Close closes the file and returns the first error that a write met.
func (t *trace) Close() error {
	if t == nil {
		return nil
	}
	if err := t.file.Close(); t.err == nil && err != nil {
		t.err = fmt.Errorf("close the trace: %w", err)
	}
	return t.err
}

// shown is one picture of one window.
type shown struct {
	Window  string                `json:"window"`
	Screen  string                `json:"screen,omitempty"`
	Lang    kiosk.Lang            `json:"lang"`
	Targets map[string][4]float32 `json:"targets"`
	Typed   int                   `json:"typed"` // characters in the field
	Keys    int                   `json:"keys"`  // letters being composed
	Picks   int                   `json:"picks"` // candidates for them
	Hosts   int                   `json:"hosts"` // shown to choose from
	Strip   int                   `json:"strip"` // open tickets
	Visit   string                `json:"visit,omitempty"`
	State   kiosk.State           `json:"state,omitempty"`
	Answer  kiosk.State           `json:"answer,omitempty"`
	Badge   checkin.BadgeStep     `json:"badge,omitempty"`
	Problem string                `json:"problem,omitempty"`
	Queue   int                   `json:"queue"`
	OnSite  int                   `json:"on_site"`
	Notices []string              `json:"notices,omitempty"`
	Devices map[string]string     `json:"devices,omitempty"`
}

func (t *trace) lobby(m checkin.Model, targets []screen.Target) {
	if t == nil {
		return
	}
	s := shown{
		Window: "lobby", Screen: string(m.Screen), Lang: m.Lang, Targets: boxes(targets), Typed: len([]rune(m.Input.Text)),
		Hosts: len(m.Hosts), Strip: len(m.Strip), Problem: m.Problem.ID,
	}
	if k := m.Keyboard; k != nil {
		s.Keys, s.Picks = len(k.Keys), len(k.Picks)
	}
	if v := m.Visit; v != nil {
		s.Visit, s.State, s.Answer, s.Badge = string(v.ID), v.State, v.Answer, v.Badge
	}
	t.write(s)
}

func (t *trace) desk(m reception.Model, targets []screen.Target) {
	if t == nil {
		return
	}
	s := shown{
		Window: "desk", Lang: m.Lang, Targets: boxes(targets), Problem: m.Problem.ID, Queue: len(m.Queue), OnSite: len(m.OnSite),
		Devices: map[string]string{},
	}
	if m.Selected != nil {
		s.Visit, s.State, s.Answer = string(m.Selected.Visit), m.Selected.State, m.Selected.Answer
	}
	for _, n := range m.Notices {
		s.Notices = append(s.Notices, n.Words.ID)
	}
	for _, d := range m.Devices {
		s.Devices[d.Name] = d.Health
	}
	t.write(s)
}

func boxes(targets []screen.Target) map[string][4]float32 {
	all := make(map[string][4]float32, len(targets))
	for _, t := range targets {
		all[t.Name] = [4]float32{t.Box.X, t.Box.Y, t.Box.W, t.Box.H}
	}
	return all
}

func (t *trace) write(s shown) {
	line, err := json.Marshal(s)
	if err == nil {
		_, err = t.file.Write(append(line, '\n'))
	}
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("write the trace: %w", err)
	}
}
