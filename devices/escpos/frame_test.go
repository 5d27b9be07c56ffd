package escpos

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/printing"
)

// What the manual says of each command, byte by byte.
func TestEncode_Bytes(t *testing.T) {
	b := devices.NewBitmap(400, 640)
	b.Set(9, 1)
	b.Set(399, 639)
	body, err := encode(b, 203, false)
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
	body, err := encode(b, 203, false)
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
func TestEncode(t *testing.T) {
	devicetest.TestEncoder(t, map[string]int{"short.png": 14500, "usual.png": 16400, "latin.png": 18600, "long.png": 18900}, size(false))
	devicetest.TestEncoder(t, map[string]int{"coarse-short.png": 4000, "coarse.png": 4600, "coarse-long.png": 5200}, size(true))
	if _, err := encode(devices.NewBitmap(8, 0x10000), 203, false); !errors.Is(err, devices.ErrSize) {
		t.Errorf("too long: %v", err)
	}
}

// A compact job enlarges what it draws, and only what comes in squares.
func TestEncode_Compact(t *testing.T) {
	b := devices.NewBitmap(32, 4)
	for _, at := range [][2]int{{18, 2}, {19, 2}, {18, 3}, {19, 3}} {
		b.Set(at[0], at[1])
	}
	body, err := encode(b, 203, true)
	if err != nil {
		t.Fatal(err)
	}
	if want := "\x1BW\x10\x00\x02\x00\x10\x00\x02\x00" + "\x1Dv0\x03\x01\x00\x01\x00\x40"; !bytes.HasSuffix(body, []byte(want)) {
		t.Errorf("body is %q, and should end in %q", body, want)
	}
	b.Set(0, 0)
	if body, err = encode(b, 203, true); err != nil || bytes.Contains(body, []byte("\x1Dv0\x03")) {
		t.Errorf("%v, and a dot alone is enlarged", err)
	}
}

// size is that of a label as it comes out of the printer, turned by a quarter.
func size(compact bool) devicetest.Encode {
	return func(label *devices.Bitmap) (int, error) {
		if err := printing.CheckBitmap(label); err != nil {
			return 0, err
		}
		body, err := encode(label.Turned(), 203, compact)
		return len(body) + len(commitTo(cmdReceipt+mark(0))), err
	}
}

func BenchmarkEncode(b *testing.B) {
	devicetest.BenchmarkEncoder(b, []string{"accents.png", "long.png"}, size(false))
}

func BenchmarkEncode_Compact(b *testing.B) {
	devicetest.BenchmarkEncoder(b, []string{"coarse.png", "coarse-long.png"}, size(true))
}
