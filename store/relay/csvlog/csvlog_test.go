package csvlog

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// readable is a sink that can be looked into: through its files alone, as
// whoever uses them does.
type readable struct {
	*Sink
	dir string
}

func openDir(t testing.TB, dir string) readable {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return readable{s, dir}
}

func (r readable) Rows(_ context.Context, kiosk string) (rows []badgelog.Row, err error) {
	names, err := filepath.Glob(filepath.Join(r.dir, folderName(kiosk), "*.csv"))
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		table, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			return nil, err
		}
		for _, cells := range table[1:] {
			row, err := parse(cells)
			if err != nil {
				return nil, err
			}
			if dayOf(row.Time) != filepath.Base(name) {
				return nil, fmt.Errorf("%s has an entry of %s", name, row.Time)
			}
			rows = append(rows, row)
		}
	}
	return rows, err
}

func (r readable) Note(_ context.Context, kiosk string) ([]byte, error) {
	note, err := os.ReadFile(filepath.Join(r.dir, folderName(kiosk), fileCheckpoint))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return note, err
}

func (r readable) Aside(_ context.Context, kiosk string) (all []relaytest.Aside, err error) {
	content, err := os.ReadFile(filepath.Join(r.dir, folderName(kiosk), fileAside))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(content) {
		var a asideLine
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, err
		}
		all = append(all, relaytest.Aside{Row: a.Row, Reason: a.Reason})
	}
	return all, err
}

// parse reads the cells of a row, which stand in the order of its fields.
func parse(cells []string) (row badgelog.Row, err error) {
	v := reflect.ValueOf(&row).Elem()
	for i, cell := range cells {
		if first := []rune(cell + "  ")[1]; strings.HasPrefix(cell, "'") && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			cell = cell[1:]
		}
		switch f := v.Field(i).Addr().Interface().(type) {
		case *int:
			*f, _ = strconv.Atoi(cell)
		case *uint64:
			*f, err = strconv.ParseUint(cell, 10, 64)
		case *bool:
			*f = cell == "yes"
		case *badgelog.Hash:
			err = f.UnmarshalText([]byte(cell))
		case *time.Time:
			if cell != "" {
				*f, err = time.Parse(time.RFC3339, cell)
			}
		default:
			v.Field(i).SetString(cell)
		}
		if err != nil {
			return row, fmt.Errorf("cell %d: %w", i, err)
		}
	}
	return row, nil
}

func TestSink(t *testing.T) {
	root := t.TempDir()
	relaytest.TestSink(t, func(t *testing.T, name string) relaytest.Sink {
		s := openDir(t, filepath.Join(root, name))
		t.Cleanup(func() { checkSums(t, s.dir) })
		return s
	})
}

// checkSums fails the test unless every folder's checksums are those of its
// files, all of them.
func checkSums(t testing.TB, dir string) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "[^.]*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		for _, f := range files {
			if f.Name() == fileSums || f.Name() == fileState {
				continue
			}
			content, err := os.ReadFile(filepath.Join(folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256(content), f.Name())
		}
		got, err := os.ReadFile(filepath.Join(folder, fileSums))
		if err != nil && want.Len() > 0 {
			t.Error(err)
		}
		if string(got) != want.String() {
			t.Errorf("the checksums are\n%swant\n%s", got, want.String())
		}
	}
}

