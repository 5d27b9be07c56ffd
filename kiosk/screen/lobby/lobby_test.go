package lobby

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/screen"
)

var sizes = map[string]fyne.Size{"portrait": {Width: 1080, Height: 1920}, "landscape": {Width: 1920, Height: 1080}}

// application is what all windows here belong to: each one made reads the fonts
// anew, which takes more than most of these tests.
var application = sync.OnceValue(func() fyne.App {
	app := test.NewApp()
	app.Settings().SetTheme(screen.NewTheme())
	return app
})

var openBook = sync.OnceValues(func() (*phrase.Book, error) {
	return phrase.Open(assets.Words(), phrase.Company{ZH: "云栖大厦", EN: "Yunqi Tower"})
})

// open returns a window of that size and what it says.
func open(t *testing.T, size fyne.Size) (*Window, *[]checkin.Intent) {
	t.Helper()
	app := application()
	fyne.SetCurrentApp(app)
	book, err := openBook()
	if err != nil {
		t.Fatal(err)
	}
	var said []checkin.Intent
	w := New(Options{App: app, Book: book, Size: size, Send: func(i checkin.Intent) {
		i.From = "" // TestTap_SaysWhereItWas
		said = append(said, i)
	}})
	w.Open()
	w.win.Resize(size)
	t.Cleanup(w.win.Close)
	return w, &said
}

func markup(w *Window) string { return test.RenderToMarkup(w.win.Canvas()) }

// TestWindow_Markup compares every state in both languages and orientations, and
// in portrait in Japanese, with what was looked at and signed off.
func TestWindow_Markup(t *testing.T) {
	for orientation, size := range sizes {
		w, _ := open(t, size)
		for _, s := range states() {
			for _, lang := range []kiosk.Lang{kiosk.LangZH, kiosk.LangEN, kiosk.LangJA} {
				if lang == kiosk.LangJA && orientation != "portrait" {
					continue // TestTexts_NeitherClippedNorOverlapping looks at both
				}
				s.model.Lang, s.model.Next = lang, map[kiosk.Lang]kiosk.Lang{kiosk.LangJA: kiosk.LangZH}[lang]
				w.Render(s.model)
				name := filepath.Join(string(s.model.Screen), s.name+"-"+string(lang)+"-"+orientation)
				test.AssertRendersToMarkup(t, name+".xml", w.win.Canvas())
				picture(t, name, w)
			}
		}
	}
}

// picture keeps the window as a picture to look at, if somebody wants to.
func picture(t *testing.T, name string, w *Window) {
	t.Helper()
	if dir := os.Getenv("LOBBY_PICTURES"); dir != "" {
		save(t, filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".png"), w)
	}
}

func save(t *testing.T, path string, w *Window) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, w.win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestWindow_Images compares the screens that every visitor sees pixel by
// pixel, at half the size they are drawn for.
func TestWindow_Images(t *testing.T) {
	signedOff := map[string]bool{
		"welcome": true, "host-found": true, "name-composing": true, "waiting": true, "farewell": true,
		"outcome-coming-down": true, "outcome-go-up": true, "outcome-lounge": true, "outcome-absent": true, "outcome-declined": true,
	}
	for orientation, size := range sizes {
		w, _ := open(t, fyne.NewSize(size.Width/2, size.Height/2))
		for _, s := range states() {
			if signedOff[s.name] {
				w.Render(s.model)
				test.AssertImageMatches(t, filepath.Join("images", s.name+"-"+orientation+".png"), w.win.Canvas().Capture())
				s.model.Contrast = true
				w.Render(s.model)
				test.AssertImageMatches(t, filepath.Join("images", s.name+"-contrast-"+orientation+".png"), w.win.Canvas().Capture())
			}
		}
	}
}

// TestRender_IsTotal renders every state after every other: it must look as if
// it were the first.
func TestRender_IsTotal(t *testing.T) {
	size := sizes["portrait"]
	fresh := map[string]string{}
	for _, s := range states() {
		w, _ := open(t, size)
		w.Render(s.model)
		fresh[s.name] = markup(w)
	}
	w, _ := open(t, size)
	for _, before := range states() {
		for _, s := range states() {
			w.Render(before.model)
			w.Render(s.model)
			if markup(w) != fresh[s.name] {
				t.Fatalf("%s looks otherwise after %s", s.name, before.name)
			}
		}
	}
}

