package agent

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/devices/zpl"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/phrase"
)

// tool skips a test that needs a program which is not here; where the checks
// are run for good, its absence is a failure.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("LOBBY_CHECKS") != "" {
			t.Fatalf("%s is missing: .ci/setup test installs it", name)
		}
		t.Skipf("%s is not installed: .ci/setup test installs it", name)
	}
}

// TestPaper has the printer's bytes rendered, and the badge's code read, by
// software that is not ours: the pixels are those of the badge, and the code is
// one that the reader accepts.
func TestPaper(t *testing.T) {
	tool(t, "node")
	tool(t, "zbarimg")
	tool(t, "ZXingReader")
	render, err := filepath.Abs("../../.ci/zplcheck/render.mjs")
	if err != nil {
		t.Fatal(err)
	}
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	a := New(Options{Book: book, Key: key})
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	for name, visitor := range map[string]kiosk.Visitor{
		"chinese": {Name: "欧阳示例", Title: kiosk.TitleMs, Company: "样品科技有限公司"},
		"latin":   {Name: "Maximiliane Sampleton-Examplesworth", Title: kiosk.TitleMs, Company: "Sample & Sons"},
	} {
		for _, coarse := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s coarse=%v", name, coarse), func(t *testing.T) {
				label, err := a.label(kiosk.Record{
					ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Lang: kiosk.LangZH, Visitor: visitor, Host: testHosts[0], Issued: now,
					Badge: kiosk.Badge{Number: "261124-007", Attempt: 1, Expires: now.Add(12 * time.Hour)},
				}, coarse)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), "label.png")
				rendered := renderZPL(t, render, label, coarse, path)
				samePixels(t, label, rendered)
				for _, reader := range [][]string{{"zbarimg", "--quiet", "--raw", path}, {"ZXingReader", "-1", path}} {
					checkCode(t, reader, now)
				}
			})
		}
	}
}

func renderZPL(t *testing.T, script string, label *devices.Bitmap, compact bool, path string) image.Image {
	t.Helper()
	encoder := zpl.Encoder{Compact: compact}
	job, err := encoder.Job(label)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(job.Body, []byte("^XG")) != compact {
		t.Error("the label is not sent as it was asked for")
	}
	t.Logf("%d bytes on the wire", len(job.Body)+len(job.Commit))
	cmd := exec.CommandContext(t.Context(), "node", script)
	cmd.Stdin = bytes.NewReader(append(job.Body, job.Commit...))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("render the label: %v\n%s", err, stderr.String())
	}
	if err := os.WriteFile(path, out, 0o600); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func samePixels(t *testing.T, label *devices.Bitmap, img image.Image) {
	t.Helper()
	got := devices.FromImage(img)
	if got.Width < label.Width || got.Height < label.Height {
		t.Fatalf("rendered %d by %d, want %d by %d", got.Width, got.Height, label.Width, label.Height)
	}
	differ := 0
	for y := range label.Height {
		for x := range label.Width {
			if got.Black(x, y) != label.Black(x, y) {
				differ++
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d dots differ", differ, label.Width*label.Height)
	}
}

func checkCode(t *testing.T, reader []string, now time.Time) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), reader[0], reader[1:]...).Output()
	if err != nil {
		t.Fatalf("%s: %v", reader[0], err)
	}
	for field := range strings.FieldsSeq(string(out)) {
		text := strings.Trim(field, `"`)
		if !strings.HasPrefix(text, "V1:") {
			continue
		}
		token, err := badge.Verify(key.Public().(ed25519.PublicKey), text, now)
		if err != nil || token.Attempt != 1 {
			t.Errorf("%s read a code that is not accepted: %v", reader[0], err)
		}
		return
	}
	t.Errorf("%s read no code of ours", reader[0])
}
