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
	Run    simulateRun    `cmd:"" default:"1" help:"Plug a printer and two readers in, until interrupted; what simulate alone does."`
	Tap    simulateTap    `cmd:"" help:"Hold a card to the reader."`
	Scan   simulateScan   `cmd:"" help:"Hold a code to the reader."`
	ID     simulateID     `cmd:"" help:"Lay an identity card that nobody bears on the reader of identity cards."`
	Fault  simulateFault  `cmd:"" help:"Set a fault, or clear all of a device."`
	Labels simulateLabels `cmd:"" help:"List the labels that came out."`
	Kiosks simulateKiosks `cmd:"" help:"Several kiosks without screens, whose fictional visitors come and go."`
}

type simulateRun struct {
	Printer string `help:"What the printer understands: zpl, tspl or escpos; zpl without it." enum:"zpl,tspl,escpos" default:"zpl" placeholder:"LANGUAGE"`
	Reader  string `help:"What the reader is: ascii (RDM6300 and lines) or osdp; ascii without it." enum:"ascii,osdp" default:"ascii" placeholder:"KIND"`
	Key     string `name:"reader-key" help:"File with the key that the OSDP reader was given before; without it the reader is new." placeholder:"FILE" type:"path"`
	Slow    bool   `help:"Every line is as slow as the speed at which it is opened."`
	Labels  string `help:"Where the printed labels go as PNG; DIR/labels without it." placeholder:"DIR"`
}

// Run keeps the devices plugged in until the program is interrupted.
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
		Dir: dir, Labels: c.Labels, Language: simulate.Language(c.Printer), OSDP: reader, Slow: c.Slow, PrintTime: 1200 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sim.Close()) }()
	if _, err := fmt.Fprintf(e.stdout, "printer %s\nreader  %s\nidcard  %s\n",
		filepath.Join(dir, "printer"), filepath.Join(dir, "reader"), filepath.Join(dir, "idcard")); err != nil {
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

type simulateID struct {
	Name   string `arg:"" help:"The name on it."`
	Kind   string `help:"resident, hmt, foreigner or foreigner-2023; resident without it." enum:"resident,hmt,foreigner,foreigner-2023" default:"resident" placeholder:"KIND"`
	Serial int    `help:"0 to 999: cards of another serial number are other cards; 1 without it." default:"1" placeholder:"N"`
	Number string `help:"The number on it, in place of one of the area 000000, which is no place." placeholder:"NUMBER"`
}

// Run lays the card on the reader.
func (c *simulateID) Run(parent *cli) error {
	card, err := simulate.SampleID(c.Kind, c.Name, c.Serial)
	if err != nil {
		return err
	}
	if c.Number != "" {
		card.Number = c.Number
	}
	return ask(parent, func(s *simulate.Client) error { return s.PresentID(card) })
}

type simulateFault struct {
	Device string `arg:"" enum:"printer,reader,idcard" help:"printer, reader or idcard."`
	Fault  string `arg:"" help:"Such as paper-out, head-open, silence, slow, slow-9600, unplug, power-off-after-N, replug, wrong-key; clear ends all."`
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
