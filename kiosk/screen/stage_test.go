package screen

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// twoButtons returns a stage with a button on the left, one on the right that
// rests, and one below; pressed collects what was done.
func twoButtons(t *testing.T) (s *Stage, pressed, typed *[]string) {
	t.Helper()
	open(t)
	pressed, typed = &[]string{}, &[]string{}
	do := func(name string) func() { return func() { *pressed = append(*pressed, name) } }
	s = NewStage(func(p *Pen, all Box) {
		below := all.CutBottom(100)
		halves := all.Columns(2, 0)
		p.Button(halves[0], Button{Name: "left", Label: "左", Second: "Left", Do: do("left")})
		p.Button(halves[1], Button{Name: "right", Label: "右", Do: do("right"), Rests: true})
		p.Row(below, Button{Name: "below", Label: "下", Icon: "next", Do: do("below")})
	}, func(r rune) { *typed = append(*typed, string(r)) }, func(k fyne.KeyName) { *typed = append(*typed, string(k)) })
	w := test.NewTempWindow(t, s)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 300))
	return s, pressed, typed
}

func down(s *Stage, x, y float32) {
	s.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func up(s *Stage, x, y float32) {
	e := fyne.PointEvent{Position: fyne.NewPos(x, y)}
	s.MouseUp(&desktop.MouseEvent{PointEvent: e})
	s.Tapped(&e)
}

func TestStage_Touch(t *testing.T) {
	for _, c := range []struct {
		name    string
		do      func(*Stage)
		pressed string
	}{
		{"a tap", func(s *Stage) { down(s, 50, 50); up(s, 52, 61) }, "left"},
		{"what rests", func(s *Stage) { down(s, 300, 50); up(s, 300, 50) }, ""},
		{"slid off to another", func(s *Stage) { down(s, 50, 50); up(s, 50, 250) }, ""},
		{"the screen changed under the finger", func(s *Stage) { down(s, 50, 50); s.Forget(); up(s, 50, 50) }, ""},
		{"and the next tap", func(s *Stage) { down(s, 50, 50); s.Forget(); up(s, 50, 50); down(s, 50, 250); up(s, 50, 250) }, "below"},
		{"beside everything", func(s *Stage) { down(s, 500, 500); up(s, 500, 500) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, pressed, _ := twoButtons(t)
			c.do(s)
			if got := strings.Join(*pressed, " "); got != c.pressed {
				t.Errorf("pressed %q, want %q", got, c.pressed)
			}
		})
	}
}

func TestStage_ShowsThePressAtOnce(t *testing.T) {
	s, _, _ := twoButtons(t)
	before := s.pen.rects[0].FillColor
	down(s, 50, 50)
	if s.pen.rects[0].FillColor == before {
		t.Error("the pressed button looks as before")
	}
	up(s, 50, 50)
	if s.pen.rects[0].FillColor != before {
		t.Error("the button still looks pressed")
	}
}

func TestStage_Keys(t *testing.T) {
	s, pressed, typed := twoButtons(t)
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			s.TypedKey(&fyne.KeyEvent{Name: n})
		}
	}
	key(fyne.KeyTab, fyne.KeyReturn) // left
	key(fyne.KeyTab, fyne.KeyEnter)  // below: what rests is passed over
	s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(fyne.KeyTab, fyne.KeyReturn) // back to the left
	s.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	key(fyne.KeyDown)
	if !s.Press() { // below
		t.Error("nothing has the focus")
	}
	key(fyne.KeyUp, fyne.KeyEscape)
	s.Unfocus()
	key(fyne.KeyReturn)
	s.TypedRune('王')
	if got := strings.Join(*pressed, " "); got != "left below left below" {
		t.Errorf("pressed %s", got)
	}
	if want := []string{"Escape", "Return", "王"}; !slices.Equal(*typed, want) {
		t.Errorf("heard %q, want %q", *typed, want)
	}
}

