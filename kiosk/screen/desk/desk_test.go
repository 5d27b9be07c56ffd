package desk

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// bench is a window with what it sent.
type bench struct {
	*Window
	t    *testing.T
	sent []reception.Intent
	now  time.Time
}

func open(t *testing.T, width, height float32) *bench {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(testTheme{Theme: app.Settings().Theme()})
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "云栖大厦", EN: "Yunqi Tower"})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, now: noon}
	ops := 0
	b.Window = New(Options{
		App: app, Book: book, Size: fyne.NewSize(width, height),
		Send:  func(i reception.Intent) { b.sent = append(b.sent, i) },
		NewOp: func() kiosk.OpID { ops++; return kiosk.OpID(rune('a' + ops - 1)) },
		Clock: func() time.Time { return b.now },
	})
	t.Cleanup(b.win.Close)
	return b
}

// TestPictures writes every state as a picture for people to look at, when
// DESK_PICTURES names a folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DESK_PICTURES")
	if dir == "" {
		t.Skip("DESK_PICTURES names no folder")
	}
	for _, size := range []fyne.Size{{Width: 1920, Height: 1080}, {Width: 1366, Height: 768}} {
		b := open(t, size.Width, size.Height)
		for name, m := range states() {
			b.Render(m)
			b.picture(filepath.Join(dir, name+"-"+count(int(size.Width))+".png"))
			if name == "later" {
				b.act(reception.ActionServe)
				b.pick(1)
				b.picture(filepath.Join(dir, "reason-"+count(int(size.Width))+".png"))
			}
			if name == "contacting" {
				b.act(reception.ActionDeclined)
				b.picture(filepath.Join(dir, "armed-"+count(int(size.Width))+".png"))
			}
		}
	}
}

func (b *bench) picture(path string) {
	b.t.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

type testTheme struct{ fyne.Theme }

func (t testTheme) Font(s fyne.TextStyle) fyne.Resource {
	if s.Bold {
		return bold
	}
	return regular
}

var (
	regular = fyne.NewStaticResource("LobbySans-Regular.otf", assets.FontRegular())
	bold    = fyne.NewStaticResource("LobbySans-Bold.otf", assets.FontBold())
)
