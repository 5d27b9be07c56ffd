package simulate

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices"
)

// spy writes down what the interpreter asks of the press.
type spy struct {
	calls  []string
	labels []*devices.Bitmap
}

func (s *spy) answer(command string) { s.calls = append(s.calls, command) }
func (s *spy) receipt(text string)   { s.calls = append(s.calls, "receipt "+text) }
func (s *spy) cancel()               { s.calls = append(s.calls, "cancel") }
func (s *spy) reset()                { s.calls = append(s.calls, "reset") }
func (s *spy) pause(on bool)         { s.calls = append(s.calls, fmt.Sprint("pause ", on)) }
func (s *spy) reprint(on bool)       { s.calls = append(s.calls, fmt.Sprint("reprint ", on)) }
func (s *spy) slip(text string)      { s.calls = append(s.calls, "slip "+text) }
func (s *spy) print(label *devices.Bitmap, copies int) {
	s.calls = append(s.calls, fmt.Sprint("print ", copies))
	s.labels = append(s.labels, label)
}

func interpret(streams ...string) (*interpreter, *spy) {
	s := &spy{}
	z := newInterpreter(s)
	for _, stream := range streams {
		for i := range len(stream) {
			z.take(stream[i])
		}
	}
	return z, s
}

// sample is a bitmap of noise that is the same each time.
func sample(width, height int) *devices.Bitmap {
	rnd := rand.New(rand.NewPCG(uint64(width), uint64(height)))
	b := devices.NewBitmap(width, height)
	for y := range height {
		for x := range width {
			if rnd.UintN(9) == 0 {
				b.Set(x, y)
			}
		}
	}
	return b
}

func same(t *testing.T, got, want *devices.Bitmap) {
	t.Helper()
	if got.Width != want.Width || got.Height != want.Height || !bytes.Equal(got.Bits, want.Bits) {
		t.Errorf("the label differs: %dx%d dots, want %dx%d", got.Width, got.Height, want.Width, want.Height)
	}
}

func field(b *devices.Bitmap, data string) string {
	return fmt.Sprintf("^GFA,%d,%d,%d,%s^FS", len(b.Bits), len(b.Bits), b.Stride, data)
}

func z64(t *testing.T, b *devices.Bitmap) string {
	t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(b.Bits); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed(":Z64:", packed.Bytes())
}

func sealed(prefix string, b []byte) string {
	text := base64.StdEncoding.EncodeToString(b)
	return fmt.Sprintf("%s%s:%04X", prefix, text, crc16(text))
}

func format(b *devices.Bitmap, fields string) string {
	return fmt.Sprintf("^XA^CI28^PW%d^LL%d^LH0,0^FO0,0%s^PQ1^XZ", b.Width, b.Height, fields)
}

// The check value of CRC-16/XMODEM, which is this CRC (reveng catalogue).
func TestCRC16_CheckValue(t *testing.T) {
	if got := crc16("123456789"); got != 0x31C3 {
		t.Errorf("crc16 = %04X, want 31C3", got)
	}
}

func TestInterpreter_Graphics(t *testing.T) {
	b := sample(640, 400)
	for _, tt := range []struct{ name, data string }{
		{"hexadecimal", strings.ToUpper(hex.EncodeToString(b.Bits))},
		{"Z64", z64(t, b)},
		{"B64", sealed(":B64:", b.Bits)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z, s := interpret(format(b, field(b, tt.data)))
			if len(s.labels) != 1 || z.errors != 0 {
				t.Fatalf("%d labels and %d errors, want one label", len(s.labels), z.errors)
			}
			same(t, s.labels[0], b)
		})
	}
	t.Run("binary", func(t *testing.T) {
		_, s := interpret(format(b, fmt.Sprintf("^GFB,%d,%d,%d,%s^FS", len(b.Bits), len(b.Bits), b.Stride, b.Bits)))
		if len(s.labels) != 1 {
			t.Fatalf("%d labels, want one", len(s.labels))
		}
		same(t, s.labels[0], b)
	})
}

// What the run letters stand for, worked out by hand.
func TestExpand(t *testing.T) {
	for _, tt := range []struct{ data, want string }{
		{"0F", "0F000000"},
		{"HF,", "FF000000"},
		{"0F!", "0FFF0000"},
		{"ABCD:", "ABCDABCD"},
		{"M6GB", "6666666B"},
		{"JFJ0", "FFFF0000"},
		{"gF", "FFFFFFFF"},
		{"abcdef01", "ABCDEF01"},
		{"1234,5678", "12340000"},
	} {
		if got := strings.ToUpper(hex.EncodeToString(expand(tt.data, 4, 2))); got != tt.want {
			t.Errorf("expand(%q) = %s, want %s", tt.data, got, tt.want)
		}
	}
}

