package agent

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"time"

	"golang.org/x/sync/errgroup"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/reception"
)

// retryPrint is how long a printer rests after a job of which no badge is known
// to have come out, and all of them after an outcome that the disk refused: its
// status may be older than its refusal, and a full disk stays full for a while.
const retryPrint = 2 * time.Second

// Causes of a job's end that are not a device's.
const (
	causeNotReady = "not_ready" // held up before the first byte
	causeStopped  = "stopped"   // the program ended
	causeStorage  = "storage"   // the disk did not take how far it had come
	causeUnwanted = "unwanted"  // the visit ended, its badge expired, or another attempt took its place
)

// printed is what became of a job.
type printed struct {
	job     kiosk.PrintJob
	outcome devices.Outcome
	cause   string
}

// recoverJobs writes down what the end of the program made of the jobs it left
// in the middle.
func (a *Agent) recoverJobs() error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		return fmt.Errorf("agent: read the print jobs: %w", err)
	}
	for _, j := range jobs {
		again := j.Restarted()
		if again == j {
			continue
		}
		a.o.Log.Warn("print job after restart", "visit", j.Visit, "attempt", j.Attempt, "was", j.State, "is", again.State)
		if err := a.putJob(again); err != nil {
			return fmt.Errorf("agent: recover a print job: %w", err)
		}
	}
	return nil
}

func (a *Agent) putJob(j kiosk.PrintJob) error {
	_, err := a.o.Records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return j.Visit, tx.PutJob(j) })
	return err
}

// startPrinting gives the oldest queued job to the first printer that is ready,
// if no job is with a printer.
func (a *Agent) startPrinting(ctx context.Context, g *errgroup.Group) {
	if a.printing || a.o.Clock().Before(a.printAfter) {
		return
	}
	printer, ok := a.readyPrinter()
	if !ok {
		return
	}
	job, r, ok := a.nextJob()
	if !ok {
		return
	}
	if !wanted(r, job, a.o.Clock()) {
		a.finish(printed{job: job, outcome: devices.OutcomeFailed, cause: causeUnwanted})
		return
	}
	label, err := a.label(r, printer.Coarse)
	if err != nil {
		a.finish(printed{job: job, outcome: devices.OutcomeFailed, cause: labelCause(err)})
		return
	}
	a.printing = true
	g.Go(func() error {
		a.inbox.put(a.print(ctx, printer, job, label))
		return nil
	})
}

// nextJob returns the oldest queued job and its visit, if there is one. A visit
// that is damaged holds up no other's badge.
func (a *Agent) nextJob() (kiosk.PrintJob, kiosk.Record, bool) {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return kiosk.PrintJob{}, kiosk.Record{}, false
	}
	for _, j := range jobs {
		if j.State != kiosk.JobQueued || among(a.unsaved, j) {
			continue
		}
		r, err := a.o.Records.VisitByID(j.Visit)
		switch {
		case ofStorage(err):
			a.storageTrouble(err)
			return kiosk.PrintJob{}, kiosk.Record{}, false
		case err != nil:
			a.damaged(j.Visit, err)
		case len(a.sound([]kiosk.Record{r})) == 1:
			return j, r, true
		}
	}
	return kiosk.PrintJob{}, kiosk.Record{}, false
}

// wanted reports whether the visit still waits for this attempt at its badge,
// and the badge is still good.
func wanted(r kiosk.Record, job kiosk.PrintJob, now time.Time) bool {
	return !r.State.Ended() && r.Badge.Attempt == job.Attempt && !r.Badge.ByHand && r.Badge.Expires.After(now)
}

func labelCause(err error) string {
	if errors.Is(err, badge.ErrGlyphs) {
		return reception.CauseGlyphs
	}
	return string(devices.CauseFault)
}

// label draws the visit's badge for a printer.
func (a *Agent) label(r kiosk.Record, coarse bool) (*devices.Bitmap, error) {
	img, err := a.draw(r, coarse)
	if err != nil {
		return nil, err
	}
	return devices.FromImage(img), nil
}

// draw draws the visit's badge.
func (a *Agent) draw(r kiosk.Record, coarse bool) (*image.Paletted, error) {
	token, err := badge.Sign(a.o.Key, badge.Token{Visit: r.ID, Attempt: r.Badge.Attempt, Expires: r.Badge.Expires})
	if err != nil {
		return nil, fmt.Errorf("agent: sign the badge of visit %s: %w", r.ID, err)
	}
	book, lang := a.o.Book, r.Lang
	title := ""
	if r.Visitor.Title != kiosk.TitleNone {
		title = book.Text(lang, "title."+string(r.Visitor.Title))
	}
	img, err := badge.Render(badge.Card{
		Visitor: book.Name(lang, r.Visitor.Person()), Title: title, Company: r.Visitor.From(),
		Host: book.Address(lang, r.Host.Person()), Date: r.Issued.Format(time.DateOnly), Floor: r.Host.Floor, Lift: r.Host.LiftBank,
		Number: r.Badge.Number, Attempt: r.Badge.Attempt, Token: token, CompanyName: book.Text(lang, "house.company"), Coarse: coarse,
	})
	if err != nil {
		a.o.Log.Error("draw badge", "visit", r.ID, "err", err)
		return nil, err
	}
	return img, nil
}

// print runs beside the loop: it journals straight to the store.
func (a *Agent) print(ctx context.Context, printer Printer, job kiosk.PrintJob, label *devices.Bitmap) printed {
	j := &journal{agent: a, job: job}
	j.job.Hash, j.job.Printer = hashOf(label), printer.Name
	outcome, err := printer.Print(ctx, label, j)
	result := printed{job: j.job, outcome: outcome, cause: printCause(err)}
	if outcome == devices.OutcomeFailed && j.err != nil {
		result.cause = j.cause()
	}
	if err != nil {
		a.o.Log.Warn("print", "printer", printer.Name, "visit", job.Visit, "attempt", job.Attempt, "outcome", outcome, "err", err)
	}
	if ctx.Err() != nil && outcome == devices.OutcomeFailed {
		result.cause = causeStopped
	}
	return result
}

func hashOf(label *devices.Bitmap) [32]byte { return sha256.Sum256(label.Bits) }

func printCause(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, devices.ErrNotReady):
		return causeNotReady
	case errors.Is(err, devices.ErrUnplugged):
		return string(devices.CauseUnplugged)
	case errors.Is(err, devices.ErrStalled):
		return string(devices.CauseSilent)
	}
	return string(devices.CauseFault)
}
