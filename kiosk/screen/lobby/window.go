// Package lobby is the visitor's window: one question a screen, Chinese first
// and large or as the visitor chose, the wait, the outcome in the house's own
// words and the farewell. It shows checkin.Model and says checkin.Intent; what
// is typed lives in the model, so that nothing of a visitor stays behind in a
// widget.
package lobby

import (
	"image"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/screen"
)

// Options is what a Window needs. App, Book and Send are required.
type Options struct {
	App        fyne.App
	Book       *phrase.Book
	Send       func(checkin.Intent) // must not block
	Logo       image.Image          // of the house; nil for its name alone
	FullScreen bool                 // and without a pointer
	Position   *fyne.Position       // on the desktop; nil leaves it to the display
	Size       fyne.Size            // in pixels; zero is 1080×1920
	Inches     float32              // the panel's diagonal; zero is 21.5
	LowerEdge  float32              // of the picture above the floor, in millimetres; zero: it is not known
	Plan       *Plan                // of the lobby, shown to who goes up; nil: none
	Accent     screen.Accent        // the house's colour; zero is jade
	Rendered   func(checkin.Model)  // called after each Render; may be nil
	Closed     func()               // called instead of closing when a person closes the window, which in full screen nobody can; may be nil
}

// Window is the visitor's window.
type Window struct {
	opts  Options
	win   fyne.Window
	stage *screen.Stage
	pump  *screen.Pump[checkin.Model]
	model checkin.Model
	ink   ink
	set   typeset
}

// New returns the window, not yet shown.
func New(o Options) *Window {
	if o.Size.IsZero() {
		o.Size = fyne.NewSize(1080, 1920)
	}
	w := &Window{opts: o, model: checkin.Model{Screen: checkin.ScreenWelcome}}
	w.stage = screen.NewStage(w.paint, w.typed, w.key)
	if o.FullScreen {
		w.stage.HideCursor()
	}
	w.pump = screen.NewPump(w.Render)
	w.win = o.App.NewWindow(o.Book.Text(w.model.Lang, "lobby.title"))
	w.win.SetPadded(false)
	w.win.SetContent(w.stage)
	w.win.Resize(o.Size)
	w.win.Canvas().Focus(w.stage)
	switch {
	case o.FullScreen: // a visitor must not end the kiosk
		w.win.SetCloseIntercept(func() {})
	case o.Closed != nil:
		w.win.SetCloseIntercept(o.Closed)
	}
	w.stage.Down = w.win.RequestFocus // without a window manager nobody else brings the keyboard
	return w
}

// Open puts the window on its place.
func (w *Window) Open() {
	screen.Place(w.win, w.opts.Position)
	if w.opts.FullScreen {
		w.win.SetFullScreen(true)
	}
	w.win.Canvas().Focus(w.stage)
}

// Touch takes what one finger of several did, at a place in pixels; own says
// that it has a pointer and a keyboard of its own. It must run on Fyne's own
// goroutine.
func (w *Window) Touch(id uint32, phase screen.Phase, x, y float64, own bool) {
	if phase == screen.TouchBegin && !own && w.model.Keyboard == nil {
		w.stage.Down() // what is typed on the counter goes to whoever touched last
	}
	scale := float64(w.win.Canvas().Scale())
	w.stage.Touch(id, phase, fyne.NewPos(float32(x/scale), float32(y/scale)))
}

// Window returns the window itself.
func (w *Window) Window() fyne.Window { return w.win }

// Targets returns what can be touched now.
func (w *Window) Targets() []screen.Target { return w.stage.Targets() }

// Show has m rendered soon. It never waits and may be called from any
// goroutine.
func (w *Window) Show(m checkin.Model) { w.pump.Show(m) }

// Render paints m. It must run on Fyne's own goroutine; from any other use
// Show.
func (w *Window) Render(m checkin.Model) {
	if m.Screen != w.model.Screen {
		w.stage.Forget()
	}
	w.ink.settle(m.Screen != w.model.Screen)
	w.model = m
	w.stage.Repaint()
	if w.opts.Rendered != nil {
		w.opts.Rendered(m)
	}
}

// paint paints the model's screen.
func (w *Window) paint(p *screen.Pen, all screen.Box) {
	l := newLook(w, p, all)
	p.Fill(all, screen.Shape{Fill: screen.Paper})
	switch w.model.Screen {
	case checkin.ScreenHost, checkin.ScreenName, checkin.ScreenCompanion, checkin.ScreenCompany, checkin.ScreenPhone, checkin.ScreenMessage, checkin.ScreenTicket, checkin.ScreenPIN, checkin.ScreenLost, checkin.ScreenCode:
		l.question()
	case checkin.ScreenCourier:
		l.courier()
	case checkin.ScreenEnquiry:
		l.enquiry()
	case checkin.ScreenAnswer:
		l.answer()
	case checkin.ScreenLeaving:
		l.leaving()
	case checkin.ScreenTold:
		l.saidAll()
	case checkin.ScreenArranged:
		l.arranged()
	case checkin.ScreenSign:
		l.sign()
	case checkin.ScreenConfirm:
		l.confirm()
	case checkin.ScreenParty:
		l.party()
	case checkin.ScreenNotice:
		l.notice()
	case checkin.ScreenWaiting:
		l.waiting()
	case checkin.ScreenOutcome:
		l.outcome()
	case checkin.ScreenFarewell:
		l.farewell()
	default:
		l.welcome()
	}
	l.countdown()
}
