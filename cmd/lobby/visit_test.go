package main

import (
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// rush plays visits as fast as the kiosk goes, and notes how long each touch takes
// until the next screen is there.
type rush struct {
	*whole
	later   atomic.Int64 // how far the kiosk's clock is ahead
	painted func()       // waits until what changed is on the display; nil: nobody does
	took    []time.Duration
	drawn   []time.Duration // the same until it is painted
}

// Visitors are this many an hour, and what is kept of them as long as this: after
// nine days as much is forgotten as is added.
const hourly = 20

func newRush(t testing.TB, due chan func()) *rush {
	r := &rush{whole: &whole{t: t, due: due}}
	r.clock = func() time.Time { return time.Now().Add(time.Duration(r.later.Load())) }
	return r
}

// BenchmarkVisit is one whole visit, from the first touch to the farewell, with
// everything between on a disk: at the visitor's window, at the desk's, at the
// printer and at the reader; 20 visits an hour. What a display takes to paint is
// not in it, see BenchmarkDisplay. With -benchtime=10000x it is a soak: MB-own-1k
// and MB-own-end are the memory of the program after 1,000 visits and at the end,
// MB-all-1k and MB-all-end that with the resident pages of the files that it maps,
// of which the kiosk's own is one: those the system takes back when it needs them.
func BenchmarkVisit(b *testing.B) {
	c, app, due := unopened(b)
	c.Retention.Personal, c.Retention.Visits, c.Retention.Log = 3, 6, 9
	r := newRush(b, due)
	stop := r.start(c, app)
	r.until("the welcome screen", r.screen(checkin.ScreenWelcome))
	r.took = make([]time.Duration, 0, touches*b.N)
	b.ReportAllocs()
	b.ResetTimer()
	var k usage
	for n := range b.N {
		r.hour(c, n)
		r.visit()
		u := noted(b, n+1)
		if n == 999 {
			k = u
		}
	}
	b.StopTimer()
	reportLatency(b, "touch", r.took)
	b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
	end := used(b)
	b.ReportMetric(k.all, "MB-all-1k")
	b.ReportMetric(end.all, "MB-all-end")
	b.ReportMetric(k.own, "MB-own-1k")
	b.ReportMetric(end.own, "MB-own-end")
	stop()
}

func reportLatency(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/"+what+"-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms/"+what+"-p99")
}

// hour lets an hour go by after so many visits. What a display, a day and a test's
// devices would drop is dropped.
func (r *rush) hour(c config, visits int) {
	if visits%hourly != hourly-1 {
		return
	}
	now := r.seen.model().Now
	r.later.Add(int64(time.Hour))
	r.until("an hour", func() bool { return r.seen.model().Now.Sub(now) >= time.Hour })
	r.printer.Forget()
	r.reader.Forget()
	if r.do == nil {
		r.desk.Capture() // Fyne lets go of what it has measured when it paints
	}
	if visits/hourly%24 == 23 {
		if _, _, err := r.kit.db.ForgetReported(periods(c).forgetting(r.clock())); err != nil {
			r.t.Fatal(err)
		}
	}
}

// touches is how many a visit takes, with those that show an outcome.
const touches = 9

// visit plays one visitor, from the welcome screen to the welcome screen.
func (r *rush) visit() {
	r.tap("start", r.screen(checkin.ScreenHost))
	r.letters("zh")
	r.until("hosts to choose from", func() bool { return len(r.seen.model().Hosts) > 0 })
	r.tap("host", r.screen(checkin.ScreenName))
	r.letters("示例访客")
	r.until("the name", func() bool { return r.seen.model().Input.Text == "示例访客" })
	r.tap("next", r.screen(checkin.ScreenCompany))
	r.tap("skip", r.screen(checkin.ScreenPhone))
	r.tap("skip", r.screen(checkin.ScreenArranged))
	r.tap("yes", r.screen(checkin.ScreenConfirm))
	r.tap("confirm", r.screen(checkin.ScreenWaiting))
	visit := r.seen.model().Visit.ID
	r.at("serve_next", kiosk.StateContacting)
	r.at("go_up", kiosk.StateOnSite)
	r.until("the outcome", r.screen(checkin.ScreenOutcome))
	r.tap("done", r.screen(checkin.ScreenWelcome))
	r.out(visit)
	r.tap("done", r.screen(checkin.ScreenWelcome))
}

func (r *rush) letters(text string) {
	for _, letter := range text {
		r.window(func() { r.lobby.TypedRune(letter) })
	}
}

func (r *rush) screen(s checkin.Screen) func() bool {
	return func() bool { return r.seen.model().Screen == s }
}

// tap touches a target at the visitor's window, and waits for what it leads to.
func (r *rush) tap(kind string, then func() bool) {
	t, ok := find(r.seen.touchable(), kind)
	if !ok {
		r.t.Fatalf("screen %s has no %s", r.seen.model().Screen, kind)
	}
	r.press(t)
	if r.painted != nil {
		r.painted() // a finger stays as long as that, and longer
	}
	start := time.Now()
	r.release(t)
	r.until(kind, then)
	r.took = append(r.took, time.Since(start))
	if r.painted != nil {
		r.painted()
		r.drawn = append(r.drawn, time.Since(start))
	}
}

// at clicks a button of the desk, and waits until the visit it is about has got to
// that state. What was refused, as when the visit had changed meanwhile, is put
// away and clicked again.
func (r *rush) at(button string, then kiosk.State) {
	done := func() bool { d := r.seen.staffModel().Selected; return d != nil && d.State == then }
	refused := func() bool { return r.seen.staffModel().Problem.ID != "" }
	for r.click(button); !done(); r.click(button) {
		r.until(button, func() bool { return done() || refused() })
		if done() {
			return
		}
		r.click("dismiss")
		r.until("dismiss", func() bool { return !refused() })
	}
}

// click waits until the desk has a button, and clicks it.
func (r *rush) click(button string) {
	var t screen.Target
	r.until(button, func() bool {
		found, ok := find(r.buttons(), button)
		t = found
		return ok
	})
	r.window(func() { test.TapCanvas(r.desk, middle(t)) })
}

// out presents the visitor's badge at the reader.
func (r *rush) out(id kiosk.VisitID) {
	v, err := r.kit.db.VisitByID(id)
	if err != nil {
		r.t.Fatal(err)
	}
	token, err := badge.Sign(r.kit.key, badge.Token{Visit: id, Attempt: v.Badge.Attempt, Expires: v.Badge.Expires})
	if err != nil {
		r.t.Fatal(err)
	}
	r.reader.Present(devices.Read{Kind: devices.KindCode, Data: token, At: r.clock()})
	r.until("the farewell", r.screen(checkin.ScreenFarewell))
}

// until has the windows do what is due until something is so.
func (r *rush) until(what string, so func() bool) {
	patience := time.NewTimer(2 * time.Minute)
	defer patience.Stop()
	for !so() {
		select {
		case f := <-r.due:
			f()
		case <-patience.C:
			m, d := r.seen.model(), r.seen.staffModel()
			r.t.Fatalf("%s: nothing comes of it; the screen is %s with %q typed and the problem %q, the desk's is %q", what, m.Screen, m.Input.Text, m.Problem.ID, d.Problem.ID)
		}
	}
}

// touchable returns what a visitor can touch of what was last shown.
func (s *seen) touchable() []screen.Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.targets[0]), func(t screen.Target) bool { return t.Do == nil })
}

func find(targets []screen.Target, kind string) (screen.Target, bool) {
	i := slices.IndexFunc(targets, func(t screen.Target) bool { return kindOf(t) == kind })
	if i < 0 {
		return screen.Target{}, false
	}
	return targets[i], true
}