func TestInterpreter_BadGraphicDrawsNothing(t *testing.T) {
	b := sample(64, 32)
	good := z64(t, b)
	wrong := good[:len(good)-4] + "0000"
	if strings.HasSuffix(good, "0000") {
		t.Fatal("the sample's own CRC is 0000")
	}
	for _, tt := range []struct{ name, field string }{
		{"wrong CRC", field(b, wrong)},
		{"cut off", field(b, good[:len(good)/2])},
		{"not compressed", field(b, sealed(":Z64:", b.Bits))},
		{"wrong length", strings.Replace(field(b, good), "256,256,8", "256,264,8", 1)},
		{"no stride", "^GFA,256,256,0," + good + "^FS"},
		{"no parameters", "^GF^FS"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z, s := interpret(format(b, tt.field))
			if z.errors != 1 || len(s.labels) != 1 {
				t.Fatalf("%d errors and %d labels, want one of each", z.errors, len(s.labels))
			}
			same(t, s.labels[0], devices.NewBitmap(b.Width, b.Height))
		})
	}
}

func TestInterpreter_Position(t *testing.T) {
	g := sample(16, 8)
	_, s := interpret("^XA^PW40^LL20^LH2,3^FO5,1" + field(g, hex.EncodeToString(g.Bits)) + "^FO30,15" + field(g, hex.EncodeToString(g.Bits)) + "^XZ")
	want := devices.NewBitmap(40, 20)
	for y := range 8 {
		for x := range 16 {
			if !g.Black(x, y) {
				continue
			}
			want.Set(7+x, 4+y)
			if 32+x < 40 && 18+y < 20 {
				want.Set(32+x, 18+y)
			}
		}
	}
	same(t, s.labels[0], want)
}

func TestInterpreter_Commands(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"~HS", []string{"~HS"}},
		{"~HQES", []string{"~HQES"}},
		{"~HS\r\n~HQES\r\n", []string{"~HS", "~HQES"}},
		{"^XA^JZN^XZ", []string{"reprint false"}},
		{"^XA^JZY^XZ", []string{"reprint true"}},
		{"^XA^XZ", nil},
		{"^XA^PW100^XZ", nil},
		{"^XA^FO0,0^FS^PQ3,0,0^XZ", []string{"print 3"}},
		{"^FO0,0^FS^XZ", nil},
		{"^XA^FO0,0^FS~JA^XZ", []string{"cancel"}},
		{"^XA^FO0,0^GFA,8,8,1,00~JA00^FS^XZ", []string{"cancel"}},
		{"~PP~PS", []string{"pause true", "pause false"}},
		{"^XA^FO0,0~JR^XZ", []string{"reset"}},
		{"\x00\xffnoise ~~^^^X~J", nil},
	} {
		if _, s := interpret(tt.in); !slices.Equal(s.calls, tt.want) {
			t.Errorf("%q: %q, want %q", tt.in, s.calls, tt.want)
		}
	}
}

// What becomes of a whole job behind one that was cut off: the table of
// measurements in the notes on devices, section 1.5.
func TestInterpreter_CutOffJob(t *testing.T) {
	a, b := sample(64, 32), sample(64, 40)
	hexA := hex.EncodeToString(a.Bits)
	whole := format(b, field(b, z64(t, b)))
	for _, tt := range []struct {
		name, first string
	}{
		{"hexadecimal", format(a, field(a, hexA))},
		{"Z64", format(a, field(a, z64(t, a)))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, s := interpret(tt.first[:len(tt.first)/2], whole)
			if len(s.labels) != 2 {
				t.Fatalf("%d labels, want the part of the first and the second", len(s.labels))
			}
			same(t, s.labels[1], b)
		})
		t.Run(tt.name+", cancelled", func(t *testing.T) {
			_, s := interpret(tt.first[:len(tt.first)/2], "~JA", whole)
			if len(s.labels) != 1 {
				t.Fatalf("%d labels, want the second only", len(s.labels))
			}
			same(t, s.labels[0], b)
		})
	}
	t.Run("binary swallows the next", func(t *testing.T) {
		big := sample(640, 400)
		first := fmt.Sprintf("^XA^PW640^LL400^FO0,0^GFB,%d,%d,%d,", len(big.Bits), len(big.Bits), big.Stride)
		if _, s := interpret(first, "~JA", whole); len(s.calls) != 0 {
			t.Errorf("the binary field let %q through", s.calls)
		}
	})
}

func FuzzInterpreter(f *testing.F) {
	f.Add([]byte("^XA^PW64^LL32^FO0,0^GFA,256,256,8,:Z64:eJw=:0000^FS^XZ~HS"))
	f.Add([]byte("^XA^FO1,1^GFA,8,8,2,zzzzzzzzF!,::^FS^PQ2^XZ~JA~HQES"))
	f.Add([]byte("^XA^GFB,4,4,1,^^~~^FS^XZ"))
	f.Fuzz(func(t *testing.T, b []byte) {
		z, s := interpret(string(b))
		z.clear()
		if _, again := interpret("~JA", string(b)); !slices.Equal(again.calls, append([]string{"cancel"}, s.calls...)) {
			t.Error("~JA before the stream changed what it means")
		}
	})
}
