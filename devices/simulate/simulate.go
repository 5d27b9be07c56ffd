// Package simulate plays a label printer, a card and code reader and a reader of
// identity cards on ptys. Whoever opens their paths gets real bytes: the printer
// parses ZPL II, TSPL or ESC/POS with an interpreter of its own and leaves each
// label as a PNG, a dot a pixel; the reader sends the frames of devices/rfid, or
// answers as one or several readers of devices/osdp; the reader of identity
// cards answers in the frames of devices/idcard. Faults can be set, from the
// same process by methods and from another through a control socket.
//
// A pty is not a serial line. It has no baud rate, so nothing is paced but by
// FaultSlow; no parity, framing errors or breaks; no modem lines. The interpreter knows the
// commands that a badge needs and was written from the manual. Nothing that
// passes here shows how hardware behaves.
package simulate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Names in Options.Dir.
const (
	printerName = "printer"
	readerName  = "reader"
	idName      = "idcard"
	socketName  = "control.sock"
	labelsName  = "labels"
)

const defaultBoot = 2 * time.Second

// Options say where the simulated devices are and how they behave.
type Options struct {
	// Dir is the folder in which "printer", "reader" and "idcard" point to the
	// ptys, and in which the control socket is. It is made if missing.
	Dir string
	// Labels is the folder for the printed labels; Dir/labels when empty.
	// Labels that are in it stay, and the count goes on after them.
	Labels string
	// Language is what the printer understands; ZPL when empty.
	Language Language
	// PrintTime is how long a label takes to come out.
	PrintTime time.Duration
	// BootTime is how long the printer takes no notice after a reboot; 2 s when
	// 0.
	BootTime time.Duration
	// MuteWhenHeld makes the printer answer no ~HS while it is out of media or
	// ribbon or its head is open, as current manuals say of some models.
	MuteWhenHeld bool
	// NoReceipts makes an ESC/POS printer ignore GS ( H, as some do.
	NoReceipts bool
	// Slow makes every line as slow as the speed at which it is opened.
	Slow bool
	// ID12 makes the reader send ID-12 frames, not RDM6300.
	ID12 bool
	// OSDP makes the reader a line of OSDP readers.
	OSDP *OSDP
}

// Simulator is a running set of devices.
type Simulator struct {
	printer *Printer
	reader  *Reader
	id      *IDReader
	control *control
}

// Start plugs the devices in. It fails if a simulator already runs in the
// same folder.
func Start(o Options) (*Simulator, error) {
	if o.Labels == "" {
		o.Labels = filepath.Join(o.Dir, labelsName)
	}
	if o.BootTime == 0 {
		o.BootTime = defaultBoot
	}
	if err := os.MkdirAll(o.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("simulate: %w", err)
	}
	a, err := openAlbum(o.Labels)
	if err != nil {
		return nil, err
	}
	listener, err := listen(filepath.Join(o.Dir, socketName))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.Dir, printerName)
	p, err := newPrinter(o, a, func(receive func([]byte)) cable { return &link{path: path, receive: receive} })
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	p.path = path
	s := &Simulator{printer: p, reader: newReader(o, filepath.Join(o.Dir, readerName)), id: newIDReader(filepath.Join(o.Dir, idName))}
	if err := errors.Join(s.printer.link.plug(), s.reader.link.plug(), s.id.link.plug()); err != nil {
		return nil, errors.Join(err, listener.Close(), s.unplug())
	}
	if o.Slow {
		for _, d := range []faulty{s.printer, s.reader, s.id} {
			d.Slow(0)
		}
	}
	s.control = serve(listener, s)
	return s, nil
}

// Printer returns the printer.
func (s *Simulator) Printer() *Printer { return s.printer }

// Reader returns the reader.
func (s *Simulator) Reader() *Reader { return s.reader }

// IDReader returns the reader of identity cards.
func (s *Simulator) IDReader() *IDReader { return s.id }

// Close unplugs the devices and ends the control socket. It returns the first
// error of writing a label, too.
func (s *Simulator) Close() error {
	return errors.Join(s.control.close(), s.unplug())
}

func (s *Simulator) unplug() error {
	return errors.Join(s.printer.close(), s.reader.link.close(), s.id.link.close())
}

// Status is the state of the devices.
type Status struct {
	Printer DeviceStatus `json:"printer"`
	Reader  DeviceStatus `json:"reader"`
	IDCard  DeviceStatus `json:"idcard"`
}

// DeviceStatus is the state of one device.
type DeviceStatus struct {
	Path    string  `json:"path"`
	Plugged bool    `json:"plugged"`
	Open    bool    `json:"open"` // a process has the port open
	Faults  []Fault `json:"faults,omitempty"`
	Held    int     `json:"held,omitempty"`   // labels in the printer's memory
	Labels  int     `json:"labels,omitempty"` // labels that came out
	Errors  int     `json:"errors,omitempty"` // graphic fields that could not be drawn
}

// Status returns the state of the devices.
func (s *Simulator) Status() Status {
	return Status{Printer: s.printer.status(), Reader: s.reader.status(), IDCard: s.id.status()}
}
