package zpl

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
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
			job := check(t, &e, devicetest.Badge(t, file))
			if size := len(job.Body) + len(job.Commit); size > most {
				t.Errorf("%d bytes, not %d", size, most)
			}
			if bytes.Count(job.Body, []byte("^XZ")) != 0 {
				t.Error("the body ends the format")
			}
		})
	}
}

func TestEncoder(t *testing.T) {
	devicetest.TestEncoder(t, nil, size(false))
	devicetest.TestEncoder(t, map[string]int{"coarse-short.png": 2200, "coarse.png": 2600, "coarse-long.png": 3400}, size(true))
}

func size(compact bool) devicetest.Encode {
	e := Encoder{Compact: compact}
	return func(label *devices.Bitmap) (int, error) {
		job, err := e.Job(label)
		return len(job.Body) + len(job.Commit), err
	}
}

// A compact job keeps half the label under a name of its own, draws it twice as
// large and drops it; a label that does not come in squares is sent as ever.
func TestEncoder_Compact(t *testing.T) {
	e := Encoder{Compact: true, count: names - 1}
	label := devicetest.Badge(t, "coarse.png")
	for _, name := range []string{"LB999999.GRF", "LB000000.GRF"} {
		job, err := e.Job(label)
		if err != nil {
			t.Fatal(err)
		}
		begin, end := []byte("~DGR:"+name+",8000,40,:Z64:"), []byte("^XA^PW640^LL400^LH0,0^FO0,0^XGR:"+name+",2,2^FS^IDR:"+name+"^PQ1")
		if !bytes.HasPrefix(job.Body, begin) || !bytes.HasSuffix(job.Body, end) {
			t.Errorf("body is %.60q … %q", job.Body, job.Body[len(job.Body)-len(end):])
		}
	}
	check(t, &e, devicetest.Badge(t, "usual.png"))
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
	devicetest.BenchmarkEncoder(b, []string{"accents.png", "long.png"}, size(false))
}

func BenchmarkEncoder_Compact(b *testing.B) {
	devicetest.BenchmarkEncoder(b, []string{"coarse-short.png", "coarse.png", "coarse-long.png"}, size(true))
}
