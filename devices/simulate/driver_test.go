package simulate

import (
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/zpl"
)

// The encoder and the interpreter were written apart from one another; what
// one sends, the other draws, dot for dot.
func TestInterpreter_DriversJobs(t *testing.T) {
	var e zpl.Encoder
	for _, size := range []struct{ width, height int }{{8, 1}, {9, 7}, {639, 400}, {640, 400}, {640, 1}, {1344, 900}} {
		for name, b := range map[string]*devices.Bitmap{
			"noise": sample(size.width, size.height),
			"white": devices.NewBitmap(size.width, size.height),
		} {
			job, err := e.Job(b)
			if err != nil {
				t.Fatal(err)
			}
			z, s := interpret(string(job.Body))
			if len(s.labels) != 0 {
				t.Fatalf("%s: a label came out before the commit", name)
			}
			for _, c := range job.Commit {
				z.take(c)
			}
			if len(s.labels) != 1 || z.errors != 0 {
				t.Fatalf("%s of %dx%d: %d labels and %d errors", name, size.width, size.height, len(s.labels), z.errors)
			}
			same(t, s.labels[0], b)
		}
	}
}

// Cut anywhere before its commit and cancelled, a job leaves nothing behind.
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
