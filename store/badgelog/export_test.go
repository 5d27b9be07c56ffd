package badgelog

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"lobby.internal/kiosk"
)

// exported is an export and what belongs to it.
type exported struct {
	rows []Row
	file []byte
	note []byte // of the CSV form; the JSON form has it at its end
	keys note.Verifiers
}

// rowsOf returns the rows of a log of nine entries in two epochs, the second
// after entry 5.
func rowsOf(tb testing.TB, kioskID string) []Row {
	tb.Helper()
	epoch := Begin(kioskID, "E1", Position{})
	at := epoch.Base
	var rows []Row
	for n := range 9 {
		if n == 5 {
			epoch = Begin(kioskID, "E2", at)
			at = epoch.Base
		}
		ev := event(n)
		e := Entry{
			Seq: uint64(n + 1), At: ev.At.UTC(), Kind: ev.Kind, Actor: ev.Actor, Visit: ev.Visit, Rev: n, State: ev.State,
			Ticket: n, Badge: ev.Badge, Attempt: ev.Attempt, Host: ev.Host, Commit: Hash{byte(n)}, Previous: at.Hash,
		}
		encoded, err := encoding.Marshal(e)
		if err != nil {
			tb.Fatal(err)
		}
		e.Hash = chained(e.Previous, e.Seq, encoded)
		at = Position{e.Seq, e.Hash}
		r := Source{Kiosk: kioskID, Epoch: epoch.ID, Zone: noon.Location()}.Row(e, recordOf(n), kiosk.Host{ID: ev.Host, Name: "林示例"})
		rows = append(rows, r)
	}
	return rows
}

// recordOf is the visit of the n-th entry as it stands.
func recordOf(n int) kiosk.Record {
	return kiosk.Record{Visitor: kiosk.Visitor{Name: fmt.Sprint("访客", n), Title: kiosk.TitleMs, Company: "示例, \"x\""}, Registered: noon}
}

// write writes rows as an export of the key's kiosk.
func write(tb testing.TB, rows []Row, jsonl bool, k Key) exported {
	tb.Helper()
	var out bytes.Buffer
	var follower Follower
	var err error
	for _, r := range rows {
		err = errors.Join(err, follower.Next(r))
	}
	if jsonl {
		err = errors.Join(err, WriteJSONL(&out, rows))
	} else {
		err = errors.Join(err, WriteCSV(&out, rows, CSVOptions{}))
	}
	c := follower.Checkpoint()
	if len(rows) == 0 {
		c.Kiosk, c.Epoch = "K1", "E1"
	}
	c.Export.Sum = sha256.Sum256(out.Bytes())
	signed, signErr := c.Sign(k.Signer)
	if jsonl {
		err = errors.Join(err, NewJSONLWriter(&out).WriteNote(signed))
		signed = nil
	}
	if err := errors.Join(err, signErr); err != nil {
		tb.Fatal(err)
	}
	return exported{rows, out.Bytes(), signed, k.Known}
}

func (x exported) verify(file []byte) (ExportProof, error) {
	return VerifyExport(bytes.NewReader(file), ExportOptions{Keys: x.keys, Note: x.note})
}

func TestVerifyExport(t *testing.T) {
	k := newKey(t, "K1")
	all := rowsOf(t, "K1")
	for _, jsonl := range []bool{false, true} {
		for from := range all {
			for to := from; to <= len(all); to++ {
				x := write(t, all[from:to], jsonl, k)
				proof, err := x.verify(x.file)
				if err != nil || proof.Entries != to-from || to > from && proof.Last.Seq != uint64(to) {
					t.Errorf("JSON %t, entries %d to %d: %+v, %v", jsonl, from+1, to, proof, err)
				}
			}
		}
	}
	x := write(t, all, false, k)
	spaced := bytes.Replace(write(t, all, true, k).file, []byte(notePrefix), []byte(notePrefix+" "), 1)
	if _, err := x.verify(spaced); err == nil {
		t.Error("a space in the note's line was not found")
	}
	if _, err := x.verify(append([]byte(byteOrderMark), x.file...)); err != nil {
		t.Errorf("with a byte order mark: %v", err)
	}
}

