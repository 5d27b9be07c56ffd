package postgres

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay/postgres/postgrestest"
	"lobby.internal/store/relay/relaytest"
)

// BenchmarkAppend carries 100,000 rows in batches of 1,000 and lets psql copy
// the same rows into a table of the same columns, key and indexes, in turn, on
// one server with its own settings. Both wait for the disk.
func BenchmarkAppend(b *testing.B) {
	const rows, limit = 100_000, 1000
	server := postgrestest.Start(b)
	l := relaytest.NewLog("lobby-1").Grow(rows)
	batches := l.All(limit)
	file := csvFile(b, l.Rows())
	var ours, theirs time.Duration
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		url := server.Database(b, fmt.Sprintf("bench%d", n))
		s := open(b, url)
		b.StartTimer()
		start := time.Now()
		for _, batch := range batches {
			if err := s.Append(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		ours += time.Since(start)
		b.StopTimer()
		if _, err := s.pool.Exec(b.Context(), `CREATE TABLE copied (LIKE badgelog.entries INCLUDING ALL); CHECKPOINT`); err != nil {
			b.Fatal(err)
		}
		theirs += copyFile(b, server, url, file)
		var copied int
		if err := s.pool.QueryRow(b.Context(), `SELECT count(*) FROM copied`).Scan(&copied); err != nil || copied != rows {
			b.Fatal(copied, err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(n*rows)/ours.Seconds(), "rows/s")
	b.ReportMetric(float64(n*rows)/theirs.Seconds(), "copy-rows/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-copy")
}

// copyFile returns how long psql takes from its start to its end.
func copyFile(b *testing.B, server *postgrestest.Server, url, file string) time.Duration {
	b.Helper()
	psql := exec.Command(server.Program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c",
		`\copy copied FROM '`+file+`' WITH (FORMAT csv, FORCE_NOT_NULL (badge, visit, state, host_id, host, department, floor, lift_bank))`, url)
	start := time.Now()
	if out, err := psql.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return time.Since(start)
}

// csvFile writes the rows as psql reads them and returns the file's path.
func csvFile(b *testing.B, rows []badgelog.Row) string {
	b.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, r := range rows {
		cells := []string{
			r.Kiosk, r.Epoch, fmt.Sprint(r.Seq), r.Time.Format(time.RFC3339Nano), string(r.Kind), string(r.Actor), fmt.Sprint(r.Ticket), r.Badge,
			fmt.Sprint(r.Attempt), string(r.Visit), fmt.Sprint(r.Rev), string(r.State), r.Visitor, string(r.Title), r.Company, string(r.HostID),
			r.Host, r.Department, r.Floor, r.LiftBank, when(r.Registered), when(r.Confirmed), when(r.Entered), when(r.Ended), fmt.Sprint(r.ByHand),
			`\x` + hex.EncodeToString(r.Commit[:]), `\x` + hex.EncodeToString(r.Previous[:]), `\x` + hex.EncodeToString(r.Hash[:]),
		}
		if err := w.Write(cells); err != nil {
			b.Fatal(err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "rows.csv")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
