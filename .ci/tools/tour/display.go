package main

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// display is an Xvfb of its own with a pointer and a keyboard.
type display struct {
	cmd   *exec.Cmd
	name  string
	conn  *xgb.Conn
	root  xproto.Window
	codes map[rune]key
	spare xproto.Keycode // gets any character that no key has
}

// key is how a character is typed.
type key struct {
	code  xproto.Keycode
	shift bool
}

// Keysyms (X11/keysymdef.h).
const (
	symShift   = 0xffe1
	symF1      = 0xffbe
	symUnicode = 0x01000000
)

func openDisplay(ctx context.Context, width, height int) (*display, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start Xvfb: %w", err)
	}
	write.Close()
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("Xvfb did not start: %w", err)
	}
	return reach(cmd, ":"+strings.TrimSpace(number))
}

// reach connects to the X server that cmd runs.
func reach(cmd *exec.Cmd, name string) (d *display, err error) {
	d = &display{cmd: cmd, name: name}
	if d.conn, err = xgb.NewConnDisplay(d.name); err != nil {
		return nil, fmt.Errorf("reach the X server: %w", err)
	}
	if err := xtest.Init(d.conn); err != nil {
		return nil, fmt.Errorf("XTEST: %w", err)
	}
	d.root = xproto.Setup(d.conn).DefaultScreen(d.conn).Root
	return d, d.readKeyboard()
}

func (d *display) close() {
	d.conn.Close()
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait()
}

func (d *display) readKeyboard() error {
	setup := xproto.Setup(d.conn)
	low, high := setup.MinKeycode, setup.MaxKeycode
	m, err := xproto.GetKeyboardMapping(d.conn, low, byte(high-low+1)).Reply()
	if err != nil {
		return fmt.Errorf("read the keyboard: %w", err)
	}
	d.codes = map[rune]key{}
	per := int(m.KeysymsPerKeycode)
	for i := 0; i < int(high-low)+1; i++ {
		syms := m.Keysyms[i*per : (i+1)*per]
		empty := true
		for level, sym := range syms {
			if sym != 0 {
				empty = false
			}
			if _, known := d.codes[rune(sym)]; !known && level < 2 && sym != 0 {
				d.codes[rune(sym)] = key{low + xproto.Keycode(i), level == 1}
			}
		}
		if empty {
			d.spare = low + xproto.Keycode(i)
		}
	}
	return nil
}

func (d *display) fake(kind byte, detail byte, x, y int) {
	xtest.FakeInput(d.conn, kind, detail, 0, d.root, int16(x), int16(y), 0)
	d.conn.Sync()
}

// move puts the pointer somewhere.
func (d *display) move(x, y int) { d.fake(xproto.MotionNotify, 0, x, y) }

// away puts the pointer into the last corner, where no window is.
func (d *display) away() {
	screen := xproto.Setup(d.conn).DefaultScreen(d.conn)
	d.move(int(screen.WidthInPixels)-1, int(screen.HeightInPixels)-1)
}

// draw drags the pointer along a line of points.
func (d *display) draw(points [][2]int) {
	d.move(points[0][0], points[0][1])
	time.Sleep(30 * time.Millisecond)
	d.fake(xproto.ButtonPress, 1, 0, 0)
	for _, p := range points {
		d.move(p[0], p[1])
		time.Sleep(15 * time.Millisecond)
	}
	d.fake(xproto.ButtonRelease, 1, 0, 0)
}

// click presses and lets go of the first button there.
func (d *display) click(x, y int) {
	d.move(x, y)
	time.Sleep(30 * time.Millisecond)
	d.fake(xproto.ButtonPress, 1, 0, 0)
	time.Sleep(60 * time.Millisecond)
	d.fake(xproto.ButtonRelease, 1, 0, 0)
}

func (d *display) press(k key) {
	if k.shift {
		d.fake(xproto.KeyPress, byte(d.codes[symShift].code), 0, 0)
	}
	d.fake(xproto.KeyPress, byte(k.code), 0, 0)
	time.Sleep(12 * time.Millisecond)
	d.fake(xproto.KeyRelease, byte(k.code), 0, 0)
	if k.shift {
		d.fake(xproto.KeyRelease, byte(d.codes[symShift].code), 0, 0)
	}
	time.Sleep(12 * time.Millisecond)
}

// tap types the key with that keysym.
func (d *display) tap(sym rune) { d.press(d.codes[sym]) }

// typed types text; a character without a key is put on a spare one.
func (d *display) typed(text string) error {
	for _, r := range text {
		if k, ok := d.codes[r]; ok {
			d.press(k)
			continue
		}
		sym := xproto.Keysym(symUnicode | r)
		err := xproto.ChangeKeyboardMappingChecked(d.conn, 1, d.spare, 2, []xproto.Keysym{sym, sym}).Check()
		if err != nil {
			return fmt.Errorf("put a character on a key: %w", err)
		}
		time.Sleep(80 * time.Millisecond)
		d.press(key{code: d.spare})
		time.Sleep(80 * time.Millisecond)
	}
	return nil
}

// shoot writes a picture of a part of the screen.
func (d *display) shoot(r image.Rectangle, path string) error {
	reply, err := xproto.GetImage(d.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.root),
		int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), 0xffffffff).Reply()
	if err != nil {
		return fmt.Errorf("take a picture: %w", err)
	}
	img := image.NewNRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for i := 0; i+3 < len(reply.Data); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = reply.Data[i+2], reply.Data[i+1], reply.Data[i], 0xff
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		return err
	}
	return f.Close()
}
