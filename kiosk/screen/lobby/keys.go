package lobby

import (
	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// hasField reports whether a screen has a field that is typed into.
func hasField(s checkin.Screen) bool {
	_, ok := fields[s]
	return ok
}

// typed hears the physical keyboard. What is typed goes into the screen's
// field; where there is none, the space bar presses the focused button.
func (w *Window) typed(r rune) {
	switch {
	case w.model.Busy || !kiosk.Typeable(r):
	case hasField(w.model.Screen):
		w.stage.Unfocus()
		w.opts.Send(checkin.Intent{Kind: checkin.IntentType, Text: string(r)})
	case r == ' ':
		w.stage.Press()
	}
}

// key hears the keys that type nothing: Enter is the way on, Esc the way back.
func (w *Window) key(name fyne.KeyName) {
	kind := w.keyKind(name)
	if kind == "" || w.model.Busy {
		return
	}
	w.opts.Send(checkin.Intent{Kind: kind})
}

func (w *Window) keyKind(name fyne.KeyName) checkin.IntentKind {
	field := hasField(w.model.Screen)
	switch name {
	case fyne.KeyBackspace:
		if field {
			return checkin.IntentErase
		}
	case fyne.KeyDelete:
		if field {
			return checkin.IntentClear
		}
	case fyne.KeyEscape:
		return checkin.IntentBack
	case fyne.KeyReturn, fyne.KeyEnter:
		return w.enter()
	}
	return ""
}

// enter is the way on from each screen. From the wait there is none: a second
// press of the Enter that registered must not take the ticket away unread.
func (w *Window) enter() checkin.IntentKind {
	switch w.model.Screen {
	case checkin.ScreenWelcome:
		return checkin.IntentStart
	case checkin.ScreenWaiting, checkin.ScreenLeaving:
		return ""
	case checkin.ScreenFarewell, checkin.ScreenTold, checkin.ScreenAnswer:
		return checkin.IntentDone
	case checkin.ScreenOutcome:
		if v := w.model.Visit; v != nil && v.Answer == kiosk.StateAbsent {
			return ""
		}
		return checkin.IntentDone
	}
	return checkin.IntentNext
}
