package desk

import (
	"image/color"
	"strconv"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

func (w *Window) text(id string, args ...string) string {
	return w.opts.Book.Text(w.model.Lang, id, args...)
}

// person returns a full name with its form of address: 王小明 先生, Mr Wang
// Xiaoming. A title of the house stands behind the name in both languages.
func (w *Window) person(p kiosk.Person) string {
	name := w.opts.Book.Name(w.model.Lang, p)
	switch p.Title {
	case "":
		return name
	case kiosk.TitleMr, "先生":
		return w.text("desk.person.mr", "Name", name)
	case kiosk.TitleMs, "女士", "小姐":
		return w.text("desk.person.ms", "Name", name)
	}
	return w.text("desk.person.other", "Name", name, "Title", string(p.Title))
}

// address returns how the desk speaks of a person: 王先生.
func (w *Window) address(p kiosk.Person) string { return w.opts.Book.Address(w.model.Lang, p) }

func (w *Window) clock(t time.Time) string { return w.opts.Book.Clock(t.In(w.model.Now.Location())) }

func count(n int) string { return strconv.Itoa(n) }

// elapsed puts into words how long ago t was.
func (w *Window) elapsed(t time.Time) string {
	minutes := int(w.model.Now.Sub(t) / time.Minute)
	switch {
	case minutes < 1:
		return w.text("desk.wait.now")
	case minutes < 60:
		return w.text("desk.wait.minutes", "N", count(minutes))
	}
	return w.text("desk.wait.hours", "H", count(minutes/60), "M", count(minutes%60))
}

// ago is elapsed of something that does not go on: 14 分钟前.
func (w *Window) ago(t time.Time) string {
	if w.model.Now.Sub(t) < time.Minute {
		return w.text("desk.wait.now")
	}
	return w.text("desk.ago", "Time", w.elapsed(t))
}

// patience tells how a wait since t is shown: in which colour, and in which
// words beside the minutes. The words are "" for a short one.
func (w *Window) patience(t time.Time) (color.Color, string) {
	switch waited := w.model.Now.Sub(t); {
	case waited >= veryLongWait:
		return screen.Failure, w.text("desk.wait.very_long")
	case waited >= longWait:
		return screen.Warning, w.text("desk.wait.long")
	}
	return screen.Faint, ""
}

// standing puts a row's state into words and a colour; what wants a decision
// comes before the state.
func (w *Window) standing(r reception.Row) (string, color.Color) {
	switch {
	case r.Trouble:
		return w.text("desk.mark.trouble"), screen.Failure
	case r.Message:
		return w.text("desk.mark.message"), screen.Warning
	}
	words := w.text("desk.state." + string(r.State))
	if r.AtDesk && r.State == kiosk.StateContacting {
		words = w.text("desk.at_desk.state")
	}
	switch r.State {
	case kiosk.StateContacting, kiosk.StateLounge:
		return words, screen.Warning
	case kiosk.StateComingDown, kiosk.StateGoUp, kiosk.StateIssued, kiosk.StateOnSite:
		return words, screen.Success
	case kiosk.StateAbsent, kiosk.StateDeclined:
		return words, screen.Failure
	}
	return words, screen.Faint
}

// keys returns the rows' visits.
func keys(rows []reception.Row) []string {
	all := make([]string, len(rows))
	for i, r := range rows {
		all[i] = string(r.Visit)
	}
	return all
}
