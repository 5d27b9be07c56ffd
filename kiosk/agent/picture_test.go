package agent

import (
	"bytes"
	"image/png"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// inDoubt plays a visit up to a badge of which nobody knows whether it came out.
func (l *lobby) inDoubt() kiosk.VisitID {
	l.t.Helper()
	l.printer.End(devices.OutcomeUnknown)
	id := l.issued()
	l.wantJob(id, 1, kiosk.JobUnknown)
	return id
}

// pictured returns the badge drawn at the desk, nil when there is none.
func (l *lobby) pictured() *devices.Bitmap {
	l.t.Helper()
	s := l.reception().Selected
	if s == nil || s.Print == nil || s.Print.Picture == nil {
		return nil
	}
	img, err := png.Decode(bytes.NewReader(s.Print.Picture))
	if err != nil {
		l.t.Fatal(err)
	}
	return devices.FromImage(img)
}

func (l *lobby) shown() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.told
}

func TestPicture_IsTheBadgeThatWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		l := open(t, records)
		id := l.inDoubt()
		if p := l.pictured(); p == nil || hashOf(p) != records.Job(id, 1).Hash {
			t.Fatal("the desk does not draw the badge that was sent")
		}
		l.stop()
		l = open(t, records) // and still after a restart
		if l.pictured() != nil {
			t.Error("the badge is drawn before anybody looks at the visit")
		}
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect, Visit: id})
		synctest.Wait()
		first := l.pictured()
		if first == nil || hashOf(first) != records.Job(id, 1).Hash {
			t.Error("after a restart the desk does not draw it")
		}
		l.printer.End(devices.OutcomeUnknown)
		l.does(reception.ActionPrintAgain)
		if p := l.pictured(); p == nil || hashOf(p) != records.Job(id, 2).Hash || hashOf(p) == hashOf(first) {
			t.Error("of the second print the desk draws another badge")
		}
	})
}

func TestPicture_IsDrawnOnceAndLetGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, kiosktest.NewRecords(testHosts...))
		id := l.inDoubt()
		drawn, before := &l.reception().Selected.Print.Picture[0], l.shown()
		time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute)) - time.Second) // the desk tells the minute
		synctest.Wait()
		if n := l.shown(); n != before {
			t.Errorf("the desk was shown %d models in which nothing had changed", n-before)
		}
		l.does(reception.IntentLanguage, func(i *reception.Intent) { i.Lang = kiosk.LangEN })
		if &l.reception().Selected.Print.Picture[0] != drawn {
			t.Error("the badge was drawn again")
		}
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect})
		synctest.Wait()
		if l.agent.picture.png != nil {
			t.Error("the badge is kept when nobody looks at the visit")
		}
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect, Visit: id})
		synctest.Wait()
		if l.pictured() == nil {
			t.Fatal("the badge is not drawn again for the next look")
		}
		l.does(reception.ActionPrinted)
		l.wantState(id, kiosk.StateOnSite)
		if l.pictured() != nil || l.agent.picture.png != nil {
			t.Error("the badge is kept after the decision")
		}
	})
}

// A picture of something else than what lies in the printer would mislead.
func TestPicture_NotOfAnotherBadge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		l := open(t, records)
		id := l.inDoubt()
		l.stop()
		l = open(t, records)
		renamed, err := phrase.Open(assets.Words(), phrase.Company{ZH: "改了名的大厦", EN: "Renamed Tower"})
		if err != nil {
			t.Fatal(err)
		}
		l.agent.o.Book = renamed
		l.agent.Desk(reception.Intent{Kind: reception.IntentSelect, Visit: id})
		synctest.Wait()
		if l.pictured() != nil {
			t.Error("the badge is drawn with another name of the house than it was sent with")
		}
		if s := l.reception().Selected; s.Print == nil || s.Print.State != kiosk.JobUnknown {
			t.Error("the desk does not ask about it")
		}
	})
}

// A coarse badge is drawn at the desk as it was sent.
func TestPicture_OfACoarseBadge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := kiosktest.NewRecords(testHosts...)
		l := openAs(t, records, func(o *Options) { o.Printers[0].Coarse = true }, &kiosktest.Printer{})
		id := l.inDoubt()
		p := l.pictured()
		if p == nil || hashOf(p) != records.Job(id, 1).Hash {
			t.Fatal("the desk does not draw the badge that was sent")
		}
		if _, coarse := p.Halved(); !coarse {
			t.Error("the badge is not coarse")
		}
	})
}
