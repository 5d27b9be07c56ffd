package screen

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// move is what one finger does in a test.
type move struct {
	id    uint32
	phase Phase
	x, y  float32
}

// The places of the fingers in these tests, on the stage of twoButtons: left is
// 200 wide and 200 high, below lies under both.
func TestStage_Fingers(t *testing.T) {
	for _, c := range []struct {
		name    string
		moves   []move
		pressed string
	}{
		{"a tap", []move{{1, TouchBegin, 50, 50}, {1, TouchEnd, 52, 61}}, "left"},
		{"a wobble over the edge", []move{{1, TouchBegin, 195, 50}, {1, TouchMove, 204, 50}, {1, TouchEnd, 207, 50}}, "left"},
		{"what rests", []move{{1, TouchBegin, 300, 50}, {1, TouchEnd, 300, 50}}, ""},
		{"slid off to another", []move{{1, TouchBegin, 50, 50}, {1, TouchMove, 50, 150}, {1, TouchEnd, 50, 270}}, ""},
		{"two that overlap", []move{{1, TouchBegin, 50, 50}, {2, TouchBegin, 50, 250}, {1, TouchEnd, 50, 50}, {2, TouchEnd, 50, 250}}, "left below"},
		{"one within the other", []move{{1, TouchBegin, 50, 50}, {2, TouchBegin, 50, 250}, {2, TouchEnd, 50, 250}, {1, TouchEnd, 50, 50}}, "below left"},
		{"a palm beside everything", []move{{9, TouchBegin, 300, 50}, {1, TouchBegin, 50, 50}, {1, TouchEnd, 50, 50}, {9, TouchMove, 310, 50}, {1, TouchBegin, 50, 250}, {1, TouchEnd, 50, 250}, {9, TouchEnd, 310, 50}}, "left below"},
		{"a device that has gone", []move{{1, TouchBegin, 50, 50}, {1, TouchCancel, 0, 0}}, ""},
		{"an end without a beginning", []move{{1, TouchEnd, 50, 50}}, ""},
		{"an id that is used again", []move{{1, TouchBegin, 50, 50}, {1, TouchEnd, 50, 50}, {1, TouchBegin, 50, 250}, {1, TouchEnd, 50, 250}}, "left below"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, pressed, _ := twoButtons(t)
			for _, m := range c.moves {
				s.Touch(m.id, m.phase, fyne.NewPos(m.x, m.y))
			}
			if got := strings.Join(*pressed, " "); got != c.pressed {
				t.Errorf("pressed %q, want %q", got, c.pressed)
			}
			if len(s.fingers) != 0 || len(s.pen.pressed) != 0 {
				t.Errorf("fingers stay behind: %v, and looks pressed: %v", s.fingers, s.pen.pressed)
			}
		})
	}
}

func TestStage_AFingerThatStaysPressesNothingOfTheNextScreen(t *testing.T) {
	s, pressed, _ := twoButtons(t)
	s.Touch(1, TouchBegin, fyne.NewPos(50, 50))
	s.Forget()
	s.Touch(1, TouchEnd, fyne.NewPos(50, 50))
	if len(*pressed) != 0 {
		t.Errorf("pressed %v", *pressed)
	}
	s.Touch(2, TouchBegin, fyne.NewPos(50, 50))
	s.Touch(2, TouchEnd, fyne.NewPos(50, 50))
	if len(*pressed) != 1 {
		t.Errorf("the next finger pressed %v", *pressed)
	}
}

func TestStage_ATargetLooksPressedUntilItsLastFingerGoes(t *testing.T) {
	s, _, _ := twoButtons(t)
	rest := s.pen.rects[0].FillColor
	s.Touch(1, TouchBegin, fyne.NewPos(50, 50))
	s.Touch(2, TouchBegin, fyne.NewPos(60, 60))
	s.Touch(1, TouchCancel, fyne.Position{})
	if s.pen.rects[0].FillColor == rest {
		t.Error("one finger is still down, and the button looks as before")
	}
	s.Touch(2, TouchCancel, fyne.Position{})
	if s.pen.rects[0].FillColor != rest {
		t.Error("the button still looks pressed")
	}
}

func TestStage_KeysUnderSeveralFingers(t *testing.T) {
	open(t)
	var typed string
	s := NewStage(func(p *Pen, all Box) {
		for i, b := range all.Columns(4, 0) {
			label := string(rune('a' + i))
			p.Key(b, Key{Name: "key " + label, Label: label, Do: func() { typed += label }})
		}
	}, func(rune) {}, func(fyne.KeyName) {})
	test.NewTempWindow(t, s).Resize(fyne.NewSize(400, 300))
	for i, x := range []float32{50, 150, 250, 350} { // each before the one before has gone
		s.Touch(uint32(i), TouchBegin, fyne.NewPos(x, 50))
		if i > 0 {
			s.Touch(uint32(i-1), TouchEnd, fyne.NewPos(x-100, 50))
		}
	}
	s.Touch(3, TouchEnd, fyne.NewPos(350, 50))
	if typed != "abcd" {
		t.Errorf("typed %q, want each letter once", typed)
	}
}

func TestStage_WhatNothingShowsHasNoFocus(t *testing.T) {
	open(t)
	var knocked, pressed int
	s := NewStage(func(p *Pen, all Box) {
		p.TouchUnseen("corner", all.CutTop(100), func() { knocked++ })
		p.Button(all, Button{Name: "one", Label: "一", Do: func() { pressed++ }})
	}, func(rune) {}, func(fyne.KeyName) {})
	test.NewTempWindow(t, s).Resize(fyne.NewSize(400, 300))
	for range 2 {
		s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
		s.Press()
	}
	s.Touch(1, TouchBegin, fyne.NewPos(10, 10))
	s.Touch(1, TouchEnd, fyne.NewPos(10, 10))
	if knocked != 1 || pressed != 2 {
		t.Errorf("the corner was pressed %d times and the button %d times, want 1 and 2", knocked, pressed)
	}
}
