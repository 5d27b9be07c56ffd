package agent

import (
	"context"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// slipDevice is the slip printer's name.
const slipDevice = "slip_printer"

// slipsWait is how many slips wait for their printer at most: whoever would wait
// longer has their number from the screen.
const slipsWait = 4

// serveSlips prints one slip after another until ctx ends. One that does not
// come out is logged and nothing else: it is no badge, and nobody is held up
// for it.
func (a *Agent) serveSlips(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-a.slips:
			missing, err := a.o.Slips.PrintSlip(ctx, s.lines)
			switch {
			case err != nil:
				a.o.Log.Warn("slip", "visit", s.visit, "err", err)
			case missing > 0:
				a.o.Log.Warn("slip printed with characters replaced", "visit", s.visit, "count", missing)
			}
		}
	}
}

// slip is the text of one, and of whose visit.
type slip struct {
	visit kiosk.VisitID
	lines []devices.TextLine
}

// offerSlip has a slip printed for a visitor who has just registered, if there
// is a printer that is ready to.
func (a *Agent) offerSlip(v checkin.VisitView) {
	if a.o.Slips == nil {
		return
	}
	switch devices.Health(a.devices[slipDevice].Health) {
	case devices.HealthReady, devices.HealthBusy:
	default:
		a.o.Log.Warn("no slip: the printer is not ready", "visit", v.ID)
		return
	}
	select {
	case a.slips <- slip{v.ID, a.slipLines(v)}:
	default:
		a.o.Log.Warn("no slip: too many wait", "visit", v.ID)
	}
}

// slipLines is what stands on a visitor's slip: their number, who they are and
// to whom, and where they stand, in their own language.
func (a *Agent) slipLines(v checkin.VisitView) []devices.TextLine {
	book, now := a.o.Book, a.o.Clock()
	return []devices.TextLine{
		{Text: book.Text(v.Lang, "house.company"), Middle: true},
		{},
		{Text: book.Text(v.Lang, "house.slip_number"), Middle: true},
		{Text: kiosk.TicketText(v.Ticket), Times: 6, Middle: true},
		{},
		{Text: book.Address(v.Lang, v.Visitor), Times: 2, Middle: true},
		{Text: book.Text(v.Lang, "house.slip_host", "Host", book.Address(v.Lang, v.Host)), Middle: true},
		{},
		{Text: book.Say(v.Lang, v.Words)},
		{Text: book.Date(v.Lang, now) + "  " + book.Clock(now), Middle: true},
	}
}
