package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/agent"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/directory"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// whole is the kiosk as it is switched on, on a disk and with both its windows,
// but for the display and the ports.
type whole struct {
	t       testing.TB
	kit     kit
	due     chan func()  // what the windows are to do next
	clock   kiosk.Clock  // nil is the computer's
	do      func(func()) // where the windows run; nil is where the test does
	printer *kiosktest.Printer
	reader  *kiosktest.Reader
	lobby   *screen.Stage
	desk    fyne.Canvas
	seen    seen
}

// seen is what the windows show.
type seen struct {
	mu      sync.Mutex
	visitor checkin.Model
	staff   reception.Model
	targets [2][]screen.Target // the visitor's, the desk's
}

func (s *seen) lobby(m checkin.Model, targets []screen.Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.visitor, s.targets[0] = m, targets
}

func (s *seen) desk(m reception.Model, targets []screen.Target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.staff, s.targets[1] = m, targets
}

// model returns what the visitor's window shows.
func (s *seen) model() checkin.Model {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visitor
}

// staffModel returns what the desk's window shows.
func (s *seen) staffModel() reception.Model {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.staff
}

// appWith is an application with another driver. That of Fyne's tests runs what it
// is given where it stands; a window then changes in the middle of a touch, as
// none does that is on a display.
type appWith struct {
	fyne.App
	driver driverWith
}

func (a appWith) Driver() fyne.Driver { return a.driver }

type driverWith struct {
	fyne.Driver
	due chan func()
}

func (d driverWith) DoFromGoroutine(f func(), _ bool) { d.due <- f }

// wholeKiosk plays with a kiosk that has the sample directory, and ends it. It
// does so in a synctest bubble, so that hours pass at once and nothing happens
// between two touches that was not waited for.
func wholeKiosk(t *testing.T, play func(*whole)) {
	t.Helper()
	config, app, due := unopened(t)
	synctest.Test(t, func(t *testing.T) {
		w := &whole{t: t, due: due}
		stop := w.start(config, app)
		w.settle()
		play(w)
		stop()
	})
}

// unopened returns the configuration of a kiosk with an empty disk, an application
// for its windows, and what that application is given to do.
func unopened(t testing.TB) (config, fyne.App, chan func()) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(screen.NewTheme())
	due := make(chan func(), 64)
	fyne.SetCurrentApp(appWith{app, driverWith{app.Driver(), due}})
	return sample(t), app, due
}

// sample returns the configuration of a kiosk with an empty disk.
func sample(t testing.TB) config {
	t.Helper()
	c, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	c.Data.Dir = t.TempDir()
	if c.Answers, err = readAnswers("../../assets/answers/sample.toml"); err != nil {
		t.Fatal(err)
	}
	return c
}

// start switches the kiosk on.
func (w *whole) start(c config, app fyne.App) (stop func()) {
	return w.show(c, app, w.options(c), &w.seen)
}

// options opens the disk and returns what the kiosk is made of, but for the windows.
func (w *whole) options(c config) agent.Options {
	if w.clock == nil {
		w.clock = time.Now
	}
	w.printer, w.reader = &kiosktest.Printer{}, &kiosktest.Reader{}
	var err error
	if w.kit, err = open(c, w.clock); err != nil {
		w.t.Fatal(err)
	}
	hosts, err := directory.Parse(bytes.NewReader(assets.SampleDirectory()))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.kit.db.ReplaceHosts(hosts); err != nil {
		w.t.Fatal(err)
	}
	o, err := w.kit.agentOptions(c, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	o.Clock = w.clock
	o.Printers = []agent.Printer{{Name: "printer", Printer: w.printer}}
	o.Readers = map[string]devices.Reader{"reader": w.reader}
	return o
}

// show opens the windows and serves the kiosk until it is stopped.
func (w *whole) show(c config, app fyne.App, o agent.Options, tr watcher) (stop func()) {
	a, windows := connect(c, app, o, tr, nil, app.Quit)
	for _, window := range windows {
		window.Open()
	}
	stage, ok := windows[0].Window().Canvas().Content().(*screen.Stage)
	if !ok {
		w.t.Fatal("the visitor's window shows no stage")
	}
	w.lobby, w.desk = stage, windows[1].Window().Canvas()
	w.lobby.Clock = unhurried()
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx) }()
	return func() {
		cancel()
		if err := errors.Join(<-done, w.kit.db.Close()); err != nil {
			w.t.Error(err)
		}
	}
}

// unhurried is the clock of people who look at a screen before they touch it.
func unhurried() func() time.Time {
	now := time.Now()
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// settle waits until everything has been done about what happened.
func (w *whole) settle() {
	for {
		synctest.Wait()
		select {
		case f := <-w.due:
			f()
		default:
			return
		}
	}
}

// touch puts a finger on the middle of a target of the visitor's window and takes
// it away.
func (w *whole) touch(t screen.Target) {
	w.press(t)
	w.settle()
	w.release(t)
	w.settle()
}

// window has something done where the windows run, and waits for it.
func (w *whole) window(f func()) {
	if w.do == nil {
		f()
		return
	}
	w.do(f)
}

func (w *whole) press(t screen.Target) {
	w.window(func() {
		w.lobby.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: middle(t)}, Button: desktop.MouseButtonPrimary})
	})
}

func (w *whole) release(t screen.Target) {
	w.window(func() {
		w.lobby.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: middle(t)}})
		w.lobby.Tapped(&fyne.PointEvent{Position: middle(t)})
	})
}

// click clicks the middle of a target of the desk's window.
func (w *whole) click(t screen.Target) {
	test.TapCanvas(w.desk, middle(t))
	w.settle()
}

func middle(t screen.Target) fyne.Position {
	return fyne.NewPos(t.Box.X+t.Box.W/2, t.Box.Y+t.Box.H/2)
}

// types enters text on the visitor's physical keyboard.
func (w *whole) types(text string) {
	for _, r := range text {
		w.lobby.TypedRune(r)
	}
	w.settle()
}

// pass lets time go by.
func (w *whole) pass(d time.Duration) {
	time.Sleep(d)
	w.settle()
}

// live returns what a visitor can touch.
func (w *whole) live() []screen.Target {
	return slices.DeleteFunc(w.lobby.Targets(), func(t screen.Target) bool { return t.Do == nil })
}

// buttons returns what a receptionist can click.
func (w *whole) buttons() []screen.Target {
	w.seen.mu.Lock()
	defer w.seen.mu.Unlock()
	return slices.Clone(w.seen.targets[1])
}
