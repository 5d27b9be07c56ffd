package lobby

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/screen/screentest"
)

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
		"full screen":           {full: true, ends: 0},
	} {
		t.Run(name, func(t *testing.T) {
			app := &screentest.Closable{App: test.NewTempApp(t)}
			ends, gone := 0, false
			New(Options{
				App: app, Book: book, FullScreen: c.full,
				Send:   func(checkin.Intent) {},
				Closed: func() { ends++ },
			})
			app.Window.SetOnClosed(func() { gone = true })
			app.Window.CloseByHand()
			if ends != c.ends {
				t.Errorf("the kiosk was ended %d times, want %d", ends, c.ends)
			}
			if gone {
				t.Error("the window is gone and the kiosk goes on without it")
			}
		})
	}
}