// TestVerifyExport_Breaks alters the lines of an export of nine entries. Line 0
// of the CSV form is the header.
func TestVerifyExport_Breaks(t *testing.T) {
	k := newKey(t, "K1")
	x := write(t, rowsOf(t, "K1"), false, k)
	lines := bytes.SplitAfter(x.file, []byte("\n"))
	replace := func(line int, old, with string) func([][]byte) [][]byte {
		return func(l [][]byte) [][]byte {
			if !bytes.Contains(l[line], []byte(old)) {
				t.Fatalf("no %q in line %d", old, line)
			}
			l[line] = bytes.Replace(l[line], []byte(old), []byte(with), 1)
			return l
		}
	}
	for name, c := range map[string]struct {
		spoil  func([][]byte) [][]byte
		seq    uint64 // of a *BreakError; 0 for another error
		reason error
	}{
		"altered":         {replace(3, ",issued,", ",left,"), 3, ErrAltered},
		"badge altered":   {replace(3, "261124-001", "261124-002"), 3, ErrAltered},
		"time altered":    {replace(3, "12:02:00.005", "12:02:00.006"), 3, ErrAltered},
		"previous":        {replace(3, fmt.Sprint(x.rows[2].Previous), fmt.Sprint(Hash{})), 3, ErrAltered},
		"removed":         {func(l [][]byte) [][]byte { return slices.Delete(l, 3, 4) }, 3, ErrMissing},
		"first removed":   {func(l [][]byte) [][]byte { return slices.Delete(l, 1, 2) }, 0, ErrCutFront},
		"last removed":    {func(l [][]byte) [][]byte { return slices.Delete(l, 9, 10) }, 9, ErrMissing},
		"epoch removed":   {func(l [][]byte) [][]byte { return slices.Delete(l, 6, 10) }, 6, ErrMissing},
		"all removed":     {func(l [][]byte) [][]byte { return l[:1] }, 1, ErrMissing},
		"inserted":        {func(l [][]byte) [][]byte { return slices.Insert(l, 3, l[2]) }, 3, ErrMissing},
		"exchanged":       {func(l [][]byte) [][]byte { l[2], l[3] = l[3], l[2]; return l }, 2, ErrMissing},
		"another epoch":   {replace(6, ",E2,", ",E3,"), 6, ErrEpoch},
		"another kiosk":   {replace(6, "K1,", "K2,"), 6, ErrEpoch},
		"name altered":    {replace(3, "访客2", "访客乙"), 0, ErrFacts},
		"name taken out":  {replace(3, "访客2", ""), 0, ErrFacts},
		"header altered":  {replace(0, "visitor", "guest"), 0, ErrNoChain},
		"old export":      {func([][]byte) [][]byte { return [][]byte{[]byte("kiosk,epoch,seq\n")} }, 0, ErrNoChain},
		"empty":           {func([][]byte) [][]byte { return nil }, 0, ErrNoChain},
		"line end":        {func(l [][]byte) [][]byte { return append(l, []byte("\n")) }, 0, ErrFacts},
		"number unread":   {replace(3, ",3,", ",x,"), 0, nil},
		"cut in a line":   {func(l [][]byte) [][]byte { l[9] = l[9][:20]; return l }, 0, nil},
		"quotes":          {replace(3, "K1", `"K1`), 0, nil},
		"another's whole": {func([][]byte) [][]byte { return [][]byte{write(t, rowsOf(t, "K2"), false, k).file} }, 9, ErrWitness},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := x.verify(bytes.Join(c.spoil(slices.Clone(lines)), nil))
			if c.reason == nil {
				if _, ok := errors.AsType[*ReadError](err); !ok || strings.Contains(err.Error(), "访客") {
					t.Errorf("error is %v", err)
				}
				return
			}
			broken, ok := errors.AsType[*BreakError](err)
			if !errors.Is(err, c.reason) || ok != (c.seq > 0) || ok && broken.Seq != c.seq {
				t.Errorf("error is %v", err)
			}
		})
	}
	if _, err := x.verify(x.file); err != nil {
		t.Error(err)
	}
}

