package zpl

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// CRC-16/XMODEM's check value (catalogue of parametrised CRC algorithms).
func TestChecksum(t *testing.T) {
	if got := checksum([]byte("123456789")); got != 0x31C3 {
		t.Errorf("%04X", got)
	}
	if got := checksum(nil); got != 0 {
		t.Errorf("of nothing: %04X", got)
	}
}

var jobForm = regexp.MustCompile(`^\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS\^PQ1$`)

// decode is the reverse of Encoder.Job, by the manual and not by the encoder.
func decode(job printing.Job) (*devices.Bitmap, error) {
	m := jobForm.FindSubmatch(job.Body)
	if m == nil {
		return nil, fmt.Errorf("body is %.80q", job.Body)
	}
	var n [5]int
	for i := range n {
		n[i], _ = strconv.Atoi(string(m[i+1]))
	}
	if want := fmt.Sprintf("%04X", bitwise(m[6])); string(m[7]) != want {
		return nil, fmt.Errorf("checksum %s, want %s", m[7], want)
	}
	packed, err := base64.StdEncoding.DecodeString(string(m[6]))
	if err != nil {
		return nil, err
	}
	zip, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	bits, err := io.ReadAll(zip)
	if err != nil {
		return nil, err
	}
	if n[2] != len(bits) || n[3] != len(bits) {
		return nil, fmt.Errorf("%d bytes, said to be %d of %d", len(bits), n[2], n[3])
	}
	return &devices.Bitmap{Width: n[0], Height: n[1], Stride: n[4], Bits: bits}, nil
}

// bitwise is the same CRC as a long division of the message, followed by 16
// zero bits.
func bitwise(b []byte) uint32 {
	var rest uint32
	for _, c := range append(bytes.Clone(b), 0, 0) {
		for bit := 7; bit >= 0; bit-- {
			rest = rest<<1 | uint32(c>>bit&1)
			if rest&0x10000 != 0 {
				rest ^= 0x11021
			}
		}
	}
	return rest
}

func check(t *testing.T, e *Encoder, label *devices.Bitmap) printing.Job {
	t.Helper()
	job, err := e.Job(label)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(job)
	if err != nil {
		t.Fatal(err)
	}
	if got.Width != label.Width || got.Height != label.Height || got.Stride != label.Stride || !bytes.Equal(got.Bits, label.Bits) {
		t.Fatalf("decoded %d by %d, not the label of %d by %d", got.Width, got.Height, label.Width, label.Height)
	}
	if string(job.Commit) != "^XZ\r\n" {
		t.Fatalf("commit is %q", job.Commit)
	}
	return job
}

// The usual badge, the one with the most Latin text and the one with the
// longest names. More text is more bytes; a code of 41 modules is about 900.
func TestEncoder_Badges(t *testing.T) {
	var e Encoder
	for file, most := range map[string]int{"usual.png": 5400, "latin.png": 7200, "long.png": 7200} {
		t.Run(file, func(t *testing.T) {
			job := check(t, &e, badge(t, filepath.Join("testdata", file)))
			if size := len(job.Body) + len(job.Commit); size > most {
				t.Errorf("%d bytes, not %d", size, most)
			}
			if bytes.Count(job.Body, []byte("^XZ")) != 0 {
				t.Error("the body ends the format")
			}
		})
	}
}

func badge(t testing.TB, file string) *devices.Bitmap {
	t.Helper()
	f, err := os.Open(file) //nolint:gosec // test data
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return monochrome(picture)
}

func monochrome(picture image.Image) *devices.Bitmap {
	r := picture.Bounds()
	b := devices.NewBitmap(r.Dx(), r.Dy())
	for y := range r.Dy() {
		for x := range r.Dx() {
			if g, _ := color.GrayModel.Convert(picture.At(r.Min.X+x, r.Min.Y+y)).(color.Gray); g.Y < 128 {
				b.Set(x, y)
			}
		}
	}
	return b
}

func TestEncoder_RefusesMisfits(t *testing.T) {
	var e Encoder
	for name, b := range map[string]*devices.Bitmap{
		"nothing":    {},
		"negative":   {Width: -8, Height: -1, Stride: -1, Bits: []byte{0}},
		"stride":     {Width: 16, Height: 1, Stride: 1, Bits: []byte{0}},
		"too few":    {Width: 16, Height: 2, Stride: 2, Bits: []byte{0, 0, 0}},
		"too many":   {Width: 8, Height: 1, Stride: 1, Bits: []byte{0, 0}},
		"no columns": {Height: 1},
	} {
		if _, err := e.Job(b); !errors.Is(err, devices.ErrSize) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzEncoder(f *testing.F) {
	f.Add(uint16(8), []byte{0xA5})
	f.Add(uint16(639), bytes.Repeat([]byte{0xFF}, 800))
	f.Add(uint16(1), []byte{0, 0x80, 0})
	var e Encoder
	f.Fuzz(func(t *testing.T, width uint16, bits []byte) {
		stride := (int(width) + 7) / 8
		if stride == 0 || len(bits) < stride {
			t.Skip()
		}
		height := len(bits) / stride
		check(t, &e, &devices.Bitmap{Width: int(width), Height: height, Stride: stride, Bits: bits[:stride*height]})
	})
}

func BenchmarkEncoder(b *testing.B) {
	for _, name := range []string{"accents.png", "long.png"} {
		b.Run(name, func(b *testing.B) {
			label := badge(b, "../../kiosk/badge/testdata/"+name)
			var e Encoder
			size := 0
			b.ReportAllocs()
			for b.Loop() {
				job, err := e.Job(label)
				if err != nil {
					b.Fatal(err)
				}
				size = len(job.Body) + len(job.Commit)
			}
			b.ReportMetric(float64(size), "wire-B/label")
		})
	}
}
