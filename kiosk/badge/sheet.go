package badge

import (
	"errors"
	"fmt"
	"image"

	"github.com/skip2/go-qrcode"
)

// sheet is a badge being drawn. Its layout: a band with what it is and whose,
// the visitor's name as large as the width allows, below it the facts at the
// left and the QR code at the right.
type sheet struct {
	img *image.Paletted
	pen *pen
}

// The layout, in dots. Nothing is drawn within 2 mm of an edge, where label
// printers may not reach.
const (
	left, right   = 2 * DotsPerMM, Width - 2*DotsPerMM
	indent        = left + DotsPerMM
	bandTop       = 2 * DotsPerMM
	bandBottom    = bandTop + 46
	bandRadius    = 8
	nameTop       = bandBottom + 4
	nameBottom    = nameTop + 98
	factsTop      = nameBottom + 6
	factsRight    = 384
	bottom        = Height - 2*DotsPerMM
	codeSide      = 246 // the QR code's place with its quiet zone
	quietModules  = 4
	smallestDots  = 4 // of a module: half a millimetre
	smallTracking = 2
)

func (s *sheet) text(text string, st style, x, y int) int {
	return s.pen.draw(s.img, text, st, x, y, 0, Black)
}

// band draws "visitor" and the house's name, white on black.
func (s *sheet) band(c Card) {
	s.fillRounded(image.Rect(left, bandTop, right, bandBottom), bandRadius)
	const baseline = bandBottom - 14
	x := indent + 4
	x += s.pen.draw(s.img, "访客", style{bold, 30}, x, baseline, 4, White) + 14
	x += s.pen.draw(s.img, "VISITOR", style{bold, 24}, x, baseline, 4, White) + 24
	if c.CompanyName == "" {
		return
	}
	house := s.pen.fit(c.CompanyName, place{width: right - 14 - x, height: 26, largest: 24, smallest: 20, weight: bold})
	st := style{bold, house.size}
	s.pen.draw(s.img, house.lines[0], st, right-14-s.pen.width(house.lines[0], st, 0), baseline-1, 0, White)
}

// titleGap is the space between a name and the form of address after it.
const titleGap = 14

// name draws the visitor's name, the title after it.
func (s *sheet) name(c Card) {
	titleStyle := func(size int) style { return style{regular, max(24, min(40, size/2))} }
	after := func(size int) int {
		if c.Title == "" {
			return 0
		}
		return titleGap + s.pen.width(c.Title, titleStyle(size), 0)
	}
	set := s.pen.fit(c.Visitor, place{width: right - indent, height: nameBottom - nameTop, largest: 92, smallest: 26, weight: bold, after: after})
	high := (len(set.lines)-1)*leading(set.size) + set.size
	y := nameTop + (nameBottom-nameTop-high)/2 + set.size*88/100
	end := 0
	for i, line := range set.lines {
		end = indent + s.text(line, style{bold, set.size}, indent, y+i*leading(set.size))
	}
	if c.Title != "" {
		s.text(c.Title, titleStyle(set.size), end+titleGap, y+(len(set.lines)-1)*leading(set.size))
	}
}

// facts draws company, host, floor and lift, date and number below one another.
func (s *sheet) facts(c Card) {
	y := factsTop
	if c.Company != "" {
		y = s.block(c.Company, y, place{width: factsRight - indent, height: 56, largest: 32, smallest: 22, weight: regular}) + 8
	}
	s.fill(image.Rect(indent, y, factsRight, y+2))
	y += 10
	if c.Host != "" {
		s.label("拜访", "VISITING", indent, y+24)
		x := indent + 132
		set := s.pen.fit(c.Host, place{width: factsRight - x, height: 36, largest: 34, smallest: 22, weight: bold})
		s.text(set.lines[0], style{bold, set.size}, x, y+28)
	}
	s.way(c, bottom-36-62)
	s.footer(c)
}

// block draws text from the top y down and returns its bottom.
func (s *sheet) block(text string, y int, in place) int {
	set := s.pen.fit(text, in)
	for i, line := range set.lines {
		s.text(line, style{in.weight, set.size}, indent, y+set.size*88/100+i*leading(set.size))
	}
	return y + set.size + (len(set.lines)-1)*leading(set.size)
}

// label draws what a value is, Chinese first, and returns where it ends.
func (s *sheet) label(zh, en string, x, y int) int {
	x += s.text(zh, style{regular, 22}, x, y) + 6
	return x + s.pen.draw(s.img, en, style{regular, 15}, x, y, 1, Black)
}

// way draws floor and lift bank side by side.
func (s *sheet) way(c Card, y int) {
	cells := []struct{ zh, en, value string }{{"楼层", "FLOOR", c.Floor}, {"电梯", "LIFT", c.Lift}}
	x := indent
	for _, cell := range cells {
		if cell.value == "" {
			continue
		}
		end := s.label(cell.zh, cell.en, x, y+44)
		set := s.pen.fit(cell.value, place{width: x + 174 - end - 10, height: 56, largest: 56, smallest: 22, weight: bold})
		s.text(set.lines[0], style{bold, set.size}, end+10, y+44)
		x += 184
	}
}

// footer draws the date and the badge's number, with the attempt in a disc when
// it is a reprint.
func (s *sheet) footer(c Card) {
	const baseline = bottom - 4
	st := style{regular, 22}
	s.text(c.Date, st, indent, baseline)
	st.weight = bold
	mark, end := c.attempt(), factsRight
	if mark != "" {
		end -= 30
		s.disc(end+17, baseline-8, 13)
		m := style{bold, 20}
		s.pen.draw(s.img, mark, m, end+17-s.pen.width(mark, m, 0)/2, baseline-1, 0, White)
	}
	s.text(c.Number, st, end-s.pen.width(c.Number, st, 0), baseline)
}

// code draws the QR code into the lower right corner, its modules a whole number
// of dots.
func (s *sheet) code(text string) error {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return errors.New("badge: token too long for a QR code")
	}
	q.DisableBorder = true
	modules := q.Bitmap()
	dots := codeSide / (len(modules) + 2*quietModules)
	if dots < smallestDots {
		return fmt.Errorf("badge: a token of %d characters does not fit", len(text))
	}
	side := dots * len(modules)
	x, y := right-side-4, bottom-side
	for row, line := range modules {
		for column, dark := range line {
			if dark {
				s.fill(image.Rect(0, 0, dots, dots).Add(image.Pt(x+column*dots, y+row*dots)))
			}
		}
	}
	return nil
}

func (s *sheet) fill(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			s.img.SetColorIndex(x, y, Black)
		}
	}
}

func (s *sheet) fillRounded(r image.Rectangle, radius int) {
	s.fill(image.Rect(r.Min.X, r.Min.Y+radius, r.Max.X, r.Max.Y-radius))
	s.fill(image.Rect(r.Min.X+radius, r.Min.Y, r.Max.X-radius, r.Max.Y))
	for _, x := range []int{r.Min.X + radius, r.Max.X - radius - 1} {
		for _, y := range []int{r.Min.Y + radius, r.Max.Y - radius - 1} {
			s.disc(x, y, radius)
		}
	}
}

func (s *sheet) disc(cx, cy, radius int) {
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if x*x+y*y <= radius*radius+radius/2 {
				s.img.SetColorIndex(cx+x, cy+y, Black)
			}
		}
	}
}
