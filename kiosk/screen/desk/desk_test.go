package desk

import (
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
)

// bench is a window, the time it is told and what it has said.
type bench struct {
	*Window
	t    *testing.T
	said []reception.Intent
	now  time.Time
}

var large, small = fyne.NewSize(1920, 1080), fyne.NewSize(1366, 768)

// application is what all windows here belong to: each one made reads the fonts
// anew, which takes more than most of these tests.
var application = sync.OnceValue(func() fyne.App {
	app := test.NewApp()
	app.Settings().SetTheme(screen.NewTheme())
	return app
})

func open(t *testing.T, size fyne.Size) *bench {
	t.Helper()
	app := application()
	fyne.SetCurrentApp(app)
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "云栖大厦", EN: "Yunqi Tower"})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, now: noon}
	ops := 0
	b.Window = New(Options{
		App: app, Book: book, Size: size,
		Send:  func(i reception.Intent) { b.said = append(b.said, i) },
		NewOp: func() kiosk.OpID { ops++; return kiosk.OpID("op" + strconv.Itoa(ops)) },
		Clock: func() time.Time { return b.now },
	})
	t.Cleanup(b.win.Close)
	return b
}

func names() []string { return slices.Sorted(maps.Keys(states())) }

func TestWindow_Goldens(t *testing.T) {
	b := open(t, small)
	for _, name := range names() {
		b.Render(states()[name])
		test.AssertRendersToMarkup(t, "desk/"+name+".xml", b.win.Canvas())
	}
	b.Render(states()["later"])
	b.press(fyne.KeyF7)
	b.press(fyne.Key2)
	test.AssertRendersToMarkup(t, "desk/reason.xml", b.win.Canvas())
	b.Render(states()["contacting"])
	b.press(fyne.KeyF6)
	test.AssertRendersToMarkup(t, "desk/declining.xml", b.win.Canvas())
	b.Render(states()["contacting"])
	b.ctrl(fyne.KeyR)
	test.AssertRendersToMarkup(t, "desk/roll_question.xml", b.win.Canvas())
	b.Render(states()["english"])
	test.AssertRendersToMarkup(t, "desk/english_roll_question.xml", b.win.Canvas())
	b.press(fyne.KeyEscape)

	b = open(t, large)
	b.Render(states()["contacting"])
	test.AssertRendersToMarkup(t, "desk/contacting_large.xml", b.win.Canvas())
	if dir := os.Getenv("DESK_PICTURES"); dir != "" {
		pictures(t, dir)
	}
}

func TestRender_AnyModelMayFollowAnyOther(t *testing.T) {
	fresh := map[string]string{}
	for name, m := range states() {
		b := open(t, small)
		b.Render(m)
		fresh[name] = test.RenderToMarkup(b.win.Canvas())
	}
	b := open(t, small)
	for _, before := range names() {
		for _, after := range names() {
			b.Render(states()[before])
			b.Render(states()[after])
			if test.RenderToMarkup(b.win.Canvas()) != fresh[after] {
				t.Errorf("%s after %s is not as %s alone", after, before, after)
			}
		}
	}
}

func TestShow_PaintsTheLast(t *testing.T) {
	b := open(t, small)
	b.Show(empty())
	b.Show(busy())
	if got := len(b.queue.keys); got != 4 {
		t.Errorf("%d rows wait, want 4", got)
	}
}

// No text is wider than what it stands in, and no text stands on another.
func TestRender_TextHasRoom(t *testing.T) {
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		for _, name := range names() {
			b.Render(states()[name])
			for where, texts := range b.texts() {
				b.checkRoom(name+" "+where, texts, b.sizeOf(where))
			}
		}
	}
}

// texts returns what each widget in sight shows, by the widget.
func (b *bench) texts() map[string][]*canvas.Text {
	all := map[string][]*canvas.Text{}
	add := func(name string, of fyne.Widget) {
		for _, o := range test.WidgetRenderer(of).Objects() {
			if text, ok := o.(*canvas.Text); ok {
				all[name] = append(all[name], text)
			}
		}
	}
	add("sheet", b.back)
	for name, l := range b.lists() {
		add(name, l)
	}
	for name, k := range b.buttons() {
		add(name, k)
	}
	return all
}

func (b *bench) lists() map[string]*list {
	return map[string]*list{"queue": b.queue, "open": b.open, "notices": b.notices, "on site": b.onSite, "recent": b.recent}
}

func (b *bench) buttons() map[string]*button {
	all := map[string]*button{}
	for i, k := range b.order {
		if k.Visible() {
			all["button "+strconv.Itoa(i)+" "+k.look.label] = k
		}
	}
	return all
}

