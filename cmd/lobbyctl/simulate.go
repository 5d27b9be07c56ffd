package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lobby.internal/devices/simulate"
)

type simulateCmd struct {
	Dir    string         `help:"Where the simulated ports and their control socket are." default:"var/sim" placeholder:"DIR"`
	Run    simulateRun    `cmd:"" default:"1" help:"Plug a printer and a reader in, until interrupted; what simulate alone does."`
	Tap    simulateTap    `cmd:"" help:"Hold a card to the reader."`
	Scan   simulateScan   `cmd:"" help:"Hold a code to the reader."`
	Fault  simulateFault  `cmd:"" help:"Set a fault, or clear all of a device."`
	Labels simulateLabels `cmd:"" help:"List the labels that came out."`
	Kiosks simulateKiosks `cmd:"" help:"Several kiosks without screens, whose fictional visitors come and go."`
}

type simulateRun struct {
	Printer string `help:"What the printer understands: zpl, tspl or escpos; zpl without it." enum:"zpl,tspl,escpos" default:"zpl" placeholder:"LANGUAGE"`
	Reader  string `help:"What the reader is: ascii (RDM6300 and lines) or osdp; ascii without it." enum:"ascii,osdp" default:"ascii" placeholder:"KIND"`
	Key     string `name:"reader-key" help:"File with the key that the OSDP reader was given before; without it the reader is new." placeholder:"FILE" type:"path"`
	Labels  string `help:"Where the printed labels go as PNG; DIR/labels without it." placeholder:"DIR"`
}

// Run keeps both devices plugged in until the program is interrupted.
func (c *simulateRun) Run(e *env, parent *cli) (err error) {
	dir, err := filepath.Abs(parent.Simulate.Dir)
	if err != nil {
		return fmt.Errorf("find the simulators' folder: %w", err)
	}
	reader, err := c.osdp()
	if err != nil {
		return err
	}
	sim, err := simulate.Start(simulate.Options{
		Dir: dir, Labels: c.Labels, Language: simulate.Language(c.Printer), OSDP: reader, PrintTime: 1200 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sim.Close()) }()
	if _, err := fmt.Fprintf(e.stdout, "printer %s\nreader  %s\n", filepath.Join(dir, "printer"), filepath.Join(dir, "reader")); err != nil {
		return err
	}
	<-e.ctx.Done()
	return nil
}

// osdp returns how the OSDP reader is, nil for another reader.
func (c *simulateRun) osdp() (*simulate.OSDP, error) {
	if c.Reader != "osdp" {
		if c.Key != "" {
			return nil, fmt.Errorf("%w: --reader-key is of --reader osdp", errUsage)
		}
		return nil, nil
	}
	if c.Key == "" {
		return &simulate.OSDP{}, nil
	}
	text, err := os.ReadFile(c.Key)
	if err != nil {
		return nil, fmt.Errorf("read the reader's key: %w", err)
	}
	o, err := simulate.NewOSDP(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Key, err)
	}
	return o, nil
}

// ask calls fn with the simulator that runs in the folder.
func ask(parent *cli, fn func(*simulate.Client) error) (err error) {
	client, err := simulate.Dial(parent.Simulate.Dir)
	if err != nil {
		return fmt.Errorf("%w\nStart the simulators first: lobbyctl simulate run", err)
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	return fn(client)
}

type simulateTap struct {
	Card string `arg:"" help:"The card's number: 10 hexadecimal digits; an OSDP reader takes 6 to 20."`
}

// Run holds the card to the reader.
func (c *simulateTap) Run(parent *cli) error {
	return ask(parent, func(s *simulate.Client) error { return s.Tap(c.Card) })
}

type simulateScan struct {
	Text string `arg:"" help:"What the code says."`
}

// Run holds the code to the reader.
func (c *simulateScan) Run(parent *cli) error {
	return ask(parent, func(s *simulate.Client) error { return s.Scan(c.Text) })
}

type simulateFault struct {
	Device string `arg:"" enum:"printer,reader" help:"printer or reader."`
	Fault  string `arg:"" help:"Such as paper-out, head-open, silence, unplug, replug, wrong-key; clear ends all."`
}

// Run sets the fault.
func (c *simulateFault) Run(parent *cli) error {
	return ask(parent, func(s *simulate.Client) error { return s.Fault(c.Device, simulate.Fault(c.Fault)) })
}

type simulateLabels struct{}

// Run lists the labels.
func (simulateLabels) Run(e *env, parent *cli) error {
	return ask(parent, func(s *simulate.Client) error {
		files, err := s.Labels()
		if err != nil {
			return err
		}
		for _, f := range files {
			if _, err := fmt.Fprintln(e.stdout, f); err != nil {
				return err
			}
		}
		return nil
	})
}
