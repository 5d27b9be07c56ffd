package escpos

import (
	"bytes"
	"errors"
	"image/png"
	"math/rand/v2"
	"os"
	"testing"

	"lobby.internal/devices"
)

func badge(t testing.TB, name string) *devices.Bitmap {
	t.Helper()
	f, err := os.Open("../../kiosk/badge/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return devices.FromImage(img)
}

// What the manual says of each command, byte by byte.
func TestEncode_Bytes(t *testing.T) {
	b := devices.NewBitmap(400, 640)
	b.Set(9, 1)
	b.Set(399, 639)
	body, err := encode(b, 203)
	if err != nil {
		t.Fatal(err)
	}
	want := "\x1B@" + "\x1DP\xCB\xCB" + "\x1BL" + "\x1BW\x00\x00\x00\x00\x90\x01\x80\x02" +
		"\x1BW\x08\x00\x01\x00\x08\x00\x01\x00" + "\x1Dv0\x00\x01\x00\x01\x00\x40" +
		"\x1BW\x88\x01\x7F\x02\x08\x00\x01\x00" + "\x1Dv0\x00\x01\x00\x01\x00\x01"
	if string(body) != want {
		t.Errorf("body is  %q\n, want %q", body, want)
	}
	commit := commitTo(cmdReceipt + mark(0x0F1E))
	if string(commit) != "\x0C\x1DVA\x00\x1D(H\x06\x0000APBO" || len(commit) > 16 {
		t.Errorf("commit is %q", commit)
	}
}

// Nothing in a job is obeyed before its time, whatever the label looks like.
func TestEncode_NoRealTimeCommand(t *testing.T) {
	b := devices.NewBitmap(576, 64)
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same each time
	for i := range b.Bits {
		b.Bits[i] = []byte{dle, eot, enq, dc4, 0}[r.IntN(5)]
	}
	body, err := encode(b, 203)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if bytes.Contains(body, []byte(command)) {
			t.Errorf("the job contains %q", command)
		}
	}
}

// The figures of docs/devices.md.
func TestEncode_Badges(t *testing.T) {
	for name, most := range map[string]int{"short.png": 14500, "usual.png": 16400, "latin.png": 18600, "long.png": 18900} {
		body, err := encode(badge(t, name).Turned(), 203)
		if err != nil {
			t.Fatal(err)
		}
		if size := len(body) + 16; size > most {
			t.Errorf("%s: %d bytes, not %d", name, size, most)
		}
	}
}

func TestEncode_RefusesMisfits(t *testing.T) {
	for name, b := range map[string]*devices.Bitmap{
		"nothing":  {},
		"stride":   {Width: 16, Height: 1, Stride: 1, Bits: []byte{0}},
		"too few":  {Width: 16, Height: 2, Stride: 2, Bits: []byte{0, 0, 0}},
		"too long": devices.NewBitmap(8, 0x10000),
	} {
		if _, err := encode(b, 203); !errors.Is(err, devices.ErrSize) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, name := range []string{"accents.png", "long.png"} {
		b.Run(name, func(b *testing.B) {
			label := badge(b, name)
			size := 0
			b.ReportAllocs()
			for b.Loop() {
				body, err := encode(label.Turned(), 203)
				if err != nil {
					b.Fatal(err)
				}
				size = len(body) + 16
			}
			b.ReportMetric(float64(size), "wire-B/label")
		})
	}
}
