package badge

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font"
	"pgregory.net/rapid"

	"lobby.internal/kiosk"
)

var update = flag.Bool("update", false, "write the golden images instead of comparing with them")

var testKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func testToken(t testing.TB) string {
	t.Helper()
	text, err := Sign(testKey, Token{
		Visit: "01JDCY4Q6V7A8B9C0D1E2F3G4H", Attempt: 1, Expires: time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func testCard(t testing.TB, change func(*Card)) Card {
	c := Card{
		Visitor: "王小明", Title: "先生", Company: "示例科技有限公司", Host: "李经理", Date: "2026-11-24",
		Floor: "12", Lift: "B", Number: "261124-007", Attempt: 1, Token: testToken(t), CompanyName: "示例物业管理有限公司",
	}
	if change != nil {
		change(&c)
	}
	return c
}

func testCards(t testing.TB) map[string]Card {
	return map[string]Card{
		"short": testCard(t, func(c *Card) { c.Visitor, c.Title, c.Company = "李明", "", "" }),
		"usual": testCard(t, nil),
		"compound": testCard(t, func(c *Card) {
			c.Visitor, c.Title, c.Host, c.Floor, c.Attempt = "欧阳云栖", "女士", "司马听雨总监", "B1", 2
		}),
		"long": testCard(t, func(c *Card) {
			c.Visitor, c.Floor, c.Lift = "阿卜杜勒艾合买提·买买提吐尔逊·阿不都热合曼", "", ""
			c.Company = "上海示例数据科技（集团）股份有限公司华东分公司"
		}),
		"latin": testCard(t, func(c *Card) {
			c.Visitor, c.Title, c.Host, c.Attempt = "Maximiliane-Alexandra Konstantinopoulos", "Ms", "Mr Wang", 12
			c.Company, c.CompanyName = "Example Data Science & Engineering Consultants (International) Ltd", "Example Property Management"
		}),
		"traditional": testCard(t, func(c *Card) {
			c.Visitor, c.Title, c.Host, c.Company = "歐陽范例龍", "女士", "鄺經理", "香港示範數據科技（國際）有限公司"
		}),
		"polish": testCard(t, func(c *Card) {
			c.Visitor, c.Title, c.Host = "Żółcisława Przykładowska-Świętochłowicka", "Ms", "Pan Błażej Wzór"
			c.Company = "Przykład Zażółć Gęślą Jaźń Spółka z o.o., Łódź"
		}),
		"vietnamese": testCard(t, func(c *Card) {
			c.Visitor, c.Title, c.Host = "NGUYỄN THỊ VÍ DỤ ẪN", "Ms", "Ông Trần Mẫu"
			c.Company = "Công ty Trách nhiệm Hữu hạn Ví Dụ Việt Nam, Thành phố Mẫu"
		}),
		"coarse":       testCard(t, func(c *Card) { c.Coarse = true }),
		"coarse-short": testCard(t, func(c *Card) { c.Visitor, c.Title, c.Company, c.Coarse = "李明", "", "", true }),
		"coarse-long": testCard(t, func(c *Card) {
			c.Visitor, c.Floor, c.Lift, c.Coarse = "阿卜杜勒艾合买提·买买提吐尔逊·阿不都热合曼", "", "", true
			c.Company = "上海示例数据科技（集团）股份有限公司华东分公司"
		}),
		"accents": testCard(t, func(c *Card) { c.Visitor, c.Title, c.Company = "LÊ ẨN", "", "ẨỄ" }),
	}
}

func render(t testing.TB, c Card) *image.Paletted {
	t.Helper()
	img, err := Render(c)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestRender_Golden(t *testing.T) {
	for name, card := range testCards(t) {
		t.Run(name, func(t *testing.T) {
			got, path := render(t, card), filepath.Join("testdata", name+".png")
			if *update {
				writePNG(t, path, got)
			}
			golden, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(golden))
			if err != nil {
				t.Fatal(err)
			}
			if n := different(got, want); n != 0 {
				failed := filepath.Join(t.ArtifactDir(), name+".png")
				writePNG(t, failed, got)
				t.Errorf("%d dots differ from %s; drawn now: %s", n, path, failed)
			}
		})
	}
}

func different(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return -1
	}
	n := 0
	for y := range Height {
		for x := range Width {
			r1, _, _, _ := a.At(x, y).RGBA()
			r2, _, _, _ := b.At(x, y).RGBA()
			if r1 != r2 {
				n++
			}
		}
	}
	return n
}

func writePNG(t testing.TB, path string, img image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The QR code is read by programs that are not ours.
func TestRender_CodeIsRead(t *testing.T) {
	readers := map[string][]string{"zbarimg": {"--quiet", "--raw"}, "ZXingReader": {"-bytes"}}
	for program, args := range readers {
		t.Run(program, func(t *testing.T) {
			path, err := exec.LookPath(program)
			if err != nil {
				t.Skipf("%s is not installed: the code was not read back by it", program)
			}
			for name, card := range testCards(t) {
				file := filepath.Join(t.TempDir(), name+".png")
				writePNG(t, file, render(t, card))
				out, err := exec.Command(path, append(args, file)...).Output()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if got := strings.TrimSpace(string(out)); got != card.Token {
					t.Errorf("%s: read %q, want %q", name, got, card.Token)
				}
			}
		})
	}
}

// codeBounds is where a token's QR code stands: version 6, 41 modules.
func codeBounds(coarse bool) (code, quiet image.Rectangle) {
	dots := 5
	if coarse {
		dots = 4
	}
	code = image.Rect(codeRight-41*dots, codeBottom-41*dots, codeRight, codeBottom)
	return code, code.Inset(-quietModules * dots)
}

func TestRender_QuietZoneAndMargins(t *testing.T) {
	for name, card := range testCards(t) {
		code, quiet := codeBounds(card.Coarse)
		img := render(t, card)
		if img.ColorIndexAt(code.Min.X, code.Min.Y) != Black {
			t.Errorf("%s: no code where it is expected", name)
		}
		checkInk(t, name, img, code, quiet)
	}
}

func checkInk(t interface{ Errorf(string, ...any) }, name string, img *image.Paletted, code, quiet image.Rectangle) {
	paper := img.Rect.Inset(DotsPerMM)
	for y := range Height {
		for x := range Width {
			at := image.Pt(x, y)
			if img.ColorIndexAt(x, y) != Black {
				continue
			}
			if !at.In(paper) {
				t.Errorf("%s: ink at %v, within 1 mm of the edge", name, at)
				return
			}
			if at.In(quiet) && !at.In(code) {
				t.Errorf("%s: ink at %v, in the code's quiet zone", name, at)
				return
			}
		}
	}
}

// Any name that a visitor may register is drawn whole, and nothing reaches
// into the code or over the edge.
func TestRender_AnyNameFits(t *testing.T) {
	code, quiet := codeBounds(false)
	token := testToken(t)
	fonts, err := loadTypefaces()
	if err != nil {
		t.Fatal(err)
	}
	alphabets := map[string]*rapid.Generator[rune]{
		"李": rapid.SampledFrom([]rune("王欧阳小明霸懿·WMijlgp -&éÄ（）")),
		"陳": rapid.SampledFrom([]rune("歐陽龍鬱ŁWễẪg -")),
		"Ł": rapid.SampledFrom([]rune("WMŴŒijlgpşřĄẪỄộĢЩЮΈ -’&")),
	}
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string, limit int) string {
			first := rapid.SampledFrom([]string{"李", "陳", "Ł"}).Draw(t, label+" begins")
			return first + string(rapid.SliceOfN(alphabets[first], 0, limit-2).Draw(t, label)) + "n"
		}
		c := Card{
			Visitor: text("visitor", kiosk.MaxName), Title: rapid.SampledFrom([]string{"", "先生", "Ms"}).Draw(t, "title"),
			Company: text("company", kiosk.MaxCompany), Host: text("host", kiosk.MaxName), Floor: text("floor", 8), Lift: text("lift", 4),
			Date: "2026-11-24", Number: "261124-007", Attempt: 3, Token: token, CompanyName: text("house", kiosk.MaxCompany),
		}
		img, err := Render(c)
		if err != nil {
			t.Fatal(err)
		}
		checkInk(t, "card", img, code, quiet)
		set := newPen(fonts).fit(c.Visitor, namePlace(c.Title == "Ms", func(int) int { return 60 }))
		if got := strings.ReplaceAll(strings.Join(set.lines, ""), " ", ""); got != strings.ReplaceAll(c.Visitor, " ", "") {
			t.Errorf("the name was cut: %q", set.lines)
		}
	})
}

