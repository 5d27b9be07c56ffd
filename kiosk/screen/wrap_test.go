package screen

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

func open(t *testing.T) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme())
}

func TestPhrased_BreaksWhereAReaderPauses(t *testing.T) {
	open(t)
	f := Face{Size: 60, Bold: true, Color: Ink}
	for _, c := range []struct {
		words string
		width float32
		want  []string
	}{
		{"对不起，赵经理不在公司，请您稍后与他联系", 952, []string{"对不起，赵经理不在公司，", "请您稍后与他联系"}},
		{"您好，有什么可以帮到您吗？", 716, []string{"您好，", "有什么可以帮到您吗？"}},
		{"短", 952, []string{"短"}},
		{"Please take a seat. We will be with you.", 700, []string{"Please take a seat.", "We will be with you."}},
		{"", 952, nil},
	} {
		if got := Phrased(c.words, f, c.width, 4); !slices.Equal(got, c.want) {
			t.Errorf("%s becomes %q, want %q", c.words, got, c.want)
		}
	}
}

func TestWrap_NoLineBeginsWithAClosingMark(t *testing.T) {
	open(t)
	const words = "欧阳女士（样例），赵经理马上来见您，请您在前台接待厅稍等片刻。《样例》"
	f := Face{Size: 30, Color: Ink}
	for width := float32(100); width < 1000; width += 7 {
		for name, lines := range map[string][]string{
			"wrapped": Wrap(words, f, width, 99), "balanced": Balanced(words, f, width, 99), "phrased": Phrased(words, f, width, 99),
		} {
			if strings.Join(lines, "") != words {
				t.Fatalf("%s at %v: letters are lost: %q", name, width, lines)
			}
			for _, line := range lines {
				first := []rune(line)[0]
				if strings.ContainsRune(closing, first) || strings.ContainsAny(line[len(line)-3:], opening) {
					t.Errorf("%s at %v: a line is %q", name, width, line)
				}
				if f.Width(line) > width+1 {
					t.Errorf("%s at %v: too wide: %q", name, width, line)
				}
			}
		}
	}
}

func TestWrap_EndsInAnEllipsisWhenThereIsNoRoom(t *testing.T) {
	open(t)
	f := Face{Size: 30, Color: Ink}
	lines := Wrap(strings.Repeat("样例文字", 40), f, 300, 2)
	if len(lines) != 2 || !strings.HasSuffix(lines[1], ellipsis) || f.Width(lines[1]) > 301 {
		t.Errorf("wrapped to %q", lines)
	}
}

func TestFitted_ShrinksBeforeItTears(t *testing.T) {
	open(t)
	f := Face{Size: 64, Bold: true, Color: Ink}
	const words = "您前面还有 2 位访客，我们会按先后顺序为您联系，请稍候"
	got, lines := Fitted(Box{W: 952, H: 2 * 64 * lineHeight}, words, f, 40)
	if len(lines) != 2 || !strings.HasSuffix(lines[0], "，") || got.Size >= 64 || got.Size < 51 {
		t.Errorf("at %v: %q", got.Size, lines)
	}
	got, lines = Fitted(Box{W: 300, H: 64 * lineHeight}, strings.Repeat("样", 40), f, 40)
	if got.Size < 40 || len(lines) == 0 {
		t.Errorf("below the least size: %v %q", got.Size, lines)
	}
}

func TestFace_Within(t *testing.T) {
	open(t)
	f := Face{Size: 40, Color: Ink}
	const words = "a sentence to be made smaller"
	if got := f.Within(words, f.Width(words)); got.Size != 40 {
		t.Errorf("what fits was made smaller: %v", got.Size)
	}
	if got := f.Within(words, f.Width(words)*0.9); got.Width(words) > f.Width(words)*0.9 || got.Size < 30 {
		t.Errorf("it does not fit at %v", got.Size)
	}
	if got := f.Within(words, 10); got.Size != 30 {
		t.Errorf("it was made smaller than a quarter: %v", got.Size)
	}
}

// Japanese is not torn between a word and its ending, nor within katakana.
func TestWrap_Japanese(t *testing.T) {
	got := strings.Join(pieces("入館証をカードリーダーにかざしてください。番号をお願いします"), "|")
	if want := "入|館|証を|カードリーダーにかざしてください。|番|号を|お願いします"; got != want {
		t.Errorf("the pieces are %s, want %s", got, want)
	}
}

func TestParagraph_LeavesNothingAlone(t *testing.T) {
	f := Face{Size: 30}
	const words = "欢迎来到云栖大厦。为了大家的安全，请您留意下面几点："
	width := f.Width(words) - 1.5*f.Size
	if last := Wrap(words, f, width, 9)[1]; f.Width(last) >= 3*f.Size {
		t.Fatalf("the last line is %q: the test sees nothing", last)
	}
	lines := Paragraph(words, f, width)
	if len(lines) != 2 || strings.Join(lines, "") != words || f.Width(lines[1]) < 3*f.Size {
		t.Errorf("the lines are %q", lines)
	}
	if got := Paragraph("短句。", f, width); len(got) != 1 {
		t.Errorf("a short one has the lines %q", got)
	}
}
