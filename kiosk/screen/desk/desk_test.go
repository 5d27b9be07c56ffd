package desk

import (
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// bench is a window, the time it is told and what it has said.
type bench struct {
	*Window
	t    *testing.T
	said []reception.Intent
	now  time.Time
}

var large, small = fyne.NewSize(1920, 1080), fyne.NewSize(1366, 768)

func open(t *testing.T, size fyne.Size) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(lobbyFont{app.Settings().Theme()})
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

// lobbyFont is a theme with the product's own font, so that text is as wide as
// it will be.
type lobbyFont struct{ fyne.Theme }

var (
	regular = fyne.NewStaticResource("LobbySans-Regular.otf", assets.FontRegular())
	bold    = fyne.NewStaticResource("LobbySans-Bold.otf", assets.FontBold())
)

func (lobbyFont) Font(s fyne.TextStyle) fyne.Resource {
	if s.Bold {
		return bold
	}
	return regular
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

	b = open(t, large)
	b.Render(states()["contacting"])
	test.AssertRendersToMarkup(t, "desk/contacting_large.xml", b.win.Canvas())
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
			for where, p := range b.pens() {
				b.checkRoom(name+" "+where, p.pen, p.size)
			}
		}
	}
}

type painted struct {
	pen  *pen
	size fyne.Size
}

func (b *bench) pens() map[string]painted {
	all := map[string]painted{"sheet": {&b.back.pen, b.back.Size()}}
	for name, l := range map[string]*list{"queue": b.queue, "open": b.open, "notices": b.notices, "on site": b.onSite, "recent": b.recent} {
		all[name] = painted{&l.pen, l.Size()}
	}
	for _, k := range b.order {
		if k.Visible() {
			all["button "+k.look.label] = painted{&k.pen, k.Size()}
		}
	}
	return all
}

func (b *bench) checkRoom(where string, p *pen, size fyne.Size) {
	b.t.Helper()
	var boxes []box
	for _, text := range p.texts[:p.text] {
		at := textBox(text)
		if at.x < -0.5 || at.y < -0.5 || at.x+at.w > size.Width+1 || at.y+at.h > size.Height+0.5 {
			b.t.Errorf("%s: %q at %v is outside %v", where, text.Text, at, size)
		}
		for i, other := range boxes {
			if at.x < other.x+other.w-0.5 && other.x < at.x+at.w-0.5 && at.y < other.y+other.h-0.5 && other.y < at.y+at.h-0.5 {
				b.t.Errorf("%s: %q stands on %q", where, text.Text, p.texts[i].Text)
			}
		}
		boxes = append(boxes, at)
	}
}

// textBox is where the ink of a text may be: a Chinese font's line is much
// higher than its characters.
func textBox(t *canvas.Text) box {
	size := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle)
	x := t.Position().X
	switch t.Alignment {
	case fyne.TextAlignTrailing:
		x += t.Size().Width - size.Width
	case fyne.TextAlignCenter:
		x += (t.Size().Width - size.Width) / 2
	}
	ink := t.TextSize * 1.1
	return box{x, t.Position().Y + (size.Height-ink)/2, size.Width, ink}
}

// In the ordinary states nothing is cut short that the receptionist reads.
func TestRender_NothingCutShort(t *testing.T) {
	rowsMayBe := map[string]bool{"queue": true, "open": true, "on site": true, "recent": true}
	for _, size := range []fyne.Size{large, small} {
		b := open(t, size)
		for _, name := range names() {
			if name == "long" || name == "english_long" {
				continue
			}
			b.Render(states()[name])
			for where, p := range b.pens() {
				for _, text := range p.pen.texts[:p.pen.text] {
					if !rowsMayBe[where] && len(text.Text) > 3 && text.Text[len(text.Text)-3:] == ellipsis {
						t.Errorf("%v %s %s: cut short: %q", size, name, where, text.Text)
					}
				}
			}
		}
	}
}

// A repaint uses the objects of the one before.
func TestRender_MakesNothingNew(t *testing.T) {
	b := open(t, small)
	for _, name := range names() {
		b.Render(states()[name])
	}
	texts, rects := len(b.back.pen.texts), len(b.back.pen.rects)
	for range 3 {
		for _, name := range names() {
			b.Render(states()[name])
		}
	}
	if len(b.back.pen.texts) != texts || len(b.back.pen.rects) != rects {
		t.Errorf("texts %d then %d, boxes %d then %d", texts, len(b.back.pen.texts), rects, len(b.back.pen.rects))
	}
}

// TestPictures writes every state as a picture for people to look at, when
// DESK_PICTURES names a folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DESK_PICTURES")
	if dir == "" {
		t.Skip("DESK_PICTURES names no folder")
	}
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
