package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

const (
	benchWaiting = 20       // who wait, as in a busy lobby; the others have left
	benchPages   = 16 << 20 // bytes of the file that bare writes go to
)

// bareFile takes writes and syncs that keep nothing: what a disk can do.
type bareFile struct {
	*os.File
	page []byte
}

func newBareFile(b *testing.B, dir string) bareFile {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "bare"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	// Written once, so that later syncs are of data alone.
	if _, err := f.Write(make([]byte, benchPages)); err != nil {
		b.Fatal(err)
	}
	if err := datasync(f); err != nil {
		b.Fatal(err)
	}
	return bareFile{f, make([]byte, os.Getpagesize())}
}

// commit writes so many pages, syncs, writes a page and syncs again, and returns
// how long that took. The pages lie about the file as bbolt's do: by ones and
// twos.
func (f bareFile) commit(b *testing.B, pages int) time.Duration {
	b.Helper()
	begun := time.Now()
	write := func(at int64) {
		if _, err := f.WriteAt(f.page, at*int64(len(f.page))); err != nil {
			b.Fatal(err)
		}
	}
	sync := func() {
		if err := datasync(f.File); err != nil {
			b.Fatal(err)
		}
	}
	for at := int64(0); pages > 0; pages-- {
		if pages%3 == 1 {
			at++ // beside the last
		} else {
			at = 1 + rand.Int64N(benchPages/int64(len(f.page))-2)
		}
		write(at)
	}
	sync()
	write(0)
	sync()
	return time.Since(begun)
}

// BenchmarkRegistration registers visitors one after the other, and between
// them writes and syncs what bbolt cannot do without. floor is the share of a
// registration's time that two bare fdatasyncs of one page each take on the same
// disk at the same time, pages-floor the share that the same two syncs take with
// as many pages written before them as bbolt wrote.
func BenchmarkRegistration(b *testing.B) {
	dir := b.TempDir()
	db := openTest(b, filepath.Join(dir, "lobby.db"), testOptions(), faults{})
	bare := newBareFile(b, dir)
	var ours, floor, pagesFloor time.Duration
	n, written := 0, int64(0)
	b.ReportAllocs()
	for b.Loop() {
		before := db.bolt.Stats()
		begun := time.Now()
		mustRegister(b, db, n)
		ours += time.Since(begun)

		b.StopTimer()
		after := db.bolt.Stats()
		pages := after.TxStats.GetWrite() - before.TxStats.GetWrite() - 1 // the meta page
		written += pages
		floor += bare.commit(b, 1)
		pagesFloor += bare.commit(b, int(pages))
		if n >= benchWaiting {
			mustCancel(b, db, visitID(n-benchWaiting))
		}
		n++
		b.StartTimer()
	}
	b.ReportMetric(float64(floor)/float64(ours), "floor")
	b.ReportMetric(float64(floor.Nanoseconds())/float64(n), "bare-ns/op")
	b.ReportMetric(float64(pagesFloor)/float64(ours), "pages-floor")
	b.ReportMetric(float64(written)/float64(n), "pages")
}

func mustCancel(b *testing.B, db *DB, id kiosk.VisitID) {
	b.Helper()
	mustDecide(b, db, "", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		return id, errors.Join(v.Cancel(kiosk.ActorReception, v.Record().Registered), tx.Put(v))
	})
}

// BenchmarkSince reads a day's visits.
func BenchmarkSince(b *testing.B) {
	for _, n := range []int{500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db := openTest(b, filepath.Join(b.TempDir(), "lobby.db"), testOptions(), noSync)
			for i := range n {
				mustRegister(b, db, i)
			}
			b.ReportAllocs()
			for b.Loop() {
				if all, err := db.Since(time.Time{}); err != nil || len(all) != n {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}

// BenchmarkRegistrationsAtOnce has 64 desks register at once. per-commit is how
// many decisions shared a transaction.
func BenchmarkRegistrationsAtOnce(b *testing.B) {
	db := openTest(b, filepath.Join(b.TempDir(), "lobby.db"), testOptions(), faults{})
	var n, commits atomic.Int64
	db.faults.before = func() error { commits.Add(1); return nil }
	b.SetParallelism((64 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mustRegister(b, db, int(n.Add(1)))
		}
	})
	b.ReportMetric(float64(n.Load())/float64(commits.Load()), "per-commit")
}
