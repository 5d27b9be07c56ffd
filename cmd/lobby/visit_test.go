package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
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
	took []time.Duration
}

// BenchmarkVisit is one whole visit, from the first touch to the farewell, with
// everything between on a disk: at the visitor's window, at the desk's, at the
// printer and at the reader; 20 visits an hour. What a display takes to paint is
// not in it. With -benchtime=10000x it is a soak: MB-rss-1k and MB-rss-end are the
// resident memory after 1,000 visits and at the end, MB-own what of it is no mapped file.
func BenchmarkVisit(b *testing.B) {
	config, app, due := unopened(b)
	var later atomic.Int64
	r := &rush{whole: &whole{t: b, due: due, clock: func() time.Time { return time.Now().Add(time.Duration(later.Load())) }}}
	stop := r.start(config, app)
	r.until("the welcome screen", r.screen(checkin.ScreenWelcome))
	b.ReportAllocs()
	b.ResetTimer()
	var all1k, own1k float64
	for n := range b.N {
		if n%20 == 19 {
			now := r.seen.model().Now
			later.Add(int64(time.Hour))
			r.until("an hour", func() bool { return r.seen.model().Now.Sub(now) >= time.Hour })
		}
		r.visit()
		r.printer.Forget() // they are not the kiosk's
		if n == 999 {
			all1k, own1k = resident(b)
		}
	}
	b.StopTimer()
	slices.Sort(r.took)
	b.ReportMetric(float64(r.took[len(r.took)/2].Microseconds())/1000, "ms/touch-p50")
	b.ReportMetric(float64(r.took[len(r.took)*99/100].Microseconds())/1000, "ms/touch-p99")
	b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
	all, own := resident(b)
	b.ReportMetric(all1k, "MB-rss-1k")
	b.ReportMetric(all, "MB-rss-end")
	b.ReportMetric(own1k, "MB-own-1k")
	b.ReportMetric(own, "MB-own-end")
	stop()
}

// visit plays one visitor, from the welcome screen to the welcome screen.
func (r *rush) visit() {
	r.tap("start", r.screen(checkin.ScreenHost))
	for _, letter := range "zh" {
		r.lobby.TypedRune(letter)
	}
	r.until("hosts to choose from", func() bool { return len(r.seen.model().Hosts) > 0 })
	r.tap("host", r.screen(checkin.ScreenName))
	for _, letter := range "示例访客" {
		r.lobby.TypedRune(letter)
	}
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

func (r *rush) screen(s checkin.Screen) func() bool {
	return func() bool { return r.seen.model().Screen == s }
}

// tap touches a target at the visitor's window, and waits for what it leads to.
func (r *rush) tap(kind string, then func() bool) {
	t, ok := find(r.live(), kind)
	if !ok {
		r.t.Fatalf("screen %s has no %s", r.seen.model().Screen, kind)
	}
	r.press(t)
	start := time.Now()
	r.release(t)
	r.until(kind, then)
	r.took = append(r.took, time.Since(start))
}

// at clicks a button of the desk, and waits until the visit it is about has got to
// that state.
func (r *rush) at(button string, then kiosk.State) {
	var t screen.Target
	r.until(button, func() bool {
		found, ok := find(r.buttons(), button)
		t = found
		return ok
	})
	test.TapCanvas(r.desk, middle(t))
	r.until(button, func() bool { d := r.seen.staffModel().Selected; return d != nil && d.State == then })
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
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	for !so() {
		select {
		case f := <-r.due:
			f()
		case <-patience.C:
			r.t.Fatalf("%s: nothing comes of it; the screen is %s", what, r.seen.model().Screen)
		}
	}
}

func find(targets []screen.Target, kind string) (screen.Target, bool) {
	i := slices.IndexFunc(targets, func(t screen.Target) bool { return kindOf(t) == kind })
	if i < 0 {
		return screen.Target{}, false
	}
	return targets[i], true
}

// resident returns the resident memory of this process in MB: all of it, and what is
// its own and no mapped file.
func resident(b *testing.B) (all, own float64) {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kB, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch {
		case err != nil:
		case name == "VmRSS":
			all = float64(kB) / 1000
		case name == "RssAnon":
			own = float64(kB) / 1000
		}
	}
	return all, own
}
