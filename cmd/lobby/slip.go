package main

import (
	"lobby.internal/devices"
	"lobby.internal/devices/profile"
)

// slipConfig is the printer of slips, a receipt printer of its own: what is
// printed there never comes between a badge and its printer.
type slipConfig struct {
	Port    string
	Profile string
	Baud    int
	Columns int
}

func (p *slipConfig) take(s *settings, others ...string) {
	s.text("slip_printer.port", &p.Port, 0, 4096)
	s.oneOf("slip_printer.profile", &p.Profile, slipProfiles()...)
	if v, _ := s.value("slip_printer.baud"); v == int64(0) {
		p.Baud = 0
	} else {
		s.number("slip_printer.baud", &p.Baud, 1200, 921600)
	}
	s.number("slip_printer.columns", &p.Columns, 24, 64)
	for _, other := range others {
		if p.Port != "" && p.Port == other {
			s.wrong("slip_printer.port", "another than that of a printer or reader", "")
		}
	}
}

// slipProfiles are the profiles of printers that print slips.
func slipProfiles() (names []string) {
	for _, name := range profile.Names() {
		if p, err := profile.ByName(name); err == nil && p.Language == profile.ESCPOS {
			names = append(names, name)
		}
	}
	return names
}

// slipPrinter returns the printer of slips, nil when there is none.
func slipPrinter(c config) (devices.SlipPrinter, error) {
	if c.Slip.Port == "" {
		return nil, nil
	}
	p, err := profile.ByName(c.Slip.Profile)
	if err != nil {
		return nil, err
	}
	if c.Slip.Baud != 0 {
		p.Baud = c.Slip.Baud
	}
	return p.SlipPrinter(c.Slip.Port, c.Slip.Columns)
}