func TestRender_GlyphsTheFontsLack(t *testing.T) {
	refused := map[string]string{
		"Arabic": "محمد", "Thai": "สมชาย", "Hangul": "김예시", "Hebrew": "דוגמה", "Thai after Latin": "Łก", "Devanagari": "राम", "emoji": "王😀", "bidi override": "王\u202e明",
		"control": "王\x07明", "line break": "王\n明", "private use": "王\ue000", "lone accent": "q\u0301", "unassigned": "\U0002fffe",
	}
	for script, text := range refused {
		c := testCard(t, nil)
		for _, f := range c.fields() {
			before := *f.text
			*f.text = text
			_, err := Render(c)
			if !errors.Is(err, ErrGlyphs) {
				t.Errorf("%s in %s: %v, want ErrGlyphs", script, f.name, err)
			} else if strings.Contains(err.Error(), text) {
				t.Errorf("%s in %s: the error tells what was on the card", script, f.name)
			}
			*f.text = before
		}
	}
}

func TestRender_GlyphsTheFontsHave(t *testing.T) {
	for _, name := range []string{
		"Zoë Exemplum", "阿卜杜拉·买买提", "张㑇䶮", "Ян Пример", "陳黃劉張", "Łucja Przykład", "Žofie Příkladová", "Örnek Yağmur Işık",
		"Ví Dụ Nguyễn", "Παράδειγμα", "Ґалина Їжак", "Əhməd Nümunə", "阮氏 Nguyễn",
	} {
		render(t, testCard(t, func(c *Card) { c.Visitor, c.Company, c.Host = name, name, name }))
	}
	for composed, apart := range map[string]string{"Zoë": "Zoe\u0308", "Nguyễn": "Nguye\u0302\u0303n", "Łoś": "Łos\u0301"} {
		one := render(t, testCard(t, func(c *Card) { c.Visitor = composed }))
		if n := different(one, render(t, testCard(t, func(c *Card) { c.Visitor = apart }))); n != 0 {
			t.Errorf("%s with its accents apart is drawn otherwise: %d dots", composed, n)
		}
	}
}

