package lobby

import (
	"cmp"
	"image"
	"image/color"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/screen"
)

// look is one painting of the window.
type look struct {
	p        *screen.Pen
	all      screen.Box
	sight    screen.Box // of all, what the design takes
	reach    screen.Box // in seated layout, where what can be touched stands
	m        checkin.Model
	book     *phrase.Book
	send     func(checkin.Intent)
	ink      *ink
	set      *typeset
	lobby    *Plan // nil: there is none
	faulted  bool  // what is wrong stands with the question already
	logo     image.Image
	portrait bool
	u        float32 // pixels a unit of the design: 1080×1920 or 1920×1080 units
	mm       float32 // pixels a millimetre of the panel
}

func newLook(w *Window, p *screen.Pen, all screen.Box) *look {
	l := &look{
		p: p, all: all, m: w.model, book: w.opts.Book, send: w.opts.Send, ink: &w.ink, set: &w.set, lobby: w.opts.Plan, logo: w.opts.Logo,
		portrait: all.H >= all.W,
	}
	l.mm = density(all.W, all.H, w.opts.Inches)
	l.sight = all
	if l.m.Seated {
		l.sight.CutBottom(beneath(w.opts.LowerEdge) * l.mm)
		low := l.sight
		l.reach = low.CutBottom(lowPart * low.H)
	}
	l.u = unit(l.sight.W, l.sight.H)
	p.SetUnit(l.u)
	p.SetTouch(l.touch(0))
	p.Accent(w.opts.Accent)
	if l.m.Contrast {
		p.Strengthen()
	}
	if l.m.Large {
		p.SetLeast(largeType)
	}
	if !slices.Contains(l.book.Langs(), l.m.Lang) {
		l.m.Lang = kiosk.LangZH
	}
	return l
}

// px returns units of the design in pixels.
func (l *look) px(units float32) float32 { return units * l.u }

// pick returns the value for the window's orientation, in pixels.
func (l *look) pick(portrait, landscape float32) float32 {
	if l.portrait {
		return portrait * l.u
	}
	return landscape * l.u
}

// roomy returns the value for the window's orientation, in pixels, or more of it
// for large type.
func (l *look) roomy(portrait, landscape, largePortrait, largeLandscape float32) float32 {
	if l.m.Large {
		return l.pick(largePortrait, largeLandscape)
	}
	return l.pick(portrait, landscape)
}

// face is text of that size, in units.
func (l *look) face(size float32, bold bool, c color.Color) screen.Face {
	least := float32(0)
	if l.m.Large {
		least = largeType
	}
	return screen.Face{Size: max(size, least) * l.u, Bold: bold, Color: c, Least: least * l.u}
}

// margin is what stays free at the window's edges.
func (l *look) margin() float32 { return l.px(64) }

// second is the language of the smaller line: English, under which it is
// Chinese.
func (l *look) second() kiosk.Lang {
	if l.m.Lang == kiosk.LangEN {
		return kiosk.LangZH
	}
	return kiosk.LangEN
}

func (l *look) text(id string, args ...string) string { return l.book.Text(l.m.Lang, id, args...) }

// other is the phrase in the other language, for the smaller line; large type
// leaves no room for one, and what is the same is not said twice.
func (l *look) other(id string, args ...string) string {
	other := l.book.Text(l.second(), id, args...)
	if l.m.Large || other == l.text(id, args...) {
		return ""
	}
	return other
}

// otherwise is a line of the house in the other language, likewise.
func (l *look) otherwise(line kiosk.Line) string {
	if l.m.Large {
		return ""
	}
	return l.book.Say(l.second(), line)
}

// does returns what a target does: it says i of the screen it is on, unless an
// answer is being kept.
func (l *look) does(i checkin.Intent) func() {
	if l.m.Busy {
		return nil
	}
	i.From = l.m.Screen
	return func() { l.send(i) }
}

// button returns a button with the phrase's two lines.
func (l *look) button(name string, style screen.Style, icon, id string, i checkin.Intent) screen.Button {
	return screen.Button{
		Name: name, Style: style, Icon: icon, Label: l.text(id), Second: l.other(id), Do: l.does(i), Rests: l.m.Busy,
	}
}

func (l *look) back() screen.Button {
	return l.button("back", screen.Secondary, "", "lobby.back", checkin.Intent{Kind: checkin.IntentBack})
}

func (l *look) cancel() screen.Button {
	return l.button("cancel", screen.Secondary, "", "lobby.cancel", checkin.Intent{Kind: checkin.IntentCancel})
}

// tongues are the languages' names in themselves.
var tongues = map[kiosk.Lang]string{kiosk.LangZH: "中文", kiosk.LangEN: "English", kiosk.LangJA: "日本語"}

// language is the switch to the next language, named in that language.
func (l *look) language() screen.Button {
	to := cmp.Or(l.m.Next, l.second())
	label := tongues[to]
	i := checkin.Intent{Kind: checkin.IntentLanguage, Lang: to}
	return screen.Button{Name: "language", Label: label, Do: l.does(i), Rests: l.m.Busy}
}

// contrast is the switch to black, white and yellow, and back. What it turns to
// is named, so that its state is no matter of colour.
func (l *look) contrast() screen.Button {
	id := "lobby.contrast"
	if l.m.Contrast {
		id = "lobby.colours"
	}
	return l.button("contrast", screen.Secondary, "contrast", id, checkin.Intent{Kind: checkin.IntentContrast})
}

// done is the way out of an outcome that has been read.
func (l *look) done() screen.Button {
	return l.button("done", screen.Golden, "check", "lobby.understood", checkin.Intent{Kind: checkin.IntentDone})
}

// pair puts a phrase into the middle of b, with the other language under it.
func (l *look) pair(b screen.Box, id string, first, second screen.Face) {
	l.p.Pair(b, l.text(id), first, l.other(id), second, fyne.TextAlignLeading)
}

// beside puts a phrase into b with the other language after it on the same
// line.
func (l *look) beside(b screen.Box, id string, first, second screen.Face) {
	l.sideBySide(b, l.text(id), first, l.other(id), second)
}

func (l *look) sideBySide(b screen.Box, words string, first screen.Face, other string, second screen.Face) {
	if other == "" {
		l.p.Pair(b, words, first, "", second, fyne.TextAlignLeading)
		return
	}
	const gap = 0.5 // of the first one's size
	for range 12 {
		if first.Width(words)+gap*first.Size+second.Width(other) <= b.W {
			break
		}
		first.Size, second.Size = first.Size*0.97, second.Size*0.97
	}
	b.CutLeft(l.p.Left(b, words, first) + gap*first.Size)
	l.p.Left(b, other, second)
}

func itoa(n int) string { return strconv.Itoa(n) }
