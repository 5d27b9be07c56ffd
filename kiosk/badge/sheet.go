package badge

import (
	"errors"
	"fmt"
	"image"
	"unicode"
	"unicode/utf8"

	"github.com/skip2/go-qrcode"
)

// sheet is a badge being drawn. Its layout: a band with what it is and whose,
// the visitor's name as large as the width allows, below it the facts at the
// left and the QR code at the right.
type sheet struct {
	img *image.Paletted
	pen *pen
}

// The layout, in dots. Nothing is drawn within 1 mm of an edge, where label
// printers may not reach. The QR code keeps its quiet zone of four modules on
// all sides.
const (
	left, right  = 2 * DotsPerMM, Width - 2*DotsPerMM
	indent       = left + DotsPerMM
	bandTop      = 10
	bandBottom   = bandTop + 44
	bandRadius   = 8
	nameTop      = bandBottom + 1
	nameBottom   = nameTop + 94
	factsTop     = nameBottom + 9
	factsRight   = 380
	valueIndent  = indent + 62
	wayBaseline  = 336
	footerTop    = 352
	footer       = 380 // its baseline
	codeRight    = right - 4
	codeBottom   = Height - 20
	codeSide     = 246 // the QR code's place with its quiet zone
	quietModules = 4
	smallestDots = 4 // of a module: half a millimetre
	coarseDots   = 2 // of the side of a coarse dot
)

func (s *sheet) text(text string, st style, x, y int) int {
	return s.pen.draw(s.img, text, st, x, y, 0, Black)
}

// band draws "visitor" and the house's name, white on black.
func (s *sheet) band(c Card) {
	s.fillRounded(image.Rect(left, bandTop, right, bandBottom), bandRadius)
	const baseline = bandBottom - 13
	x := indent + 4
	x += s.pen.draw(s.img, "访客", style{weight: bold, size: 30}, x, baseline, 4, White) + 14
	x += s.pen.draw(s.img, "VISITOR", style{weight: bold, size: 24}, x, baseline, 4, White) + 24
	if c.CompanyName == "" {
		return
	}
	house := s.pen.fit(c.CompanyName, place{width: right - 14 - x, lines: 1, largest: 24, smallest: 18, weight: bold})
	name, st := house.lines[0], house.style
	s.pen.draw(s.img, name, st, right-14-s.pen.width(name, st), baseline-1, 0, White)
}

// titleGap is the space between a name and the form of address beside it.
const titleGap = 14

// namePlace is the name's place: its smallest size holds every name that may be
// registered, so that none is cut.
func namePlace(leads bool, beside func(size int) int) place {
	return place{
		width: right - indent, height: nameBottom - nameTop, lines: 2, largest: 84, smallest: 24, weight: bold,
		beside: beside, leads: leads,
	}
}

func titleStyle(size int) style { return style{weight: regular, size: max(24, min(40, size/2))} }

// name draws the visitor's name and, smaller, the form of address: after the
// name where it is Chinese, before it where it is not.
func (s *sheet) name(c Card) {
	first, _ := utf8.DecodeRuneInString(c.Title)
	leads := !unicode.Is(unicode.Han, first)
	beside := func(size int) int {
		if c.Title == "" {
			return 0
		}
		return titleGap + s.pen.width(c.Title, titleStyle(size))
	}
	set := s.pen.fit(c.Visitor, namePlace(leads, beside))
	title, last := titleStyle(set.style.size), len(set.lines)-1
	top := nameTop + (nameBottom-nameTop-set.height)/2
	for i, line := range set.lines {
		x, y := indent, top+set.baselines[i]
		if leads && i == 0 && c.Title != "" {
			x += s.text(c.Title, title, x, y) + titleGap
		}
		x += s.text(line, set.style, x, y)
		if !leads && i == last {
			s.text(c.Title, title, x+titleGap, y)
		}
	}
}

