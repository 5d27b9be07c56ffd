package simulate

import (
	"fmt"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
)

// encoders are the drivers' encoders and the languages that read their bytes.
// Each pair was written apart; what one sends, the other draws, dot for dot.
var encoders = map[string]struct {
	encode func(*devices.Bitmap) (printing.Job, error)
	read   func(press) language
	width  int // of the widest label
}{
	"zpl":            {new(zpl.Encoder).Job, func(p press) language { return newInterpreter(p) }, 1344},
	"zpl compact":    {(&zpl.Encoder{Compact: true}).Job, func(p press) language { return newInterpreter(p) }, 1344},
	"tspl":           {(&tspl.Encoder{Gap: 2, DotsPerMM: tsplDotsPerMM}).Job, func(p press) language { return newTSPL(p) }, 1344},
	"escpos":         {posEncoder(false), func(p press) language { return newESCPOS(p, false) }, posWidth},
	"escpos compact": {posEncoder(true), func(p press) language { return newESCPOS(p, false) }, posWidth},
}

func posEncoder(compact bool) func(*devices.Bitmap) (printing.Job, error) {
	return func(b *devices.Bitmap) (printing.Job, error) { return escpos.Encode(b, compact) }
}

// doubled is b with squares of two dots for dots.
func doubled(b *devices.Bitmap) *devices.Bitmap { return enlarge(b, 2, 2) }

// printed is what l makes of the bytes.
func printed(read func(press) language, streams ...[]byte) (*spy, int) {
	s := &spy{}
	l := read(s)
	for _, stream := range streams {
		for _, c := range stream {
			l.take(c)
		}
	}
	return s, l.failures()
}

func TestDrivers_JobsAreDrawn(t *testing.T) {
	for language, e := range encoders {
		for _, size := range []struct{ width, height int }{{8, 1}, {9, 7}, {400, 640}, {575, 400}, {640, 1}, {640, 400}, {1344, 900}} {
			for name, b := range map[string]*devices.Bitmap{
				"noise":   sample(size.width, size.height),
				"white":   devices.NewBitmap(size.width, size.height),
				"squares": doubled(sample(size.width, size.height)),
			} {
				if b.Width > e.width {
					continue
				}
				t.Run(fmt.Sprintf("%s %s of %d by %d", language, name, size.width, size.height), func(t *testing.T) {
					drawn(t, e.encode, e.read, b)
				})
			}
		}
	}
}

func drawn(t *testing.T, encode func(*devices.Bitmap) (printing.Job, error), read func(press) language, b *devices.Bitmap) {
	t.Helper()
	job, err := encode(b)
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := printed(read, job.Body); len(s.labels) != 0 {
		t.Fatal("a label came out before the commit")
	}
	s, failures := printed(read, job.Body, job.Commit)
	if len(s.labels) != 1 || failures != 0 {
		t.Fatalf("%d labels and %d errors", len(s.labels), failures)
	}
	same(t, s.labels[0], b)
}

// Cut anywhere before its commit and cancelled, a job of ZPL leaves nothing
// behind. TestDrivers_CutAfterEveryByte asks the same of whole drivers.
func TestInterpreter_DriversJobCutAnywhere(t *testing.T) {
	var e zpl.Encoder
	b := sample(64, 16)
	job, err := e.Job(b)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(job.Body) + string(job.Commit)
	for n := range len(job.Body) + 1 {
		_, s := interpret(string(job.Body[:n]), "~JA\r\n", whole)
		if len(s.labels) != 1 {
			t.Fatalf("cut after %d bytes: %d labels, want one", n, len(s.labels))
		}
		same(t, s.labels[0], b)
	}
}

// Whatever a label looks like, it is drawn dot for dot.
func FuzzDrivers_JobsAreDrawn(f *testing.F) {
	f.Add(uint16(24), []byte{0x10, 0x04, 0x01, 0x10, 0x14, 0x05, 0x10, 0, 0x05})
	f.Add(uint16(17), []byte{0xE4, 0xDE, 0x80, 0x81, 0xDE, 0x80})
	f.Add(uint16(576), append(make([]byte, 72*9), 0xFF))
	f.Fuzz(func(t *testing.T, width uint16, bits []byte) {
		b := devices.NewBitmap(int(width)%(posWidth-7)+8, 1)
		b.Height = min(len(bits)/b.Stride, 200)
		if b.Height == 0 {
			t.Skip()
		}
		b.Bits = make([]byte, b.Stride*b.Height)
		for y := range b.Height {
			for x := range b.Width {
				if bits[y*b.Stride+x/8]&(0x80>>(x%8)) != 0 {
					b.Set(x, y)
				}
			}
		}
		for _, e := range encoders {
			drawn(t, e.encode, e.read, b)
			if twice := doubled(b); twice.Width <= e.width {
				drawn(t, e.encode, e.read, twice)
			}
		}
	})
}
