package tspl

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
)

var usual = Encoder{Gap: 2, DotsPerMM: 8}

// What the manual says of each command, byte by byte.
func TestEncoder_Bytes(t *testing.T) {
	b := devices.NewBitmap(640, 400)
	for x := 16; x < 616; x++ { // a rule
		b.Set(x, 10)
		b.Set(x, 11)
	}
	b.Set(3, 390)
	job, err := usual.Job(b)
	if err != nil {
		t.Fatal(err)
	}
	want := "\r\nSIZE 80 mm,50 mm\r\nGAP 2 mm,0 mm\r\nDIRECTION 1\r\nSET REPRINT OFF\r\nCLS\r\n" +
		"BAR 16,10,600,2\r\n" + "BITMAP 0,390,1,1,0,\xEF\r\n"
	if string(job.Body) != want {
		t.Errorf("body is  %q\n, want %q", job.Body, want)
	}
	if string(job.Commit) != "PRINT 1,1\r\n" {
		t.Errorf("commit is %q", job.Commit)
	}
}

func TestEncoder_Millimetres(t *testing.T) {
	job, err := (&Encoder{Gap: 3, DotsPerMM: 12}).Job(devices.NewBitmap(642, 480))
	if err != nil {
		t.Fatal(err)
	}
	if want := []byte("SIZE 53.5 mm,40 mm\r\nGAP 3 mm,0 mm\r\n"); !bytes.Contains(job.Body, want) {
		t.Errorf("no %q in %q", want, job.Body)
	}
}

// Nothing in a job is obeyed before its time, whatever the label looks like.
func TestEncoder_NoImmediateCommand(t *testing.T) {
	b := devices.NewBitmap(640, 64)
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // the same each time
	for i := range b.Bits {
		b.Bits[i] = []byte{^byte(esc), ^byte(tilde), ^byte(bang), 0}[r.IntN(4)]
	}
	job, err := usual.Job(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"\x1B!", "~!"} {
		if bytes.Contains(job.Body, []byte(command)) {
			t.Errorf("the job contains %q", command)
		}
	}
}

// The figures of docs/devices.md.
func TestEncoder(t *testing.T) {
	devicetest.TestEncoder(t, map[string]int{"short.png": 11300, "usual.png": 12600, "latin.png": 14800, "long.png": 14600}, size)
}

func size(label *devices.Bitmap) (int, error) {
	job, err := usual.Job(label)
	return len(job.Body) + len(job.Commit), err
}

func BenchmarkEncoder(b *testing.B) {
	devicetest.BenchmarkEncoder(b, []string{"accents.png", "long.png"}, size)
}
