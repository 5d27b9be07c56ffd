package main

import (
	"strings"
	"time"

	"lobby.internal/devices/profile"
	"lobby.internal/kiosk/agent"
)

// printerConfig is a printer: a profile, and what is other than it says.
type printerConfig struct {
	Port     string
	Profile  string
	Language string
	Baud     int
	Flow     string
	Confirm  string
	Settle   string // a duration, "" for none given
	Compact  bool
}

func (p *printerConfig) take(s *settings, name string) {
	s.text(name+".port", &p.Port, 0, 4096)
	s.oneOf(name+".profile", &p.Profile, profile.Names()...)
	s.choice(name+".language", &p.Language, profile.Languages()...)
	if v, _ := s.value(name + ".baud"); v == int64(0) {
		p.Baud = 0
	} else {
		s.number(name+".baud", &p.Baud, 1200, 921600)
	}
	s.choice(name+".flow", &p.Flow, profile.Flows...)
	s.choice(name+".confirm", &p.Confirm, profile.Confirms()...)
	p.takeSettle(s, name+".settle")
	s.flag(name+".compact", &p.Compact)
	p.check(s, name)
}

// longestSettle is the longest pause after a port is opened.
const longestSettle = 5 * time.Second

func (p *printerConfig) takeSettle(s *settings, key string) {
	if v, _ := s.value(key); v == "" {
		p.Settle = ""
		return
	}
	var d time.Duration
	if before := len(s.faults); s.given(key) {
		if s.span(key, &d, 0, longestSettle); len(s.faults) == before {
			p.Settle = d.String()
		}
	}
}

// choice is oneOf with "" for no choice.
func (s *settings) choice(key string, to *string, accepted ...string) {
	if v, _ := s.value(key); v == "" {
		*to = ""
		return
	}
	s.oneOf(key, to, accepted...)
}

// check keeps a sentence about what does not go together, at the last key that
// the file gives.
func (p *printerConfig) check(s *settings, name string) {
	err := p.resolve().Check()
	if err == nil {
		return
	}
	at := name
	for _, key := range []string{".profile", ".language", ".confirm", ".flow", ".compact"} {
		if s.given(name + key) {
			at = name + key
		}
	}
	s.fault(at, "does not go with the rest: "+strings.TrimPrefix(err.Error(), "profile "))
}

// resolve returns the profile with what the configuration says otherwise. A
// language that is not the profile's stands for the profile of its name.
func (p *printerConfig) resolve() profile.Profile {
	r, err := profile.ByName(p.Profile)
	if other, e := profile.ByName(p.Language); e == nil && (err != nil || p.Language != r.Language) {
		r = other
	}
	if p.Baud != 0 {
		r.Baud = p.Baud
	}
	if p.Flow != "" {
		r.Flow = p.Flow
	}
	if p.Confirm != "" {
		r.Confirm = p.Confirm
	}
	r.Compact = r.Compact || p.Compact
	if d, err := time.ParseDuration(p.Settle); err == nil {
		r.Settle = d
	}
	return r
}

// printers returns the printers that there are, the first choice first.
func printers(c config) []agent.Printer {
	var all []agent.Printer
	for _, p := range []struct {
		name   string
		config printerConfig
	}{{"printer", c.Printer}, {"second_printer", c.Second}} {
		if p.config.Port != "" {
			r := p.config.resolve()
			all = append(all, agent.Printer{Name: p.name, Printer: r.Printer(p.config.Port), Coarse: r.Compact})
		}
	}
	return all
}
