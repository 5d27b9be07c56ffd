// Package profile knows printers by name: what language each speaks, at which
// speed, how it holds back what is sent to it and how it is known to have
// printed. The profiles are data, in profiles.toml; Printer makes a driver of
// one, and Probe finds out what hangs on a port.
package profile

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"lobby.internal/devices"
	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
)

// The languages, each also the name of a profile for any printer that speaks
// it.
const (
	ZPL    = "zpl"
	TSPL   = "tspl"
	ESCPOS = "escpos"
)

// The ways to know that a label came out.
const (
	Seen    = "seen"    // the printer was seen to hold it and then to hold nothing
	Receipt = "receipt" // it says so by the job's own mark, or else Sensor
	Sensor  = "sensor"  // it answers a question that it reaches behind the label
)

// Profile is what is known of a printer.
type Profile struct {
	Name     string        `toml:"-"`
	Models   string        `toml:"models"` // in words, as Source
	Source   string        `toml:"source"` // where the figures are from
	Tried    bool          `toml:"tried"`  // on the hardware
	Language string        `toml:"language"`
	DPI      int           `toml:"dpi"`
	Label    [2]int        `toml:"label"` // the largest, in dots across and along
	Baud     int           `toml:"baud"`
	Flow     string        `toml:"flow"`
	Confirm  string        `toml:"confirm"`
	Compact  bool          `toml:"compact"` // badges are sent at half their resolution
	Settle   time.Duration `toml:"-"`       // after the port is opened
}

// Flows are the names of the ways of flow control.
var Flows = []string{"none", "xonxoff", "hardware"}

var flows = map[string]serial.Flow{"none": serial.FlowNone, "xonxoff": serial.FlowXonXoff, "hardware": serial.FlowHardware}

// confirms are the ways that each language has to know of a label.
var confirms = map[string][]string{ZPL: {Seen}, TSPL: {Seen}, ESCPOS: {Receipt, Sensor}}

//go:embed profiles.toml
var file string

// known are the profiles by name.
var known = sync.OnceValue(func() map[string]Profile {
	all, err := parse(file)
	if err != nil {
		panic(err) // it is part of the program
	}
	return all
})

func parse(text string) (map[string]Profile, error) {
	type entry struct {
		Profile
		Settle string `toml:"settle"`
	}
	var entries map[string]entry
	err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&entries)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		return nil, fmt.Errorf("profile: keys of no profile:\n%s", strict.String())
	}
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	all := make(map[string]Profile, len(entries))
	for name, e := range entries {
		p := e.Profile
		settle, err := time.ParseDuration(e.Settle)
		if err != nil {
			return nil, fmt.Errorf("profile: settle of %s: %w", name, err)
		}
		p.Name, p.Settle = name, settle
		if err := p.Check(); err != nil {
			return nil, err
		}
		all[name] = p
	}
	return all, nil
}

// Names returns the names of all profiles, in order.
func Names() []string { return slices.Sorted(maps.Keys(known())) }

// Languages returns the names of the languages.
func Languages() []string { return []string{ZPL, TSPL, ESCPOS} }

// Confirms returns the ways to know that a label came out.
func Confirms() []string { return []string{Seen, Receipt, Sensor} }

// ByName returns the profile; the error lists all names.
func ByName(name string) (Profile, error) {
	p, ok := known()[name]
	if !ok {
		return Profile{}, fmt.Errorf("no printer profile %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return p, nil
}

// Check returns an error if what the profile says does not go together.
func (p Profile) Check() error {
	switch _, ok := flows[p.Flow]; {
	case confirms[p.Language] == nil:
		return fmt.Errorf("profile %s: no language %q; there are %s", p.Name, p.Language, strings.Join(Languages(), ", "))
	case !ok:
		return fmt.Errorf("profile %s: no flow control %q; there are %s", p.Name, p.Flow, strings.Join(Flows, ", "))
	case p.Language == TSPL && p.Flow == "xonxoff":
		return fmt.Errorf(`profile %s: flow "xonxoff" does not go with tspl, one of whose answers may be XOFF; take "hardware" or "none"`, p.Name)
	case p.Language == TSPL && p.Compact:
		return fmt.Errorf("profile %s: compact does not go with tspl, which enlarges nothing", p.Name)
	case !slices.Contains(confirms[p.Language], p.Confirm):
		return fmt.Errorf("profile %s: %s knows of a label by %s, not by %q", p.Name, p.Language, strings.Join(confirms[p.Language], " or "), p.Confirm)
	case p.DPI < 100 || p.DPI > 255 && p.Language == ESCPOS:
		return fmt.Errorf("profile %s: %d dpi", p.Name, p.DPI)
	case p.Label[0] < 1 || p.Label[1] < 1:
		return fmt.Errorf("profile %s: a label of %d by %d dots", p.Name, p.Label[0], p.Label[1])
	}
	return nil
}

// Port returns how the printer's port is opened.
func (p Profile) Port(path string) serial.Options {
	return serial.Options{Path: path, Baud: p.Baud, Flow: flows[p.Flow], Settle: p.Settle}
}

// Printer returns the driver of such a printer on the port; nothing is opened
// before its Serve.
func (p Profile) Printer(path string) devices.Printer {
	o := p.options(path)
	switch p.Language {
	case TSPL:
		return tspl.New(tspl.Options{Options: o, DotsPerMM: (p.DPI*10 + 127) / 254})
	case ESCPOS:
		// A badge is wider than the printer draws on paper of 80 mm; turned, it fits.
		return escpos.New(escpos.Options{Options: o, DPI: p.DPI, Turned: true, NoReceipt: p.Confirm == Sensor})
	default:
		return zpl.New(o)
	}
}

func (p Profile) options(path string) printing.Options {
	port := p.Port(path)
	return printing.Options{
		Open:  func() (serial.Conn, error) { return open(port) },
		Width: p.Label[0], Height: p.Label[1], Baud: p.Baud, Compact: p.Compact,
	}
}

// SlipPrinter returns the driver of such a printer on the port that prints slips
// of so many columns; the error says that there is none.
func (p Profile) SlipPrinter(path string, columns int) (devices.SlipPrinter, error) {
	if p.Language != ESCPOS {
		return nil, fmt.Errorf("profile %s: only printers of %s print slips", p.Name, ESCPOS)
	}
	return escpos.New(escpos.Options{Options: p.options(path), NoReceipt: p.Confirm == Sensor, Columns: columns}), nil
}

// open opens a port as an interface that is nil when there is none.
func open(o serial.Options) (serial.Conn, error) {
	p, err := serial.Open(o)
	if err != nil {
		return nil, err
	}
	return p, nil
}