// TestRender_NothingOfThePreviousVisitorRemains looks for what a visitor said,
// on the welcome screen that follows.
func TestRender_NothingOfThePreviousVisitorRemains(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	for _, s := range states() {
		w.Render(s.model)
	}
	w.Render(base(checkin.ScreenWelcome))
	all := markup(w)
	for _, text := range w.stage.Texts() {
		all += "\n" + text
	}
	for _, secret := range []string{"欧阳", "样品科技", "5550", "赵明远", "zhao", "wangxiaoming", "汪小明", "样某", "Anna Sample"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is still in the window", secret)
		}
	}
}

// TestWaiting_ASecondTapOnRegisterDoesNothing looks at what stands, on the wait
// screen, where the visitor has just registered.
func TestWaiting_ASecondTapOnRegisterDoesNothing(t *testing.T) {
	for orientation, size := range sizes {
		w, said := open(t, size)
		w.Render(named(t, "confirm"))
		for _, target := range w.Targets() {
			if target.Name != "confirm" {
				continue
			}
			w.Render(named(t, "waiting"))
			b := target.Box
			for _, x := range []float32{b.X + 2, b.X + b.W/2, b.X + b.W - 2} {
				for _, y := range []float32{b.Y + 2, b.Y + b.H/2, b.Y + b.H - 2} {
					test.TapCanvas(w.win.Canvas(), fyne.NewPos(x, y))
				}
			}
		}
		w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if len(*said) != 0 {
			t.Errorf("%s: said %+v", orientation, *said)
		}
	}
}

func tap(w *Window, name string) bool {
	for _, target := range w.Targets() {
		if target.Name == name {
			b := target.Box
			test.TapCanvas(w.win.Canvas(), fyne.NewPos(b.X+b.W/2, b.Y+b.H/2))
			return true
		}
	}
	return false
}