// facts draws company, host, floor and lift, date and number below one another.
func (s *sheet) facts(c Card) {
	y := factsTop
	if c.Company != "" {
		y = s.block(c.Company, y, place{width: factsRight - indent, height: 54, lines: 2, largest: 32, smallest: 18, weight: regular}) + 8
	}
	s.fill(image.Rect(indent, y, factsRight, y+2))
	floor, lift := c.Floor != "", c.Lift != ""
	if c.Host != "" {
		host := place{width: factsRight - valueIndent, lines: 1, largest: 36, smallest: 20, weight: bold}
		baseline := y + 2 + (wayBaseline-42-y)/2 + 14
		if !floor && !lift {
			host.lines, host.height, host.largest = 2, 80, 48
			baseline = y + 2 + (footerTop-y)/2 + 14
		}
		s.fact("拜访", "HOST", c.Host, indent, baseline, host)
	}
	way := place{width: 96, lines: 1, largest: 58, smallest: 20, weight: bold}
	x := indent
	if floor {
		s.fact("楼层", "FLOOR", c.Floor, x, wayBaseline, way)
		x = valueIndent + way.width + 14
	}
	if lift {
		s.fact("电梯", "LIFT", c.Lift, x, wayBaseline, way)
	}
	s.footer(c)
}

// block draws text from the top y down and returns its bottom.
func (s *sheet) block(text string, y int, in place) int {
	set := s.pen.fit(text, in)
	for i, line := range set.lines {
		s.text(line, set.style, indent, y+set.baselines[i])
	}
	return y + set.height
}

// fact draws a value and before it, Chinese over English, what it is. The last
// line of both stands on the baseline.
func (s *sheet) fact(zh, en, value string, x, baseline int, in place) {
	s.text(zh, style{weight: regular, size: 22}, x, baseline-16)
	s.pen.draw(s.img, en, style{weight: regular, size: 15}, x, baseline, 1, Black)
	set := s.pen.fit(value, in)
	first, last := set.baselines[0], set.baselines[len(set.lines)-1]
	top := baseline - first - (last-first)/2
	for i, line := range set.lines {
		s.text(line, set.style, x+valueIndent-indent, top+set.baselines[i])
	}
}

// footer draws the date and the badge's number, with the attempt in a pill when
// it is a reprint.
func (s *sheet) footer(c Card) {
	s.fill(image.Rect(indent, footerTop, factsRight, footerTop+2))
	st := style{weight: regular, size: 22}
	s.text(c.Date, st, indent, footer)
	st.weight = bold
	end := factsRight
	if mark := c.attempt(); mark != "" {
		m := style{weight: bold, size: 20}
		w := s.pen.width(mark, m)
		pill := image.Rect(end-max(24, w+14), footer-20, end, footer+4)
		s.fillRounded(pill, pill.Dy()/2-1)
		s.pen.draw(s.img, mark, m, pill.Min.X+(pill.Dx()-w)/2, footer-1, 0, White)
		end = pill.Min.X - 6
	}
	s.text(c.Number, st, end-s.pen.width(c.Number, st), footer)
}

// code draws the QR code into the lower right corner, its modules a whole number
// of dots.
func (s *sheet) code(text string, coarse bool) error {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return errors.New("badge: token too long for a QR code")
	}
	q.DisableBorder = true
	modules := q.Bitmap()
	dots := codeSide / (len(modules) + 2*quietModules)
	if coarse {
		dots -= dots % coarseDots
	}
	if dots < smallestDots {
		return fmt.Errorf("badge: a token of %d characters does not fit", len(text))
	}
	side := dots * len(modules)
	x, y := codeRight-side, codeBottom-side // even, as is every side of coarse modules
	for row, line := range modules {
		for column, dark := range line {
			if dark {
				s.fill(image.Rect(0, 0, dots, dots).Add(image.Pt(x+column*dots, y+row*dots)))
			}
		}
	}
	return nil
}

// coarsen makes of each square of two dots one colour: black if half of it is.
func (s *sheet) coarsen() {
	for y := 0; y < Height; y += coarseDots {
		for x := 0; x < Width; x += coarseDots {
			square := image.Rect(x, y, x+coarseDots, y+coarseDots)
			s.paint(square, s.mostly(square))
		}
	}
}

func (s *sheet) mostly(r image.Rectangle) uint8 {
	black := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if s.img.ColorIndexAt(x, y) == Black {
				black++
			}
		}
	}
	if 2*black >= r.Dx()*r.Dy() {
		return Black
	}
	return White
}

func (s *sheet) fill(r image.Rectangle) { s.paint(r, Black) }

func (s *sheet) paint(r image.Rectangle, colour uint8) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			s.img.SetColorIndex(x, y, colour)
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
