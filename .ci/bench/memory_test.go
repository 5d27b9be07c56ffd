package bench

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/store"
)

// residentEnv makes the test's program open a store, read it and say how much
// memory it then has: "ours" or "sqlite", and the file.
const residentEnv = "LOBBY_BENCH_RESIDENT"

func TestMain(m *testing.M) {
	if what, child := os.LookupEnv(residentEnv); child {
		if err := resident(what); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// reads is how often the child reads who is there.
const reads = 200

// resident opens the store, reads it as an agent does and prints its memory.
func resident(what string) error {
	kind, path, _ := strings.Cut(what, " ")
	read, closing, err := opened(kind, path)
	if err != nil {
		return err
	}
	for range reads {
		if err := read(); err != nil {
			return err
		}
	}
	return errors.Join(printMemory(), closing())
}

// opened opens the store and returns what reads it and what closes it.
func opened(kind, path string) (read, closing func() error, err error) {
	nothing := func() error { return nil }
	switch kind {
	case "ours":
		db, err := store.Open(path, store.Options{Zone: morning.Location()})
		if err != nil {
			return nil, nil, err
		}
		return func() error {
			open, err := db.Open()
			day, errDay := db.Since(morning)
			return errors.Join(err, errDay, atLeastOne(open), atLeastOne(day))
		}, db.Close, nil
	case "sqlite":
		db, err := sql.Open("sqlite", liteName(path))
		if err != nil {
			return nil, nil, err
		}
		l := lite{db}
		return func() error {
			open, err := l.records(openVisits)
			day, errDay := l.records(`SELECT record FROM visit ORDER BY arrived DESC`)
			return errors.Join(err, errDay, atLeastOne(open), atLeastOne(day))
		}, db.Close, nil
	}
	return nothing, nothing, nil // the program alone
}

func atLeastOne(all []kiosk.Record) error {
	if len(all) == 0 {
		return errors.New("no visits")
	}
	return nil
}

// printMemory prints the process's own pages and those of mapped files, in KB.
// The kernel takes the latter back when it needs them.
func printMemory() error {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, value, _ := strings.Cut(lines.Text(), ":"); name == "RssAnon" || name == "RssFile" {
			fmt.Println(name, strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		}
	}
	return nil
}

// measure returns a child's memory in MB.
func measure(b *testing.B, what string) (own, mapped float64) {
	b.Helper()
	child := exec.Command(os.Args[0])
	child.Env, child.Stderr = append(os.Environ(), residentEnv+"="+what), os.Stderr
	said, err := child.Output()
	if err != nil {
		b.Fatal(err)
	}
	var a, m int
	if _, err := fmt.Sscanf(string(said), "RssAnon %d\nRssFile %d", &a, &m); err != nil {
		b.Fatalf("%v: %q", err, said)
	}
	return float64(a) / 1024, float64(m) / 1024
}

// BenchmarkResident opens files with so many log entries, and 500 visits of whom
// 30 are there, each in a process of its own. own-MB is what only that process
// has, mapped-MB the pages of files and of the program; none is the program with
// neither store.
func BenchmarkResident(b *testing.B) {
	for _, entries := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(entries), func(b *testing.B) {
			dir := b.TempDir()
			path, litePath := filepath.Join(dir, "lobby.db"), filepath.Join(dir, "lite.db")
			db, l := openStore(b, path), openLite(b, litePath)
			lobbies(b, db, l, 470, 10, 20)
			if err := errors.Join(fill(db, entries), l.fill(entries), db.Close(), l.Close()); err != nil {
				b.Fatal(err)
			}
			for _, what := range []string{"none", "ours " + path, "sqlite " + litePath} {
				kind, file, _ := strings.Cut(what, " ")
				b.Run(kind, func(b *testing.B) {
					var own, mapped float64
					for b.Loop() {
						own, mapped = measure(b, what)
					}
					b.ReportMetric(own, "own-MB")
					b.ReportMetric(mapped, "mapped-MB")
					if info, err := os.Stat(file); err == nil {
						b.ReportMetric(float64(info.Size())/(1<<20), "file-MB")
					}
				})
			}
		})
	}
}

// fillBy is how many log entries are in a transaction.
const fillBy = 5000

// fill adds entries to the log.
func fill(db *store.DB, entries int) error {
	for range entries / fillBy {
		_, err := db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			for range fillBy {
				if err := tx.Log(kiosk.Event{Kind: kiosk.EventReadRefused, At: morning, Actor: kiosk.ActorReader}); err != nil {
					return "", err
				}
			}
			return "", nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l lite) fill(entries int) error {
	for range entries / fillBy {
		tx, err := l.Begin()
		if err != nil {
			return err
		}
		for range fillBy {
			_, err := tx.Exec(`INSERT INTO log(at, kind, visit, entry) VALUES (?, 'read_refused', '', ?)`, morning.UnixNano(), `{"actor":"reader"}`)
			if err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}