// A letter that only the second font has brings the name's other letters along;
// Chinese stays with the first, and a name without such a letter is not touched.
func TestFamily_IsOneAName(t *testing.T) {
	fonts, err := loadTypefaces()
	if err != nil {
		t.Fatal(err)
	}
	p := newPen(fonts)
	for text, want := range map[string]string{"Anna Łoś": "LLLLLLLL", "阮 Lễ明": "CLLLC", "Zoë 明": "CCCCC", "（Ł）": "CLC"} {
		var got strings.Builder
		s := style{weight: bold, size: 40, family: fonts.family(text)}
		p.each(text, s, 0, func(g glyph) {
			name := map[font.Face]string{p.face(style{bold, 40, common}): "C", p.face(style{bold, 40, latin}): "L"}
			got.WriteString(name[g.face])
		})
		if got.String() != want {
			t.Errorf("%s: fonts %s, want %s", text, &got, want)
		}
	}
}

// Accents on accents touch neither the band above the name nor the line above.
func TestRender_AccentsHaveRoom(t *testing.T) {
	for _, name := range []string{"LÊ ẨN", "ẪỄ", "Nguyễn ẨẪỄỖg Ngọc ẨỄỖẪ Ngọc", "Gągęjęła ŻŹŃÅẪỄ Gągęjęła ŻŹŃÅẪỄ"} {
		img := render(t, testCard(t, func(c *Card) { c.Visitor, c.Title, c.Company = name, "", "" }))
		for x := range Width {
			for y := bandBottom; y < bandBottom+3; y++ {
				if img.ColorIndexAt(x, y) == Black {
					t.Fatalf("%s: ink at %d,%d, against the band", name, x, y)
				}
			}
		}
	}
}

func TestRender_Refuses(t *testing.T) {
	for name, change := range map[string]func(*Card){
		"no visitor": func(c *Card) { c.Visitor = "" },
		"no number":  func(c *Card) { c.Number = "" },
		"no token":   func(c *Card) { c.Token = "" },
		"long token": func(c *Card) { c.Token = strings.Repeat("A", 400) },
		"huge token": func(c *Card) { c.Token = strings.Repeat("A", 9000) },
	} {
		if img, err := Render(testCard(t, change)); err == nil || img != nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestFit_Breaks(t *testing.T) {
	fonts, err := loadTypefaces()
	if err != nil {
		t.Fatal(err)
	}
	p := newPen(fonts)
	in := place{width: 200, height: 60, lines: 2, largest: 40, smallest: 20, weight: bold}
	for text, want := range map[string][]string{
		"王小明":                     {"王小明"},
		"Anna Katharina Exemplum": {"Anna Katharina", "Exemplum"},
		"示例数据科技（集团）有限公司":            {"示例数据科技", "（集团）有限公司"},
		"Donaudampfschifffahrtsamt": {"Donaudampfs", "chifffahrtsamt"},
	} {
		if got := p.fit(text, in); strings.Join(got.lines, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q at %d, want %q", text, got.lines, got.style.size, want)
		}
	}
	cut := p.fit(strings.Repeat("很长的名字", 12), in)
	if len(cut.lines) != 2 || cut.style.size != in.smallest || !strings.HasSuffix(cut.lines[1], "…") {
		t.Errorf("too long: %q at %d", cut.lines, cut.style.size)
	}
	in.lines = 1
	if one := p.fit("很长很长很长很长很长的名字", in); len(one.lines) != 1 || !strings.HasSuffix(one.lines[0], "…") {
		t.Errorf("too long for one line: %q", one.lines)
	}
}

func BenchmarkRender(b *testing.B) {
	cards := testCards(b)
	for _, name := range []string{"usual", "long"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Render(cards[name]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
