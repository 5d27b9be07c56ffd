package simulate

import (
	"errors"
	"fmt"
	"slices"

	"lobby.internal/devices"
)

// Language is what a simulated printer understands.
type Language string

// The languages of printers.
const (
	ZPL    Language = "zpl" // ZPL II
	TSPL   Language = "tspl"
	ESCPOS Language = "escpos" // in page mode
)

// ErrLanguage is returned by Start for a language that no printer here
// understands.
var ErrLanguage = errors.New("simulate: no such printer language; there are zpl, tspl and escpos")

// language is what reads the bytes that a printer gets. Each was written from
// its manual, apart from the driver.
type language interface {
	take(c byte) // one byte of the stream
	restart()    // forget what a printer forgets with its power
	failures() int
	reply(question string, s state) string
}

// press is what a language acts on.
type press interface {
	answer(question string) // with what reply returns
	receipt(text string)    // to be said once everything before it has come out
	cancel()
	reset()
	pause(on bool)
	reprint(on bool)
	print(label *devices.Bitmap, copies int)
	slip(text string)
}

// state is how a printer is, for its answers.
type state struct {
	faults    map[Fault]bool
	remaining int  // labels of what is coming out
	waiting   int  // jobs behind it
	mute      bool // held up, and of those that then do not answer
}

func newLanguage(o Options, p press) (language, error) {
	switch o.Language {
	case ZPL, "":
		return newInterpreter(p), nil
	case TSPL:
		return newTSPL(p), nil
	case ESCPOS:
		return newESCPOS(p, o.NoReceipts), nil
	default:
		return nil, fmt.Errorf("%w, not %q", ErrLanguage, o.Language)
	}
}

// held reports whether something keeps labels from coming out.
func (s state) held() bool {
	return slices.ContainsFunc(held, func(f Fault) bool { return s.faults[f] })
}
