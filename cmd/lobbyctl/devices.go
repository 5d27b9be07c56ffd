package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"lobby.internal/devices/profile"
	"lobby.internal/devices/serial"
)

type devicesCmd struct {
	List     devicesList     `cmd:"" help:"List the serial ports, by the names that stay when a device is plugged in again."`
	Probe    devicesProbe    `cmd:"" help:"Find out what printer hangs on a port, and at which speed, by asking; it never prints."`
	Profiles devicesProfiles `cmd:"" help:"List the printer profiles."`
}

type devicesList struct {
	Ports []string `arg:"" optional:"" help:"These ports; without it all that have hardware."`
}

// Run lists the ports without opening them.
func (c *devicesList) Run(e *env) error {
	found, err := serial.List()
	if err != nil {
		return err
	}
	if len(c.Ports) > 0 {
		found = nil
	}
	for _, path := range c.Ports {
		f, err := serial.Describe(path)
		if err != nil {
			return err
		}
		found = append(found, f)
	}
	if len(found) == 0 {
		_, err := fmt.Fprintln(e.stdout, "there is no serial port: plug the device in, or name one, such as lobbyctl devices list /dev/pts/3")
		return err
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	writePorts(w, found)
	return w.Flush()
}

// writePorts writes a line for each port; w keeps its error for later.
func writePorts(w io.Writer, found []serial.Found) {
	fmt.Fprintln(w, "PORT\tDEVICE\tUSB\tNAME\tIN USE BY")
	for _, f := range found {
		usb := "-"
		if f.Vendor != "" {
			usb = f.Vendor + ":" + f.Product
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Path, f.Device, usb, cmp.Or(f.Name, "-"), cmp.Or(serial.Holder(f.Device), "-"))
	}
}

type devicesProbe struct {
	Port   string        `arg:"" help:"The port, as lobbyctl devices list names it."`
	Baud   []int         `help:"Only these speeds." placeholder:"BAUD"`
	Settle time.Duration `help:"Wait so long after each opening: some adapters restart." default:"0s"`
}

// Run asks in each language, at each speed.
func (c *devicesProbe) Run(e *env) error {
	if _, err := fmt.Fprintf(e.stdout, "asking at %s, which prints nothing and takes some seconds\n", c.Port); err != nil {
		return err
	}
	f, err := profile.ProbePort(e.ctx, c.Port, c.Settle, c.Baud...)
	if errors.Is(err, profile.ErrSilent) {
		return fmt.Errorf("%w: check that the printer is on, its cable is the right one and it is no reader, which only talks: lobbyctl read watch --port %s", err, c.Port)
	}
	if err != nil {
		return err
	}
	var names []string
	for _, name := range profile.Names() {
		if p, err := profile.ByName(name); err == nil && p.Language == f.Language {
			names = append(names, name)
		}
	}
	_, err = fmt.Fprintf(e.stdout, "it speaks %s at %d baud; in the configuration:\n\n[printer]\nprofile = %q        # or %s\nport = %q\nbaud = %d\n",
		f.Language, f.Baud, f.Language, strings.Join(names, ", "), c.Port, f.Baud)
	return err
}

type devicesProfiles struct{}

// Run lists the profiles and where they are from.
func (devicesProfiles) Run(e *env) error {
	for _, name := range profile.Names() {
		p, err := profile.ByName(name)
		if err != nil {
			return err
		}
		tried := "not tried on hardware"
		if p.Tried {
			tried = "tried on hardware"
		}
		_, err = fmt.Fprintf(e.stdout, "%s: %s\n    %s, %d dpi, %d by %d dots, %d baud, flow %s, confirms by %s, settles in %v; %s\n    from %s\n",
			name, p.Models, p.Language, p.DPI, p.Label[0], p.Label[1], p.Baud, p.Flow, p.Confirm, p.Settle, tried, p.Source)
		if err != nil {
			return err
		}
	}
	return nil
}
