// Package devices holds the contracts between the agent and what hangs on a
// serial port: a printer that puts a one-colour image on a label, and a reader
// that says which card or code was presented. No device ever learns what a
// visitor is.
//
// The drivers live below this folder, one protocol each, over the port of
// devices/serial; devices/devicetest holds the suites that every driver passes
// and devices/simulate the printers and readers that speak the same bytes on a
// pty.
package devices

import (
	"context"
	"errors"
	"time"
)

// Health says in one word whether a device can do its work.
type Health string

// The healths of a device.
const (
	HealthAbsent   Health = "absent"    // no such port: unplugged, or not yet plugged in
	HealthOpening  Health = "opening"   // port open, not yet in step with the device
	HealthReady    Health = "ready"     // will do what it is asked
	HealthBusy     Health = "busy"      // doing it now
	HealthNotReady Health = "not_ready" // alive but held up; Causes say by what
)

// Cause names one thing that holds a device up or needs a person soon. Every
// cause has a sentence and a next step in the phrase book.
type Cause string

// The causes a driver reports.
const (
	CausePaperOut   Cause = "paper_out"
	CausePaperLow   Cause = "paper_low"
	CauseHeadOpen   Cause = "head_open"
	CauseCoverOpen  Cause = "cover_open"
	CausePaused     Cause = "paused"
	CauseJammed     Cause = "jammed"
	CauseRibbonOut  Cause = "ribbon_out"
	CauseHot        Cause = "hot"
	CauseBufferFull Cause = "buffer_full"
	CauseFault      Cause = "fault"      // the device reports an error the driver has no name for
	CauseSilent     Cause = "silent"     // the link is alive and nothing answers
	CauseUnplugged  Cause = "unplugged"  // the port is gone
	CauseInUse      Cause = "in_use"     // another process holds the port
	CausePermission Cause = "permission" // this user may not open the port
	CauseNotAPort   Cause = "not_a_port" // the path names something that is no serial port
	CauseKey        Cause = "key"        // the device does not prove that it has the key it was given
)

// Status is what is known of a device at one moment. It is a plain value; two
// statuses that read alike are equal but for At.
type Status struct {
	Health Health    `json:"health"`
	Causes []Cause   `json:"causes,omitempty"` // most urgent first
	Detail string    `json:"detail,omitempty"` // for the operator's log: device words, never personal data
	At     time.Time `json:"at"`
}

// Bitmap is a one-colour image, rows top to bottom, each row Stride bytes, the
// most significant bit leftmost, 1 = black. Its unit is the printer's dot.
type Bitmap struct {
	Width, Height int
	Stride        int    // bytes per row: (Width+7)/8
	Bits          []byte // Stride*Height bytes
}

// NewBitmap returns a white bitmap of width by height dots.
func NewBitmap(width, height int) *Bitmap {
	stride := (width + 7) / 8
	return &Bitmap{Width: width, Height: height, Stride: stride, Bits: make([]byte, stride*height)}
}

// Set makes the dot at x, y black. It panics outside the bitmap, like a slice.
func (b *Bitmap) Set(x, y int) { b.Bits[y*b.Stride+x/8] |= 0x80 >> (x % 8) }

// Black reports whether the dot at x, y is black.
func (b *Bitmap) Black(x, y int) bool { return b.Bits[y*b.Stride+x/8]&(0x80>>(x%8)) != 0 }

// Journal is where a printer writes down how far a job has come, each time
// before it acts on it. If a call returns an error the printer sends nothing
// more and the job fails before the point of no return.
type Journal interface {
	// Sending is called before each chunk with the number of bytes of the job
	// handed to the port so far; the first call, with 0, comes before the first
	// byte.
	Sending(sent int) error
	// Committing is called once, before the bytes that make the printer print.
	Committing() error
}

// Outcome says what became of a print job.
type Outcome string

// The outcomes of a job.
const (
	// OutcomeConfirmed: the printer said that the label came out.
	OutcomeConfirmed Outcome = "confirmed"
	// OutcomeFailed: no label can have come out; the job may be sent again.
	OutcomeFailed Outcome = "failed"
	// OutcomeUnknown: a label may or may not have come out. Only a person may
	// decide; nothing sends the job again by itself.
	OutcomeUnknown Outcome = "unknown"
)