func fill(t testing.TB, s relay.Sink, batches ...relay.Batch) {
	t.Helper()
	for _, b := range batches {
		if err := s.Append(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSink_Files(t *testing.T) {
	s := openDir(t, filepath.Join(t.TempDir(), "facilities"))
	l := relaytest.NewLog("大堂 1").Grow(5)
	b := l.Batch(1, 5)
	b.Note = []byte("a signed note\n")
	fill(t, s, b)
	folder := filepath.Join(s.dir, folderName("大堂 1"))
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
		if info, err := f.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	want := []string{"2026-11-24.csv", "2026-11-25.csv", fileSums, fileCheckpoint, fileState}
	if !slices.Equal(names, want) {
		t.Errorf("the files are %q", names)
	}
	text, err := os.ReadFile(filepath.Join(folder, "2026-11-24.csv"))
	if lines := strings.Split(string(text), "\n"); err != nil || len(lines) != 5 || lines[0] != strings.Join(badgelog.Columns(), ",") {
		t.Errorf("%v\n%s", err, text)
	}
	if note, err := os.ReadFile(filepath.Join(folder, fileCheckpoint)); err != nil || !bytes.Equal(note, b.Note) {
		t.Errorf("the note is %q, %v", note, err)
	}
	program, err := exec.LookPath("sha256sum")
	if err != nil {
		if os.Getenv("LOBBY_CHECKS") == "1" {
			t.Fatal(err)
		}
		t.Skip("no sha256sum on this machine")
	}
	check := exec.Command(program, "--check", "--strict", fileSums)
	check.Dir = folder
	if out, err := check.CombinedOutput(); err != nil || strings.Count(string(out), ": OK\n") != 3 {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

func TestSink_FormulasAreText(t *testing.T) {
	s := openDir(t, t.TempDir())
	fill(t, s, relaytest.NewLog("K1").Grow(32).All(50)...)
	text, err := os.ReadFile(filepath.Join(s.dir, "K1", "2026-11-25.csv"))
	if err != nil || !strings.Contains(string(text), ",'=1+1,") || !strings.Contains(string(text), ",'＝示例,") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestSink_RefusesAlteredFiles(t *testing.T) {
	for _, name := range []string{"2026-11-25.csv", fileErased, fileState} {
		for how, spoil := range map[string]func(string) error{
			"edited": func(path string) error {
				text, err := os.ReadFile(path)
				return errors.Join(err, os.WriteFile(path, bytes.Replace(text, []byte("01TEST"), []byte("01TESU"), 1), 0o600))
			},
			"cut":  func(path string) error { return os.Truncate(path, 5) },
			"gone": os.Remove,
		} {
			if name == fileState && how != "cut" {
				continue // it holds no visit, and without it the folder is a new one
			}
			t.Run(name+" "+how, func(t *testing.T) {
				dir := t.TempDir()
				s := openDir(t, dir)
				l := relaytest.NewLog("K1").Grow(30).Erase(relaytest.Visit(1))
				fill(t, s, l.All(50)...)
				if err := errors.Join(s.Close(), spoil(filepath.Join(dir, "K1", name))); err != nil {
					t.Fatal(err)
				}
				s = openDir(t, dir)
				l.Grow(2)
				err := s.Append(t.Context(), l.Batch(32, 33))
				if !errors.Is(err, ErrAltered) || !errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), name) {
					t.Errorf("error is %v", err)
				}
			})
		}
	}
}

func TestOpen_OneAtATime(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	if _, err := Open(dir); !errors.Is(err, ErrInUse) {
		t.Errorf("error is %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Cursor(t.Context(), "K1"); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	s = openDir(t, dir)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(dir, ".lock", "x")); err == nil {
		t.Error("a folder within a file was opened")
	}
}

func TestFolderName(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"lobby-1", "大堂 1", "..", ".", "", "a/b", `a\b`, ".lock", "%2E", "%2E."} {
		name := folderName(id)
		if name == "" || name[0] == '.' || strings.ContainsAny(name, `/\`) || seen[name] != "" {
			t.Errorf("%q is kept in %q", id, name)
		}
		seen[name] = id + "!"
	}
	if folderName("lobby-1") != "lobby-1" {
		t.Error("a plain name is not kept")
	}
}

// TestSink_ZoneCorrected: the same moment, written in another zone, is found in
// the other day's file.
func TestSink_ZoneCorrected(t *testing.T) {
	s := openDir(t, t.TempDir())
	l := relaytest.NewLog("K1").Grow(30)
	fill(t, s, l.Batch(1, 20))
	again := l.Batch(1, 30)
	for i := range again.Rows {
		again.Rows[i].Time = again.Rows[i].Time.UTC()
	}
	fill(t, s, again)
	rows, err := s.Rows(t.Context(), "K1")
	if diff := relaytest.Diff(rows, l.Rows()); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// A day that was begun when there were fewer columns goes on with as many, the
// next begins with all.
func TestSink_ADayBegunWithFewerColumns(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir)
	l := relaytest.NewLog("K1").Grow(200)
	if err := s.Append(t.Context(), l.Batch(1, 3)); err != nil {
		t.Fatal(err)
	}
	day := filepath.Join(dir, "K1", dayOf(l.Rows()[0].Time))
	var old bytes.Buffer
	if err := badgelog.WriteCSV(&old, l.Rows()[:3], badgelog.CSVOptions{Columns: len(badgelog.Columns()) - 2}); err != nil {
		t.Fatal(err)
	}
	err := s.in(t.Context(), "K1", func(f *folder) error {
		c := f.change()
		c.put(filepath.Base(day), old.Bytes(), f.state.Files[filepath.Base(day)].Personal)
		return f.commit(c)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), l.Batch(4, 200)); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "K1", "*.csv"))
	if err != nil || len(names) < 2 {
		t.Fatalf("%v, %v", names, err)
	}
	rows := 0
	for i, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(bytes.NewReader(content)).ReadAll() // each line as wide as the first
		if want := len(badgelog.Columns()); err != nil || i == 0 && len(table[0]) != want-2 || i > 0 && len(table[0]) != want {
			t.Errorf("%s has %d columns, %v", name, len(table[0]), err)
		}
		rows += len(table) - 1
	}
	if rows != 200 {
		t.Errorf("%d rows", rows)
	}
}
