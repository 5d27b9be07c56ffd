package lobby

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"lobby.internal/kiosk/screen"
)

// What is touched measures at least touchLeast each way, and what leads on is
// onwardLeast high, in millimetres of the panel.
const (
	touchLeast  = 15
	onwardLeast = 20
)

// drawnFor is the diagonal of the panel that the design was made for, in inches.
const drawnFor = 21.5

// mostTouch is how many units of the design touchLeast may take: on a smaller
// panel not all screens have room for what is to be touched.
const mostTouch = 87

// density returns the pixels a millimetre of a panel.
func density(width, height, inches float32) float32 {
	if inches == 0 {
		inches = drawnFor
	}
	const mm = 25.4 // an inch
	return float32(math.Hypot(float64(width), float64(height))) / (inches * mm)
}

// unit returns the pixels a unit of the design, which is 1080×1920 units in
// portrait and 1920×1080 in landscape.
func unit(width, height float32) float32 {
	if height >= width {
		return min(width/1080, height/1920)
	}
	return min(width/1920, height/1080)
}

// Fits reports whether a window of that size, in pixels, has room on a panel of
// that diagonal for all that is to be touched. Its error is a sentence.
func Fits(size fyne.Size, inches float32) error {
	if inches == 0 {
		inches = drawnFor
	}
	touch := touchLeast * density(size.Width, size.Height, inches) / unit(size.Width, size.Height)
	if touch <= mostTouch {
		return nil
	}
	least := math.Ceil(float64(inches*touch/mostTouch)*10) / 10
	return fmt.Errorf("with %.0f×%.0f pixels on %g inches, buttons of %d mm leave no room for the words; a screen of that shape has %.1f inches or more",
		size.Width, size.Height, inches, touchLeast, least)
}

// cells returns n boxes of equal size from the top of b, no higher than most, row
// by row: as many in a row as columns says, or more where the rows would be too
// low for a finger.
func (l *look) cells(b screen.Box, n, columns int, gap, most float32) []screen.Box {
	rows := func() int { return (n + columns - 1) / columns }
	height := func() float32 { return (b.H+gap)/float32(rows()) - gap }
	for columns < n && height() < l.touch(0) {
		columns++
	}
	b.H = (min(height(), most)+gap)*float32(rows()) - gap
	var all []screen.Box
	for _, row := range b.Rows(rows(), gap) {
		all = append(all, row.Columns(columns, gap)...)
	}
	return all[:n]
}

// touch returns a measure in pixels, or more where a finger needs it.
func (l *look) touch(pixels float32) float32 { return max(pixels, touchLeast*l.mm) }

// onward returns the height, in pixels, of what leads on: that, or more where a
// hand needs it.
func (l *look) onward(pixels float32) float32 { return max(pixels, onwardLeast*l.mm) }
