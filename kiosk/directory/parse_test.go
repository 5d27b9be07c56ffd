package directory

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
)

const plain = "工号,姓名,称谓,拼音,部门,楼层,电梯,分机,代理人\n" +
	"A1,单样本,先生,,行政部,3,A,8001,A2\n" +
	"A2,张示例,经理,zhang shi li,\"财务部,一组\",12,B,8002,\n"

func TestParse_Encodings(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"UTF-8": plain, "UTF-8 with a byte order mark": "\ufeff" + plain, "GB18030": gb,
		"CRLF": strings.ReplaceAll(plain, "\n", "\r\n"),
		"tabs": strings.ReplaceAll(strings.ReplaceAll(plain, "\"财务部,一组\"", "财务部一组"), ",", "\t"),
	} {
		t.Run(name, func(t *testing.T) {
			hosts, err := Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(hosts) != 2 {
				t.Fatalf("got %d hosts, want 2", len(hosts))
			}
			want := kiosk.Host{
				ID: "A1", Name: "单样本", Title: kiosk.TitleMr, Pinyin: "shan yang ben", Department: "行政部",
				Floor: "3", LiftBank: "A", Extension: "8001", Deputy: "A2",
			}
			if hosts[0] != want {
				t.Errorf("first host differs in %+v", hosts[0])
			}
			if hosts[1].Title != "经理" {
				t.Errorf("title = %q, want 经理", hosts[1].Title)
			}
		})
	}
}

func TestParse_NamesEveryLineAtFault(t *testing.T) {
	text := "id,name,floor,deputy\n" +
		"1,甲样,3,\n" +
		",乙样,3,\n" + // line 3: no id
		"1,丙样,3,\n" + // line 4: id again
		"4,,3,\n" + // line 5: no name
		"5,戊样,123456789,\n" + // line 6: floor too long
		"6,己\u202e样,3,\n" + // line 7: bidi override
		"7,庚样,3,99\n" + // line 8: unknown deputy
		"8,辛样,3,8\n" + // line 9: own deputy
		"9,壬样,3,,extra\n" // line 10: too many cells
	_, err := Parse(strings.NewReader(text))
	var refusal *ImportError
	if !errors.As(err, &refusal) {
		t.Fatalf("error is %v, want an ImportError", err)
	}
	lines := map[int]bool{}
	for _, p := range refusal.Problems {
		lines[p.Line] = true
	}
	for line := 3; line <= 10; line++ {
		if !lines[line] {
			t.Errorf("line %d is not named in:\n%v", line, err)
		}
	}
	if lines[2] {
		t.Error("line 2 is good and named")
	}
	if strings.Contains(err.Error(), "样") {
		t.Error("the error repeats what stands in the file")
	}
}

func TestParse_RefusesForeignFiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "only a header": "id,name\n", "unknown column": "id,name,salary\n1,甲样,1\n",
		"no name column": "id,floor\n1,2\n", "column twice": "id,name,id\n1,甲样,1\n",
		"a workbook": "PK\x03\x04junk", "UTF-16": "\xff\xfei\x00d\x00", "not text": "id,name\n1,\xff\xff\xff\n",
		"open quote": "id,name\n1,\"甲样\n",
	} {
		t.Run(name, func(t *testing.T) {
			hosts, err := Parse(strings.NewReader(text))
			var refusal *ImportError
			if !errors.As(err, &refusal) || hosts != nil {
				t.Errorf("got %d hosts and %v, want an ImportError", len(hosts), err)
			}
		})
	}
}

func TestParse_NamesTheLineOfBadBytes(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []int
	}{
		"UTF-8 cut off at the end":         {"id,name\n1,张伟\n2,王芳\n3,李\xe5\n", []int{4}},
		"UTF-8 cut off, the last line":     {"id,name\n1,张伟\n2,李\xe5", []int{3}},
		"UTF-8 broken in two lines":        {"id,name\n1,张\xe4\n2,王芳\n3,李\xe5\n", []int{2, 4}},
		"UTF-8 broken at its first letter": {"id,name\n1,\xe5\n2,王芳\n", []int{2}},
		"Latin letters, one broken":        {"id,name\n1,José\n2,Ren\xe9e\n", []int{3}},
		"a byte order mark":                {"\ufeffid,name\n1,Ann\n2,\xcd\xf5\n", []int{3}},
		"UTF-8 before GB18030":             {"id,name\n1,张伟\n2,\xcd\xf5\xb7\xbc\n3,\xcd\xf5\xb7\xbc\n", []int{3, 4}},
		"neither":                          {"id,name\n1,Ann\n2,\xff\n", []int{3}},
		"GB18030 cut off":                  {"id,name\n1,\xcd\xf5\xb7\xbc\n2,\xcd\xf5\xb7\n3,\xff\n", []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			hosts, err := Parse(strings.NewReader(c.text))
			var refusal *ImportError
			if !errors.As(err, &refusal) || hosts != nil {
				t.Fatalf("got %d hosts and %v, want an ImportError", len(hosts), err)
			}
			var lines []int
			for _, p := range refusal.Problems {
				lines = append(lines, p.Line)
			}
			if !slices.Equal(lines, c.want) {
				t.Errorf("lines %v are named, want %v", lines, c.want)
			}
		})
	}
}

// A list in GB18030 may begin with bytes that happen to be good UTF-8.
func TestParse_GB18030ThatBeginsLikeUTF8(t *testing.T) {
	raw, err := simplifiedchinese.GB18030.NewEncoder().String("id,name\n1,卓样\n2,王示例\n3,李范例\n")
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := Parse(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if hosts[0].Name != "卓样" || hosts[1].Name != "王示例" {
		t.Error("the names are not what the file says")
	}
}

func TestParse_Sample(t *testing.T) {
	hosts, err := Parse(strings.NewReader(string(assets.SampleDirectory())))
	if err != nil {
		t.Fatal(err)
	}
	if len(hosts) < 30 {
		t.Errorf("the sample directory has %d hosts", len(hosts))
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte("id;name\n1;x\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		hosts, err := Parse(strings.NewReader(string(raw)))
		if (err == nil) != (len(hosts) > 0) {
			t.Errorf("%d hosts with error %v", len(hosts), err)
		}
	})
}
