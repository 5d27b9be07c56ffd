package simulate

import (
	"strconv"
	"strings"

	"lobby.internal/devices"
)

// interpreter reads a stream of ZPL II. It knows what a badge
// needs and ignores the rest, as a printer does. It was written from the
// manual, apart from the encoder of devices/zpl, and holds one label and one
// command at most.
type interpreter struct {
	press press

	command []byte // from ^ or ~ to what came last
	binary  int    // bytes still belonging to a ^GFB
	over    bool   // command was longer than commandLimit

	width, length int // ^PW, ^LL: kept from format to format
	homeX, homeY  int // ^LH: likewise

	open   bool // between ^XA and ^XZ
	page   *devices.Bitmap
	x, y   int // ^FO
	copies int
	stored map[string]*devices.Bitmap // ~DG
	errors int                        // fields that could not be drawn
}

func newInterpreter(p press) *interpreter {
	return &interpreter{press: p, width: defaultWidth, length: defaultLength, stored: map[string]*devices.Bitmap{}}
}

// restart forgets what a printer forgets with its power.
func (z *interpreter) restart() {
	z.clear()
	clear(z.stored)
	z.width, z.length = defaultWidth, defaultLength
	z.homeX, z.homeY = 0, 0
}

func (z *interpreter) failures() int { return z.errors }

// reply answers ~HS and ~HQES.
func (z *interpreter) reply(command string, s state) string {
	switch {
	case command == zplHealth:
		return hostQuery(s.faults)
	case s.mute:
		return ""
	default:
		return hostStatus(s, z.length, z.open)
	}
}

// clear forgets the open format and the command being read.
func (z *interpreter) clear() {
	z.command, z.binary, z.over = nil, 0, false
	z.open, z.page = false, nil
}

// take takes one byte.
func (z *interpreter) take(c byte) {
	switch {
	case z.binary > 0:
		z.collect(c)
		if z.binary--; z.binary == 0 {
			z.finish()
		}
	case c == '^' || c == '~':
		z.finish()
		z.command = append(z.command, c)
	case c == '\r' || c == '\n' || len(z.command) == 0:
	default:
		z.collect(c)
		z.hasten()
	}
}

func (z *interpreter) collect(c byte) {
	if len(z.command) >= commandLimit {
		z.over = true
		return
	}
	z.command = append(z.command, c)
}

// hasten acts on the commands that a printer obeys at their last letter,
// without waiting for the next one to begin, and notes where a binary field
// starts.
func (z *interpreter) hasten() {
	if len(z.command) > len("^GFB,00000000,00000000,00000000,") {
		return
	}
	switch s := string(z.command); s {
	case zplStart, zplEnd, zplCancel, zplStatus, zplHealth, zplPause, zplResume, zplReset:
		z.finish()
	default:
		if strings.HasPrefix(s, zplGraphic+"B") && strings.Count(s, ",") == 4 {
			z.binary = max(0, number(strings.Split(s, ",")[1]))
		}
	}
}

// finish executes the command that has been collected.
func (z *interpreter) finish() {
	command, over := string(z.command), z.over
	z.command, z.over = nil, false
	if len(command) < len(zplStart) {
		return
	}
	if over {
		z.errors++
		return
	}
	if data, ok := strings.CutPrefix(command, zplStore); ok {
		z.store(data)
		return
	}
	if command[0] == '~' {
		z.control(command)
		return
	}
	switch command {
	case zplStart:
		// A format inside a format ends the first: what a cut-off job had
		// drawn so far comes out.
		z.deliver()
		z.open, z.page, z.copies = true, nil, 1
		z.x, z.y = 0, 0
	case zplEnd:
		z.deliver()
	default:
		if z.open {
			z.field(command[:3], command[3:])
		}
	}
}

func (z *interpreter) control(command string) {
	switch command {
	case zplCancel:
		z.clear()
		z.press.cancel()
	case zplReset:
		z.clear()
		z.press.reset()
	case zplPause, zplResume:
		z.press.pause(command == zplPause)
	case zplStatus, zplHealth:
		z.press.answer(command)
	}
}

// deliver ends the open format and prints it, if it has a field at all.
func (z *interpreter) deliver() {
	page := z.page
	z.open, z.page = false, nil
	if page != nil {
		z.press.print(page, z.copies)
	}
}

func (z *interpreter) field(name, params string) {
	switch name {
	case "^PW":
		z.width = within(number(params), 2, widthLimit, z.width)
	case "^LL":
		z.length = within(number(params), 1, dotLimit, z.length)
	case "^LH":
		z.homeX, z.homeY = pair(params)
	case "^PQ":
		first, _, _ := strings.Cut(params, ",")
		z.copies = within(number(first), 1, copiesLimit, z.copies)
	case "^JZ":
		z.press.reprint(params != "N")
	case "^FO":
		z.sheet()
		z.x, z.y = pair(params)
	case zplGraphic:
		z.graphic(params)
	case "^XG":
		z.recall(params)
	case "^ID":
		z.forget(params)
	case "^FD", "^FS", "^GB", "^BQ":
		z.sheet()
	}
}

// sheet returns the label being drawn.
func (z *interpreter) sheet() *devices.Bitmap {
	if z.page == nil {
		z.page = devices.NewBitmap(z.width, z.length)
	}
	return z.page
}

func (z *interpreter) graphic(params string) {
	page := z.sheet()
	g, err := parseGraphic(params)
	if err != nil {
		z.errors++
		return
	}
	draw(page, g, z.homeX+z.x, z.homeY+z.y)
}

// draw blackens the dots of page that are black in g, at x, y.
func draw(page, g *devices.Bitmap, x, y int) {
	for row := range g.Height {
		for column := range g.Width {
			if px, py := x+column, y+row; px < page.Width && py < page.Height && g.Black(column, row) {
				page.Set(px, py)
			}
		}
	}
}

// number reads a parameter; -1 stands for one that is missing or malformed.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// pair reads two coordinates, each 0 where it is missing.
func pair(s string) (x, y int) {
	first, rest, _ := strings.Cut(s, ",")
	second, _, _ := strings.Cut(rest, ",")
	return within(number(first), 0, dotLimit, 0), within(number(second), 0, dotLimit, 0)
}

func within(n, low, high, otherwise int) int {
	if n < low || n > high {
		return otherwise
	}
	return n
}