func TestTap_SaysWhatIsMeant(t *testing.T) {
	for _, c := range []struct {
		state, target string
		want          checkin.Intent
	}{
		{"welcome", "start", checkin.Intent{Kind: checkin.IntentStart}},
		{"welcome", "contrast", checkin.Intent{Kind: checkin.IntentContrast}},
		{"welcome", "language", checkin.Intent{Kind: checkin.IntentLanguage, Lang: kiosk.LangEN}},
		{"welcome", "large", checkin.Intent{Kind: checkin.IntentLarge}},
		{"welcome", "seated", checkin.Intent{Kind: checkin.IntentSeated}},
		{"name-typed", "view", checkin.Intent{Kind: checkin.IntentView}},
		{"welcome-strip", "tickets", checkin.Intent{Kind: checkin.IntentTickets}},
		{"host-many", "host 5", checkin.Intent{Kind: checkin.IntentHost, Host: "H5"}},
		{"host-many", "back", checkin.Intent{Kind: checkin.IntentBack}},
		{"host-many", "cancel", checkin.Intent{Kind: checkin.IntentCancel}},
		{"name-typed", "title 1", checkin.Intent{Kind: checkin.IntentTitle, Title: kiosk.TitleMr}},
		{"name-typed", "title 3", checkin.Intent{Kind: checkin.IntentTitle}},
		{"name-typed", "clear", checkin.Intent{Kind: checkin.IntentClear}},
		{"name-composing", "pick 2", checkin.Intent{Kind: checkin.IntentPick, At: 1}},
		{"name-composing", "page on", checkin.Intent{Kind: checkin.IntentPage, At: 12}},
		{"name-rest", "pick 2", checkin.Intent{Kind: checkin.IntentPick, At: 25}},
		{"name-rest", "page back", checkin.Intent{Kind: checkin.IntentPage, At: 21}},
		{"name-latin", "key a", checkin.Intent{Kind: checkin.IntentKey, Text: "A"}},
		{"name-latin", "shift", checkin.Intent{Kind: checkin.IntentShift}},
		{"name-latin", "mode pinyin", checkin.Intent{Kind: checkin.IntentMode, Mode: checkin.ModePinyin}},
		{"name-composing", "key space", checkin.Intent{Kind: checkin.IntentKey, Text: " "}},
		{"name-composing", "erase", checkin.Intent{Kind: checkin.IntentErase}},
		{"phone", "key +", checkin.Intent{Kind: checkin.IntentKey, Text: "+"}},
		{"name-typed", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"company", "skip", checkin.Intent{Kind: checkin.IntentSkip}},
		{"company-typed", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"arranged", "yes", checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}},
		{"arranged", "no", checkin.Intent{Kind: checkin.IntentArranged, Text: "no"}},
		{"confirm", "confirm", checkin.Intent{Kind: checkin.IntentConfirm}},
		{"confirm-notice", "read", checkin.Intent{Kind: checkin.IntentRead}},
		{"confirm-alone", "party", checkin.Intent{Kind: checkin.IntentParty}},
		{"confirm-party", "party", checkin.Intent{Kind: checkin.IntentParty}},
		{"party", "add", checkin.Intent{Kind: checkin.IntentAdd}},
		{"party", "remove 2", checkin.Intent{Kind: checkin.IntentRemove, At: 1}},
		{"party", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"companion", "title 2", checkin.Intent{Kind: checkin.IntentTitle, Title: kiosk.TitleMs}},
		{"companion", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"notice-last", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"notice-last", "back", checkin.Intent{Kind: checkin.IntentBack}},
		{"waiting", "yield", checkin.Intent{Kind: checkin.IntentYield}},
		{"outcome-go-up", "done", checkin.Intent{Kind: checkin.IntentDone}},
		{"outcome-absent", "deputy", checkin.Intent{Kind: checkin.IntentHost, Host: "H2"}},
		{"outcome-absent", "colleague", checkin.Intent{Kind: checkin.IntentOther}},
		{"outcome-absent", "message", checkin.Intent{Kind: checkin.IntentMessage}},
		{"outcome-absent", "leave", checkin.Intent{Kind: checkin.IntentLeave}},
		{"farewell", "done", checkin.Intent{Kind: checkin.IntentDone}},
		{"welcome", "leaving", checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeLeaving}},
		{"welcome", "invitation", checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeInvited}},
		{"code", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"invited-first", "confirm", checkin.Intent{Kind: checkin.IntentConfirm}},
		{"sign-last", "next", checkin.Intent{Kind: checkin.IntentNext}},
		{"invited", "confirm", checkin.Intent{Kind: checkin.IntentConfirm}},
		{"welcome", "delivery", checkin.Intent{Kind: checkin.IntentStart, Purpose: kiosk.PurposeDelivery}},
		{"deliver", "desk", checkin.Intent{Kind: checkin.IntentDesk}},
		{"courier", "courier 2", checkin.Intent{Kind: checkin.IntentCourier, At: 1}},
		{"courier", "courier 8", checkin.Intent{Kind: checkin.IntentCourier, At: 7}},
		{"enquiry", "topic 2", checkin.Intent{Kind: checkin.IntentTopic, At: 1}},
		{"enquiry", "other", checkin.Intent{Kind: checkin.IntentAsk}},
		{"answer", "other", checkin.Intent{Kind: checkin.IntentAsk}},
		{"answer", "done", checkin.Intent{Kind: checkin.IntentDone}},
		{"leaving", "lost", checkin.Intent{Kind: checkin.IntentLost}},
		{"lost", "skip", checkin.Intent{Kind: checkin.IntentSkip}},
		{"told-leaving", "done", checkin.Intent{Kind: checkin.IntentDone}},
		{"countdown", "stay", checkin.Intent{Kind: checkin.IntentStay}},
	} {
		t.Run(c.state+" "+c.target, func(t *testing.T) {
			w, said := open(t, sizes["portrait"])
			w.Render(named(t, c.state))
			if !tap(w, c.target) {
				t.Fatal("there is no such target")
			}
			if len(*said) != 1 || (*said)[0] != c.want {
				t.Errorf("said %+v, want %+v", *said, c.want)
			}
		})
	}
}

func named(t *testing.T, name string) checkin.Model {
	t.Helper()
	for _, s := range states() {
		if s.name == name {
			return s.model
		}
	}
	t.Fatalf("no state %s", name)
	return checkin.Model{}
}

func TestTap_RestsWhileAnAnswerIsBeingKept(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "confirm-busy"))
	tap(w, "confirm")
	tap(w, "back")
	if len(*said) != 0 {
		t.Errorf("said %+v", *said)
	}
}