// Printer prints bitmaps. Every implementation passes devicetest.TestPrinter.
type Printer interface {
	// Serve keeps the device connected and reports its status, at once and then
	// at each change, until ctx ends; then it closes the port and returns nil.
	// Losing the device is a status, not an error.
	Serve(ctx context.Context, report func(Status)) error
	// Print sends one label and waits until its outcome is known or cannot be.
	// The error says why an outcome is not confirmed; it wraps ErrNotReady when
	// the printer was held up before the job began. Print may be called only
	// while Serve runs, from any goroutine; jobs are printed one after another.
	Print(ctx context.Context, label *Bitmap, journal Journal) (Outcome, error)
}

// TextLine is a line of a slip, however long: the printer breaks it.
type TextLine struct {
	Text   string
	Times  int  // its size: 1 to 8 times the printer's characters
	Middle bool // in the middle of the paper, else at the left
}

// SlipPrinter prints slips of text for people to take with them.
type SlipPrinter interface {
	// Serve is that of a Printer.
	Serve(ctx context.Context, report func(Status)) error
	// PrintSlip prints the lines, cuts them off, and returns how many characters
	// were printed as others, for lack of them. The error says why the slip is not
	// known to have come out; nothing prints it again by itself. PrintSlip may be
	// called only while Serve runs, from any goroutine.
	PrintSlip(ctx context.Context, lines []TextLine) (missing int, err error)
}

// Kind says what was presented to a reader.
type Kind string

// The kinds of read.
const (
	KindCard Kind = "card" // an RFID credential
	KindCode Kind = "code" // a barcode or QR code, or what was keyed in and ended with #
	KindID   Kind = "id"   // an identity card
	// KindRefused is something that says nothing about who presented it: a card
	// with another number at each tap, an identity card whose number is wrong.
	// Data is empty; it is told so that a person does not wait for nothing.
	KindRefused Kind = "refused"
)

// Read is one presentation of a card or a code. All but Kind and At is
// personal: it never reaches a log.
type Read struct {
	Kind Kind
	Data string // a card's number in upper-case hexadecimal, a code's text, the name on an identity card
	// Mark and Last are what is left of an identity card's number where the
	// house has a purpose for it: a keyed hash, and its last four characters.
	Mark string
	Last string
	At   time.Time
}

// String hides what was read.
func (r Read) String() string { return string(r.Kind) + " (redacted)" }

// Reader says which cards and codes are presented. Every implementation passes
// devicetest.TestReader.
type Reader interface {
	// Serve keeps the device connected, reports its status like a Printer, and
	// calls read once for each presentation, until ctx ends; then it closes the
	// port and returns nil.
	Serve(ctx context.Context, report func(Status), read func(Read)) error
}

// Signal is what a reader shows of an answer.
type Signal string

// The signals.
const (
	SignalAccepted Signal = "accepted"
	SignalRefused  Signal = "refused"
	SignalBusy     Signal = "busy" // no answer can be given now
)

// Feedback is what a Reader is, too, when it can show and sound a signal where
// the card was held. Signal returns at once, and what the reader cannot show
// soon is dropped.
type Feedback interface {
	Signal(s Signal)
}

// Errors that any driver may return.
var (
	// ErrNotReady is returned by Print when the printer was held up before the
	// first byte of the job; worth trying again once the status is ready.
	ErrNotReady = errors.New("devices: not ready")
	// ErrUnplugged is returned when the port went away; worth retrying.
	ErrUnplugged = errors.New("devices: unplugged")
	// ErrStalled is returned when the device took no byte for too long; worth
	// retrying after a resync.
	ErrStalled = errors.New("devices: stalled")
	// ErrInUse is returned when another process holds the port; permanent until
	// that process ends.
	ErrInUse = errors.New("devices: port in use")
	// ErrSize is returned when a label does not fit the printer; permanent.
	ErrSize = errors.New("devices: label does not fit the printer")
)
