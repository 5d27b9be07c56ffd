package desk

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// closable is an app whose windows a person can close, which those of the test
// app are not.
type closable struct {
	fyne.App
	window *closableWindow
}

func (c *closable) NewWindow(title string) fyne.Window {
	c.window = &closableWindow{Window: c.App.NewWindow(title)}
	return c.window
}

type closableWindow struct {
	fyne.Window
	intercept func()
}

func (c *closableWindow) SetCloseIntercept(fn func()) { c.intercept = fn }

// close is what the driver does for a person who closes the window.
func (c *closableWindow) close() {
	if c.intercept != nil {
		c.intercept()
		return
	}
	c.Close()
}

func TestWindow_Closed(t *testing.T) {
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "云栖大厦", EN: "Yunqi Tower"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		full bool
		ends int
	}{
		"beside other programs": {full: false, ends: 1},
		"full screen":           {full: true, ends: 1},
	} {
		t.Run(name, func(t *testing.T) {
			app := &closable{App: test.NewTempApp(t)}
			ends, gone := 0, false
			New(Options{
				App: app, Book: book, FullScreen: c.full,
				Send:   func(reception.Intent) {},
				NewOp:  func() kiosk.OpID { return "op" },
				Closed: func() { ends++ },
			})
			app.window.SetOnClosed(func() { gone = true })
			app.window.close()
			if ends != c.ends {
				t.Errorf("the kiosk was ended %d times, want %d", ends, c.ends)
			}
			if gone {
				t.Error("the window is gone and the kiosk goes on without it")
			}
		})
	}
}
