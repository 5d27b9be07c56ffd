package kiosk

import (
	"math"
	"strconv"
	"strings"
)

// The pad that a signature is drawn on, in units of its own, and how much of one
// is kept.
const (
	PadWidth     = 1000
	PadHeight    = 400
	MaxSignature = 8000 // bytes, some thousand points
	leastInk     = 200  // units: a tap, or a dot, is no signature
)

// Signature is what was drawn by finger on the pad: strokes of points, as the
// path data of SVG has them: "M100 200L104 210L110 224M300 120L310 118". It is
// "" for none.
type Signature string

// Point is a place on the pad, from its upper left corner.
type Point struct{ X, Y int }

func (p Point) on() bool { return p.X >= 0 && p.X <= PadWidth && p.Y >= 0 && p.Y <= PadHeight }

// Sign returns the signature that the strokes make up.
func Sign(strokes ...[]Point) Signature {
	var b strings.Builder
	for _, stroke := range strokes {
		for i, p := range stroke {
			command := "L"
			if i == 0 {
				command = "M"
			}
			b.WriteString(command + strconv.Itoa(p.X) + " " + strconv.Itoa(p.Y))
		}
	}
	return Signature(b.String())
}

// Strokes returns the strokes, or refuses with CodeBadText what Sign did not make.
func (s Signature) Strokes() ([][]Point, error) {
	var all [][]Point
	for rest := string(s); rest != ""; {
		command := rest[0]
		end := 1 + strings.IndexAny(rest[1:]+"M", "ML")
		x, y, _ := strings.Cut(rest[1:end], " ")
		p := Point{number(x), number(y)}
		switch rest = rest[end:]; {
		case !p.on() || command != 'M' && command != 'L' || command == 'L' && all == nil:
			return nil, &Error{Code: CodeBadText, Field: "signature"}
		case command == 'M':
			all = append(all, []Point{p})
		default:
			last := len(all) - 1
			all[last] = append(all[last], p)
		}
	}
	return all, nil
}

// number reads a number as Sign writes it, -1 for anything else.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return -1
	}
	return n
}

// Check refuses, as of the field "signature", what is no signature: nothing, or
// no more than a tap (CodeIncomplete), more than is kept (CodeTooLong), and what
// Strokes refuses.
func (s Signature) Check() error {
	if len(s) > MaxSignature {
		return &Error{Code: CodeTooLong, Field: "signature"}
	}
	strokes, err := s.Strokes()
	if err != nil {
		return err
	}
	ink := 0.0
	for _, stroke := range strokes {
		for i := 1; i < len(stroke); i++ {
			ink += math.Hypot(float64(stroke[i].X-stroke[i-1].X), float64(stroke[i].Y-stroke[i-1].Y))
		}
	}
	if ink < leastInk {
		return &Error{Code: CodeIncomplete, Field: "signature"}
	}
	return nil
}