func TestKeys_ThePhysicalKeyboardTypes(t *testing.T) {
	w, said := open(t, sizes["landscape"])
	w.Render(named(t, "name"))
	test.Type(w.stage, "王a\u202e \x07")
	for _, key := range []fyne.KeyName{fyne.KeyBackspace, fyne.KeyReturn, fyne.KeyEscape, fyne.KeyF1} {
		w.stage.TypedKey(&fyne.KeyEvent{Name: key})
	}
	var kinds []string
	for _, i := range *said {
		kinds = append(kinds, string(i.Kind)+i.Text)
	}
	if got, want := strings.Join(kinds, " "), "type王 typea type  erase next back"; got != want {
		t.Errorf("said %s, want %s", got, want)
	}
}

func TestKeys_EnterAndEscapeOnEveryScreen(t *testing.T) {
	for _, c := range []struct {
		state         string
		enter, escape checkin.IntentKind
	}{
		{"welcome", checkin.IntentStart, checkin.IntentBack},
		{"host", checkin.IntentNext, checkin.IntentBack},
		{"arranged", checkin.IntentNext, checkin.IntentBack},
		{"confirm", checkin.IntentNext, checkin.IntentBack},
		{"confirm-busy", "", ""},
		{"waiting", "", checkin.IntentBack},
		{"outcome-go-up", checkin.IntentDone, checkin.IntentBack},
		{"outcome-absent", "", checkin.IntentBack},
		{"farewell", checkin.IntentDone, checkin.IntentBack},
		{"leaving", "", checkin.IntentBack},
		{"told-leaving", checkin.IntentDone, checkin.IntentBack},
	} {
		w, said := open(t, sizes["portrait"])
		w.Render(named(t, c.state))
		var want []checkin.Intent
		for key, kind := range map[fyne.KeyName]checkin.IntentKind{fyne.KeyReturn: c.enter, fyne.KeyEscape: c.escape} {
			*said, want = nil, nil
			if kind != "" {
				want = []checkin.Intent{{Kind: kind}}
			}
			w.stage.TypedKey(&fyne.KeyEvent{Name: key})
			if !slices.Equal(*said, want) {
				t.Errorf("%s: %s says %+v, want %+v", c.state, key, *said, want)
			}
		}
	}
}

func TestKeys_SpacePressesTheFocusedButtonWhereNothingIsTyped(t *testing.T) {
	w, said := open(t, sizes["portrait"])
	w.Render(named(t, "arranged"))
	w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	w.stage.TypedRune(' ')
	w.Render(named(t, "name"))
	w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	w.stage.TypedRune(' ')
	w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // what is typed takes the focus off the button
	want := []checkin.Intent{{Kind: checkin.IntentBack}, {Kind: checkin.IntentType, Text: " "}, {Kind: checkin.IntentNext}}
	if !slices.Equal(*said, want) {
		t.Errorf("said %+v, want %+v", *said, want)
	}
}

func TestShow_RendersAndTellsWhatIsShown(t *testing.T) {
	w, _ := open(t, sizes["portrait"])
	var shown []checkin.Screen
	w.opts.Rendered = func(m checkin.Model) { shown = append(shown, m.Screen) }
	w.Show(named(t, "host"))
	if len(shown) != 1 || shown[0] != checkin.ScreenHost || !tap(w, "key q") {
		t.Errorf("shown %v with the targets %+v", shown, w.Targets())
	}
}

func TestKeys_TabAndEnterReachEveryTarget(t *testing.T) {
	for _, s := range states() {
		w, said := open(t, sizes["portrait"])
		w.Render(s.model)
		targets := slices.DeleteFunc(w.Targets(), func(t screen.Target) bool { return t.Do == nil })
		for i := range targets {
			*said = nil
			w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
			w.stage.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			if len(*said) != 1 {
				t.Errorf("%s: target %d of %d says %d things", s.name, i+1, len(targets), len(*said))
			}
		}
	}
}

func TestModel_IsPlainValues(t *testing.T) {
	for _, s := range states() {
		text, err := json.Marshal(s.model)
		if err != nil {
			t.Fatal(err)
		}
		var back checkin.Model
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(text) {
			t.Errorf("%s does not survive JSON", s.name)
		}
	}
}