func TestStage_KeepsNoTextThatIsNoLongerShown(t *testing.T) {
	open(t)
	words := []string{"王小明", "样例"}
	s := NewStage(func(p *Pen, all Box) {
		for i, word := range words {
			p.Left(Box{0, float32(i) * 40, all.W, 40}, word, Face{Size: 30, Color: Ink})
		}
	}, nil, nil)
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(400, 300))
	if !slices.Contains(s.Texts(), "样例") {
		t.Fatal("the text is not there at first: the test sees nothing")
	}
	words = []string{"别的"}
	s.Repaint()
	if got := strings.Join(s.Texts(), ""); got != "别的" {
		t.Errorf("the stage holds %q", got)
	}
}

func TestStage_MakesNoNewObjectsForTheSamePicture(t *testing.T) {
	s, _, _ := twoButtons(t)
	before := slices.Clone(s.pen.objects)
	for range 50 {
		s.Repaint()
	}
	if !slices.Equal(before, s.pen.objects) {
		t.Error("the same picture is made of other objects")
	}
}

// A sheet belongs to somebody: the same one is decoded once, and none of it stays
// when it is not shown any more.
func TestStage_LetsGoOfASheet(t *testing.T) {
	open(t)
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 8, 5))); err != nil {
		t.Fatal(err)
	}
	name, painted := "", false
	s := NewStage(func(p *Pen, all Box) {
		p.Fill(all, Shape{})
		if name != "" {
			painted = p.Sheet(all, name, file.Bytes())
		}
	}, nil, nil)
	test.NewTempWindow(t, s).Resize(fyne.NewSize(400, 300))
	shows := func(n string) *canvas.Image {
		name, painted = n, false
		s.Repaint()
		return s.pen.sheet.image
	}
	first := shows("badge 1")
	if first == nil || !painted || shows("badge 1") != first {
		t.Error("the same sheet is decoded again, or not shown")
	}
	if second := shows("badge 2"); second == nil || second == first {
		t.Error("another sheet is not shown")
	}
	if shows("") != nil {
		t.Error("the sheet is kept when it is not shown")
	}
	for _, o := range s.pen.objects[:cap(s.pen.objects)] {
		if _, ok := o.(*canvas.Image); ok {
			t.Error("the stage holds on to the sheet")
		}
	}
	file.Reset()
	if shows("badge 3"); painted || s.pen.sheet.image != nil {
		t.Error("what is no picture is shown")
	}
}

func TestField_ShowsTheEndOfWhatIsTyped(t *testing.T) {
	open(t)
	var f Field
	s := NewStage(func(p *Pen, all Box) { p.Field(all, f) }, nil, nil)
	w := test.NewTempWindow(t, s)
	w.SetPadded(false)
	for _, c := range []struct {
		name, want string
		size       fyne.Size
		field      Field
	}{
		{"empty", "提示", fyne.NewSize(600, 100), Field{Hint: "提示"}},
		{"short", "王小明", fyne.NewSize(600, 100), Field{Text: "王小明", Hint: "提示"}},
		{"long", "尾", fyne.NewSize(600, 100), Field{Text: strings.Repeat("长", 60) + "尾"}},
		{"tall", "尾", fyne.NewSize(600, 260), Field{Text: strings.Repeat("长", 200) + "尾", Tall: true}},
	} {
		f = c.field
		w.Resize(c.size)
		s.Repaint()
		all := strings.Join(s.Texts(), "")
		if !strings.HasSuffix(all, c.want) || strings.Contains(all, ellipsis) {
			t.Errorf("%s: shows %q", c.name, all)
		}
	}
	if lines := strings.Count(strings.Join(s.Texts(), "\n"), "\n") + 1; lines < 3 {
		t.Errorf("a tall field shows %d lines", lines)
	}
}

func TestStage_AKeyActsOnceWhenAFingerComesDown(t *testing.T) {
	open(t)
	var pressed int
	s := NewStage(func(p *Pen, all Box) {
		p.Key(all, Key{Name: "key a", Label: "a", Do: func() { pressed++ }})
	}, func(rune) {}, func(fyne.KeyName) {})
	test.NewTempWindow(t, s).Resize(fyne.NewSize(400, 300))
	for i := range 3 {
		if down(s, 50, 50); pressed != i+1 {
			t.Fatalf("pressed %d times, want %d", pressed, i+1)
		}
		up(s, 62, 50)
	}
	if pressed != 3 {
		t.Errorf("pressed %d times, want 3", pressed)
	}
}