func TestVerifyExport_Notes(t *testing.T) {
	k, other := newKey(t, "K1"), newKey(t, "K1")
	all := rowsOf(t, "K1")
	x := write(t, all, false, k)
	plain := func(seq uint64, epoch string) []byte {
		signed, err := Checkpoint{Kiosk: "K1", Epoch: epoch, Position: Position{seq, all[seq-1].Hash}}.Sign(k.Signer)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	for name, c := range map[string]struct {
		rows []Row
		o    ExportOptions
		want error
	}{
		"checkpoint":               {all, ExportOptions{Keys: k.Known, Note: plain(7, "E2")}, nil},
		"checkpoint of the last":   {all, ExportOptions{Keys: k.Known, Note: plain(9, "E2")}, nil},
		"checkpoint beyond":        {all[:6], ExportOptions{Keys: k.Known, Note: plain(7, "E2")}, ErrMissing},
		"checkpoint before":        {all[3:], ExportOptions{Keys: k.Known, Note: plain(2, "E1")}, ErrOutside},
		"of another epoch":         {all, ExportOptions{Keys: k.Known, Note: plain(7, "E1")}, ErrWitness},
		"another key":              {all, ExportOptions{Keys: other.Known, Note: x.note}, ErrNote},
		"no note":                  {all, ExportOptions{Keys: k.Known}, ErrNoNote},
		"nonsense":                 {all, ExportOptions{Keys: k.Known, Note: []byte("nonsense")}, ErrNote},
		"note of a shorter export": {all, ExportOptions{Keys: k.Known, Note: write(t, all[:7], false, k).note}, ErrMissing},
		"note of a later export":   {all, ExportOptions{Keys: k.Known, Note: write(t, all[2:], false, k).note}, ErrCutFront},
		"names erased":             {erased(all), ExportOptions{Keys: k.Known, Note: x.note, EntriesOnly: true}, nil},
		"names erased, not meant":  {erased(all), ExportOptions{Keys: k.Known, Note: x.note}, ErrFacts},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := WriteCSV(&out, c.rows, CSVOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := VerifyExport(&out, c.o); !errors.Is(err, c.want) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func erased(rows []Row) []Row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Visitor, rows[i].Company = "", ""
	}
	return rows
}

func TestCheckpoint_Form(t *testing.T) {
	c := Checkpoint{Kiosk: "K1", Epoch: "E1", Position: Position{7, Hash{1}}}
	if got, err := parseCheckpoint(c.Text()); err != nil || got != c {
		t.Errorf("%+v, %v", got, err)
	}
	text := c.Text()
	for name, spoilt := range map[string]string{
		"another origin": strings.Replace(text, origin, "other", 1),
		"zeros":          strings.Replace(text, "\n7\n", "\n07\n", 1),
		"upper case":     strings.Replace(text, "\n01", "\n0A", 1) + "x",
		"no epoch":       strings.Replace(text, "/", " ", 1),
		"a line more":    text + "more\n",
		"no number":      strings.Replace(text, "\n7\n", "\n-7\n", 1),
		"empty":          "",
	} {
		if _, err := parseCheckpoint(spoilt); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for _, id := range []string{"two\nlines", "K+ 1/é"} {
		c.Kiosk = id
		signed, err := c.Sign(newKey(t, id).Signer)
		if wrong := strings.Contains(id, "\n"); (err != nil) != wrong {
			t.Errorf("kiosk %q: %s, %v", id, signed, err)
		}
	}
}

// TestVerifyExport_AnyMutation: whatever one thing is changed in an export, it is
// found.
func TestVerifyExport_AnyMutation(t *testing.T) {
	k := newKey(t, "K1")
	all := rowsOf(t, "K1")
	exports := []exported{write(t, all, false, k), write(t, all, true, k), write(t, all[2:8], false, k), write(t, all[6:], true, k)}
	rapid.Check(t, func(rt *rapid.T) {
		x := rapid.SampledFrom(exports).Draw(rt, "export")
		changed := mutate(rt, slices.Clone(x.file))
		if bytes.Equal(changed, x.file) || bytes.Equal(changed, append([]byte(byteOrderMark), x.file...)) {
			return
		}
		if proof, err := x.verify(changed); err == nil {
			rt.Fatalf("not found: %+v", proof)
		}
	})
}

func mutate(rt *rapid.T, file []byte) []byte {
	at := func() int { return rapid.IntRange(0, len(file)-1).Draw(rt, "at") }
	lines := bytes.SplitAfter(file, []byte("\n"))
	line := func(name string) int { return rapid.IntRange(0, len(lines)-1).Draw(rt, name) }
	switch rapid.SampledFrom([]string{"bit", "byte", "insert", "delete", "cut", "line gone", "line twice", "exchanged"}).Draw(rt, "what") {
	case "bit":
		file[at()] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
	case "byte":
		file[at()] = rapid.Byte().Draw(rt, "byte")
	case "insert":
		return slices.Insert(file, at(), rapid.SliceOfN(rapid.Byte(), 1, 5).Draw(rt, "bytes")...)
	case "delete":
		a := at()
		return slices.Delete(file, a, min(len(file), a+rapid.IntRange(1, 50).Draw(rt, "count")))
	case "cut":
		return file[:at()]
	case "line gone":
		n := line("line")
		return bytes.Join(slices.Delete(lines, n, n+1), nil)
	case "line twice":
		n := line("line")
		return bytes.Join(slices.Insert(lines, line("where"), lines[n]), nil)
	case "exchanged":
		a, b := line("one"), line("other")
		lines[a], lines[b] = lines[b], lines[a]
		return bytes.Join(lines, nil)
	}
	return file
}

// FuzzVerifyExport: no export makes the verifier panic or pass, but the one that
// was signed.
func FuzzVerifyExport(f *testing.F) {
	k := newKey(f, "K1")
	c, j := write(f, rowsOf(f, "K1"), false, k), write(f, rowsOf(f, "K1"), true, k)
	f.Add(c.file)
	f.Add(j.file)
	f.Add([]byte(byteOrderMark))
	f.Add([]byte(`{"note":"x"}` + "\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, x := range []exported{c, j} {
			_, err := x.verify(file)
			same := bytes.Equal(bytes.TrimPrefix(file, []byte(byteOrderMark)), x.file)
			if same != (err == nil) {
				t.Errorf("same %t, error %v", same, err)
			}
		}
	})
}

// FuzzCheckpoint: what is read as a checkpoint is written again letter by letter.
func FuzzCheckpoint(f *testing.F) {
	c := Checkpoint{Kiosk: "K1", Epoch: "E1", Position: Position{7, Hash{1}}}
	f.Add(c.Text())
	c.Export = Extent{After: Position{3, Hash{2}}, Sum: Hash{3}}
	f.Add(c.Text())
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := parseCheckpoint(text); err == nil && c.Text() != text {
			t.Errorf("%q is written as %q", text, c.Text())
		}
	})
}

