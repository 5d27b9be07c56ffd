package simulate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Fault is something that goes wrong with a simulated device, or is put right.
type Fault string

// The faults. Each happens at once, or when N more bytes have gone over the
// line, to a printer or from a reader: unplug-after-N, power-off-after-N.
const (
	FaultPaperOut  Fault = "paper-out"
	FaultPaperLow  Fault = "paper-low"
	FaultRibbonOut Fault = "ribbon-out"
	FaultHeadOpen  Fault = "head-open"
	FaultPause     Fault = "pause"
	FaultCoverOpen Fault = "cover-open"
	FaultJam       Fault = "jam"
	FaultHot       Fault = "hot"
	FaultSilence   Fault = "silence"   // says nothing; a printer still prints
	FaultStall     Fault = "stall"     // takes no more bytes
	FaultSlow      Fault = "slow"      // the line is as slow as its speed says; slow-N: as N baud
	FaultPowerOff  Fault = "power-off" // dead behind a live port, memory lost, until power-on
	FaultPowerOn   Fault = "power-on"
	FaultReboot    Fault = "reboot" // memory lost; a printer is back after the boot time, a reader at once
	FaultUnplug    Fault = "unplug" // the port goes away, the device keeps its memory
	FaultReplug    Fault = "replug"
	FaultNoise     Fault = "noise"      // sends a burst of noise, at once
	FaultDrip      Fault = "drip"       // sends one byte at a time
	FaultHalf      Fault = "half"       // sends half a card frame, at once
	FaultRandom    Fault = "random-uid" // presents a card with a random UID, at once
	FaultWrongCRC  Fault = "wrong-crc"  // no frame of it has the right checksum
	FaultWrongKey  Fault = "wrong-key"  // it has another key than it was given
	FaultDuplicate Fault = "duplicate"  // sends each presentation, OSDP each reply, twice
	FaultClear     Fault = "clear"      // everything is well again and plugged in
)

// everyFault are those that all devices know.
var everyFault = []Fault{FaultSilence, FaultSlow, FaultPowerOff, FaultPowerOn, FaultReboot, FaultUnplug, FaultReplug, FaultNoise, FaultClear}

// The faults that the devices know.
var (
	printerFaults = append([]Fault{
		FaultPaperOut, FaultPaperLow, FaultRibbonOut, FaultHeadOpen, FaultCoverOpen, FaultJam, FaultHot, FaultPause, FaultStall,
	}, everyFault...)
	idFaults     = append([]Fault{FaultDrip, FaultHalf, FaultWrongCRC, FaultDuplicate}, everyFault...)
	readerFaults = append([]Fault{FaultRandom}, idFaults...)
	osdpFaults   = append([]Fault{FaultWrongKey}, readerFaults...)
)

// ErrFault is returned for a fault that the device does not know.
var ErrFault = errors.New("simulate: no such fault")

// held are the faults that keep a label from coming out.
var held = append([]Fault{FaultPause, FaultHot}, ruins...)

// ruins are those that spoil the label that is coming out; a pause, and heat,
// wait for its end.
var ruins = []Fault{FaultPaperOut, FaultRibbonOut, FaultHeadOpen, FaultCoverOpen, FaultJam}

// faulty is a device that things go wrong with.
type faulty interface {
	Fault(f Fault) error
	After(n int, f Fault) error
	Slow(baud int)
}

// happen makes f happen to d; f may have a number in it.
func happen(d faulty, f Fault) error {
	if name, n, ok := strings.Cut(string(f), "-after-"); ok {
		bytes, err := strconv.ParseUint(n, 10, 31)
		if err != nil {
			return fmt.Errorf("%w: %s, which wants a number of bytes", ErrFault, f)
		}
		return d.After(int(bytes), Fault(name))
	}
	if n, ok := strings.CutPrefix(string(f), string(FaultSlow)+"-"); ok {
		baud, err := strconv.ParseUint(n, 10, 24)
		if err != nil || baud == 0 {
			return fmt.Errorf("%w: %s, which wants a speed in baud", ErrFault, f)
		}
		d.Slow(int(baud))
		return nil
	}
	return d.Fault(f)
}
