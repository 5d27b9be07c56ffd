//go:build x11

package main

import (
	"flag"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

var long = flag.Bool("long", false, "benchmark many visits without a GPU: windows of a third of the pixels, and nine of ten visitors do not wait until they are painted")

// onMain is what the process's first goroutine is to do: Fyne's windows run there.
var onMain = make(chan func())

func TestMain(m *testing.M) {
	code := make(chan int, 1)
	go func() { code <- m.Run(); close(onMain) }()
	for f := range onMain {
		f()
	}
	os.Exit(<-code)
}

// lit is what the windows of a display show; each picture is told of.
type lit struct {
	*seen
	due chan func()
}

func (l lit) lobby(m checkin.Model, targets []screen.Target) {
	l.seen.lobby(m, targets)
	l.tell()
}

func (l lit) desk(m reception.Model, targets []screen.Target) {
	l.seen.desk(m, targets)
	l.tell()
}

func (l lit) tell() {
	select {
	case l.due <- func() {}:
	default: // it is told already
	}
}

// BenchmarkDisplay is BenchmarkVisit with both windows on a display. It rests on
// the welcome screen for a while first: %-cpu-idle is what of one core that takes.
// ms/touch is from a touch until the next screen is known, ms/frame until it is
// painted and handed to the display, which with software is all that it takes; the
// next touch waits for it. CPU is that of the whole process, Mesa's painting in it.
// -benchtime takes a number of visits. A display of 3000x1920 holds both windows.
func BenchmarkDisplay(b *testing.B) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("there is no DISPLAY")
	}
	c := sample(b)
	c.Retention.Personal, c.Retention.Visits, c.Retention.Log = 3, 6, 9
	if *long {
		c.LobbyWindow.Width, c.LobbyWindow.Height, c.DeskWindow.Width, c.DeskWindow.Height = 608, 1080, 1366, 768
	}
	r := newRush(b, make(chan func(), 1))
	r.do, r.painted = onDisplay, nextFrame
	o := r.options(c)
	var stop func()
	shown, ended := make(chan struct{}), make(chan struct{})
	onMain <- func() {
		defer close(ended)
		app := newApp()
		stop = r.show(c, app, o, lit{&r.seen, r.due})
		app.Lifecycle().SetOnStarted(func() { close(shown) })
		app.Run()
	}
	defer func() {
		stop() // first: what is to be shown after the end is shown by whoever asks
		fyne.Do(fyne.CurrentApp().Quit)
		<-ended
	}()
	<-shown
	r.until("the welcome screen", r.screen(checkin.ScreenWelcome))
	b.ReportMetric(idle(b), "%-cpu-idle")
	before := used(b)
	n := 0
	for b.Loop() {
		r.painted = nextFrame
		if *long && n%10 != 0 {
			r.painted = nil
		}
		r.hour(c, n)
		r.visit()
		n++
		noted(b, n)
	}
	end := used(b)
	b.ReportMetric((end.cpu-before.cpu).Seconds()/float64(n), "s-cpu/visit")
	b.ReportMetric(float64(end.goroutines), "goroutines")
	b.ReportMetric(end.all, "MB-all-end")
	b.ReportMetric(end.own, "MB-own-end")
	reportLatency(b, "touch", r.took)
	reportLatency(b, "frame", r.drawn)
}

// idle returns what part of a core is taken while nothing happens, in percent.
func idle(b *testing.B) float64 {
	b.Helper()
	time.Sleep(5 * time.Second) // until what was begun is done
	const rest = 2 * time.Minute
	before, start := used(b), time.Now()
	time.Sleep(rest)
	return 100 * (used(b).cpu - before.cpu).Seconds() / time.Since(start).Seconds()
}

func onDisplay(f func()) {
	done := make(chan struct{})
	fyne.Do(func() { defer close(done); f() })
	<-done
}

// nextFrame waits until a frame has been painted. An animation's only step comes
// just before one, and what that puts into the queue just after.
func nextFrame() {
	done := make(chan struct{})
	onDisplay(func() {
		fyne.NewAnimation(0, func(float32) { fyne.Do(func() { close(done) }) }).Start()
	})
	<-done
}