// An export of before there were the last columns is proved all the same.
func TestVerifyExport_OfFewerColumns(t *testing.T) {
	k := newKey(t, "K1")
	x := write(t, rowsOf(t, "K1"), false, k)
	var old bytes.Buffer
	if err := WriteCSV(&old, x.rows, CSVOptions{Columns: firstColumns}); err != nil {
		t.Fatal(err)
	}
	if header, _, _ := bytes.Cut(old.Bytes(), []byte("\n")); !bytes.HasSuffix(header, []byte(",hash")) {
		t.Fatalf("its columns are %s", header)
	}
	c, err := OpenCheckpoint(x.note, x.keys)
	if err != nil {
		t.Fatal(err)
	}
	c.Export.Sum = sha256.Sum256(old.Bytes())
	if x.note, err = c.Sign(k.Signer); err != nil {
		t.Fatal(err)
	}
	if proof, err := x.verify(old.Bytes()); err != nil || proof.Entries != len(x.rows) {
		t.Errorf("%+v, %v", proof, err)
	}
	var fewer bytes.Buffer
	if err := WriteCSV(&fewer, x.rows, CSVOptions{Columns: firstColumns - 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := x.verify(fewer.Bytes()); !errors.Is(err, ErrNoChain) {
		t.Errorf("without the hash: %v", err)
	}
}
