package store

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkRegistration registers visitors one after the other, and between
// them writes and syncs what bbolt cannot do without: a page, and the meta page
// that points to it. floor is the share of a registration's time that those two
// bare fdatasyncs take on the same disk at the same time.
func BenchmarkRegistration(b *testing.B) {
	dir := b.TempDir()
	o := testOptions()
	db := openTest(b, filepath.Join(dir, "lobby.db"), o, faults{})
	bare, err := os.Create(filepath.Join(dir, "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	page := make([]byte, os.Getpagesize())
	twoSyncs := func() {
		for at := range int64(2) {
			if _, err := bare.WriteAt(page, at*int64(len(page))); err != nil {
				b.Fatal(err)
			}
			if err := datasync(bare); err != nil {
				b.Fatal(err)
			}
		}
	}
	twoSyncs() // gives the file its size, so that later ones sync data alone
	var ours, floor time.Duration
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		begun := time.Now()
		mustRegister(b, db, n)
		ours += time.Since(begun)
		n++

		b.StopTimer()
		begun = time.Now()
		twoSyncs()
		floor += time.Since(begun)
		// Nobody leaves in this benchmark; a queue of a whole day is no queue.
		b.StartTimer()
	}
	b.ReportMetric(float64(floor)/float64(ours), "floor")
	b.ReportMetric(float64(floor.Nanoseconds())/float64(n), "bare-ns/op")
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
