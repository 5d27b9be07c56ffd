package screen

import "image/color"

// The palette “jade”. A test asserts the contrast of every pair in use (WCAG
// 2.2, criteria 1.4.3 and 1.4.11).
var (
	Ink     = color.NRGBA{0x12, 0x24, 0x1F, 0xFF}
	Faint   = color.NRGBA{0x4A, 0x5B, 0x55, 0xFF} // second ink
	Paper   = color.NRGBA{0xF6, 0xF3, 0xEC, 0xFF}
	Card    = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	White   = Card
	Jade    = color.NRGBA{0x0B, 0x5D, 0x4E, 0xFF}
	JadeLow = color.NRGBA{0x07, 0x43, 0x38, 0xFF} // jade, pressed
	Mist    = color.NRGBA{0xE4, 0xF0, 0xEB, 0xFF} // the palest jade
	Gold    = color.NRGBA{0xD9, 0xA4, 0x41, 0xFF} // with Ink on it, never White
	Pale    = color.NRGBA{0xF1, 0xD9, 0xA6, 0xFF} // gold as text on jade
	Sand    = color.NRGBA{0xFB, 0xF1, 0xDB, 0xFF} // the palest gold
	Failure = color.NRGBA{0xA4, 0x26, 0x2C, 0xFF}
	Warning = color.NRGBA{0x8A, 0x5A, 0x00, 0xFF}
	Success = color.NRGBA{0x1B, 0x6B, 0x3A, 0xFF}
	Outline = color.NRGBA{0x7A, 0x87, 0x81, 0xFF} // of controls
	Hair    = color.NRGBA{0xDC, 0xD6, 0xC8, 0xFF} // decoration alone
	Clear   = color.NRGBA{}
)

// pairs are the colours that stand on each other, with the least contrast asked
// of them: 4.5 for text, 3 for the outlines of controls.
var pairs = []struct {
	name     string
	on, over color.NRGBA
	least    float64
}{
	{"ink on paper", Ink, Paper, 4.5}, {"ink on card", Ink, Card, 4.5}, {"ink on gold", Ink, Gold, 4.5}, {"ink on mist", Ink, Mist, 4.5},
	{"ink on sand", Ink, Sand, 4.5}, {"faint on paper", Faint, Paper, 4.5}, {"faint on card", Faint, Card, 4.5}, {"faint on mist", Faint, Mist, 4.5},
	{"white on jade", White, Jade, 4.5}, {"white on pressed jade", White, JadeLow, 4.5}, {"pale gold on jade", Pale, Jade, 4.5},
	{"jade on paper", Jade, Paper, 4.5}, {"jade on card", Jade, Card, 4.5}, {"jade on mist", Jade, Mist, 4.5},
	{"failure on paper", Failure, Paper, 4.5}, {"failure on card", Failure, Card, 4.5}, {"warning on card", Warning, Card, 4.5},
	{"success on card", Success, Card, 4.5}, {"outline on paper", Outline, Paper, 3}, {"outline on card", Outline, Card, 3},
	{"white on black", Bright, Black, 7}, {"yellow on black", Yellow, Black, 7}, {"black on yellow", Black, Yellow, 7},
}
