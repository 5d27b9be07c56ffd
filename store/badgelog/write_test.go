package badgelog

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

var sample = Row{
	Kiosk: "lobby-1", Epoch: "00ff", Seq: 7, Time: noon, Kind: kiosk.EventEntered, Actor: kiosk.ActorAgent,
	Ticket: 3, Badge: "261124-001", Attempt: 1, Visit: "01TEST", Rev: 5, State: kiosk.StateOnSite,
	Visitor: "王样本", Title: kiosk.TitleMs, Company: `Fiction "&" <Sons>, Ltd`, HostID: "H001", Host: "林示例",
	Department: "Sample", Floor: "12", LiftBank: "B", Registered: noon, Confirmed: noon, Entered: noon.Add(time.Second), ByHand: true,
	Commit: Hash{0x0c}, Previous: Hash{0x0a}, Hash: Hash{0x0b}, Consent: "2026-11-01", Rules: "2026-10",
}

func TestWriteCSV_Golden(t *testing.T) {
	zeros := strings.Repeat("00", len(Hash{})-1)
	var out bytes.Buffer
	if err := WriteCSV(&out, []Row{sample, {Seq: 8, Time: noon, Kind: kiosk.EventReadRefused, Actor: kiosk.ActorReader}}, CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `kiosk,epoch,seq,time,kind,actor,ticket,badge,attempt,visit,rev,state,visitor,title,company,host_id,host,department,floor,lift_bank,registered,confirmed,entered,ended,by_hand,commit,previous,hash,consent,rules
lobby-1,00ff,7,2026-11-24T12:00:00.005+08:00,entered,agent,3,261124-001,1,01TEST,5,on_site,王样本,ms,"Fiction ""&"" <Sons>, Ltd",H001,林示例,Sample,12,B,2026-11-24T12:00:00.005+08:00,2026-11-24T12:00:00.005+08:00,2026-11-24T12:00:01.005+08:00,,yes,0c` + zeros + `,0a` + zeros + `,0b` + zeros + `,2026-11-01,2026-10
,,8,2026-11-24T12:00:00.005+08:00,read_refused,reader,,,,,,,,,,,,,,,,,,,,00` + zeros + `,00` + zeros + `,00` + zeros + `,,
`
	if out.String() != want {
		t.Errorf("wrote\n%s", out.String())
	}
}

func TestWriteCSV_ByteOrderMark(t *testing.T) {
	var out bytes.Buffer
	if err := WriteCSV(&out, nil, CSVOptions{BOM: true}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte{0xEF, 0xBB, 0xBF, 'k'}) {
		t.Errorf("begins with % x", out.Bytes()[:4])
	}
}

func TestWriteCSV_Formulas(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", "＝1", "＋1", "－1", "＠x"} {
		var out bytes.Buffer
		if err := WriteCSV(&out, []Row{{Visitor: name, Company: name}}, CSVOptions{}); err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		visitor := table[1][slices.Index(Columns(), "visitor")]
		if !strings.HasPrefix(visitor, "'") || table[1][slices.Index(Columns(), "company")] != visitor {
			t.Errorf("%q is written as %q", name, visitor)
		}
	}
	if got := plain("O'Sample-=+"); got != "O'Sample-=+" {
		t.Errorf("harmless cell became %q", got)
	}
}

func TestWriteJSONL_SameColumns(t *testing.T) {
	full := sample
	full.Ended = noon
	var out bytes.Buffer
	if err := WriteJSONL(&out, []Row{full, full}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `\"&\" <Sons>`) {
		t.Errorf("lines %q", lines)
	}
	var names map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &names); err != nil {
		t.Fatal(err)
	}
	for _, c := range Columns() {
		if _, ok := names[c]; !ok {
			t.Errorf("no %q in the JSON form", c)
		}
		delete(names, c)
	}
	if len(names) != 0 {
		t.Errorf("only in the JSON form: %v", names)
	}
	var back Row
	if err := json.Unmarshal([]byte(lines[0]), &back); err != nil || !back.Time.Equal(full.Time) || back.Visitor != full.Visitor {
		t.Errorf("read back %+v, %v", back, err)
	}
	if strings.Contains(lines[0], "phone") {
		t.Error("the export has a column for the telephone number")
	}
}

func TestColumns_AreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/badgelog.md")
	if err != nil {
		t.Fatal(err)
	}
	var described []string
	for line := range strings.SplitSeq(string(page), "\n") {
		if name, ok := strings.CutPrefix(line, "| `"); ok {
			name, _, _ = strings.Cut(name, "`")
			described = append(described, name)
		}
	}
	if !slices.Equal(described, Columns()) {
		t.Errorf("docs/badgelog.md describes\n%v\nthe export has\n%v", described, Columns())
	}
}

type brokenWriter struct{ after int }

var errBroken = errors.New("the far end is gone")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestWrite_Errors(t *testing.T) {
	many := slices.Repeat([]Row{sample}, 100)
	for after := range 2 {
		if err := WriteCSV(&brokenWriter{after}, many, CSVOptions{BOM: true}); !errors.Is(err, errBroken) {
			t.Errorf("CSV: %v", err)
		}
		if err := WriteJSONL(&brokenWriter{after}, many); !errors.Is(err, errBroken) {
			t.Errorf("JSON: %v", err)
		}
	}
}