func (b *bench) sizeOf(name string) fyne.Size {
	if l, ok := b.lists()[name]; ok {
		return l.Size()
	}
	if k, ok := b.buttons()[name]; ok {
		return k.Size()
	}
	return b.back.Size()
}

func (b *bench) checkRoom(where string, texts []*canvas.Text, size fyne.Size) {
	b.t.Helper()
	var boxes []screen.Box
	for _, text := range texts {
		at := textBox(text)
		if at.X < -0.5 || at.Y < -0.5 || at.X+at.W > size.Width+1 || at.Y+at.H > size.Height+0.5 {
			b.t.Errorf("%s: %q at %v is outside %v", where, text.Text, at, size)
		}
		for i, other := range boxes {
			if at.X < other.X+other.W-0.5 && other.X < at.X+at.W-0.5 && at.Y < other.Y+other.H-0.5 && other.Y < at.Y+at.H-0.5 {
				b.t.Errorf("%s: %q stands on %q", where, text.Text, texts[i].Text)
			}
		}
		boxes = append(boxes, at)
	}
}

// textBox is where the ink of a text may be: a Chinese font's line is much
// higher than its characters.
func textBox(t *canvas.Text) screen.Box {
	size := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle)
	x := t.Position().X
	switch t.Alignment {
	case fyne.TextAlignTrailing:
		x += t.Size().Width - size.Width
	case fyne.TextAlignCenter:
		x += (t.Size().Width - size.Width) / 2
	}
	ink := t.TextSize * 1.1
	return area(x, t.Position().Y+(size.Height-ink)/2, size.Width, ink)
}

// In the ordinary states nothing is cut short that the receptionist reads.
func TestRender_NothingCutShort(t *testing.T) {
	rowsMayBe := map[string]bool{"queue": true, "open": true, "on site": true, "recent": true}
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		for _, name := range names() {
			if strings.HasSuffix(name, "long") || strings.HasSuffix(name, "crammed") {
				continue
			}
			b.Render(states()[name])
			for where, texts := range b.texts() {
				for _, text := range texts {
					if !rowsMayBe[where] && strings.HasSuffix(text.Text, "…") {
						t.Errorf("%v %s %s: cut short: %q", size, name, where, text.Text)
					}
				}
			}
		}
	}
}

// The message for the host is read out to them: all of it is in sight, at its
// longest.
func TestF9_TheWholeMessageIsShown(t *testing.T) {
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		m := crammed()
		m.Selected.Message = strings.Repeat("文", kiosk.MaxMessage)
		b.Render(m)
		shown := 0
		for _, text := range b.texts()["sheet"] {
			shown += strings.Count(text.Text, "文")
		}
		if shown != kiosk.MaxMessage {
			t.Errorf("%v: %d of %d characters of the message are shown", size, shown, kiosk.MaxMessage)
		}
	}
}

// A repaint uses the objects of the one before.
func TestRender_MakesNothingNew(t *testing.T) {
	b := open(t, small)
	made := map[*canvas.Text]bool{}
	all := func() {
		for _, name := range names() {
			b.Render(states()[name])
			for _, texts := range b.texts() {
				for _, text := range texts {
					made[text] = true
				}
			}
		}
	}
	all()
	before := len(made)
	all()
	all()
	if len(made) != before {
		t.Errorf("%d texts after all states, %d after all of them twice more", before, len(made))
	}
}

// pictures writes every state at both sizes for people to look at.
func pictures(t *testing.T, dir string) {
	t.Helper()
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		suffix := "-" + strconv.Itoa(int(size.Width)) + ".png"
		for name, m := range states() {
			b.Render(m)
			b.picture(filepath.Join(dir, name+suffix))
		}
		b.Render(states()["later"])
		b.press(fyne.KeyF7)
		b.press(fyne.Key2)
		b.win.Canvas().Focus(b.queue)
		b.picture(filepath.Join(dir, "reason"+suffix))
		b.Render(states()["contacting"])
		b.press(fyne.KeyF6)
		b.win.Canvas().Focus(b.actions[reception.ActionGoUp])
		b.picture(filepath.Join(dir, "declining"+suffix))
		b.Render(onSite())
		test.TapAt(b.onSite, fyne.NewPos(b.onSite.rowWidth()-20, b.onSite.height/2))
		b.picture(filepath.Join(dir, "seeing_off"+suffix))
		b.ctrl(fyne.KeyR)
		b.picture(filepath.Join(dir, "roll_question"+suffix))
	}
}

func (b *bench) picture(path string) {
	b.t.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.t.Fatal(err)
	}
}
