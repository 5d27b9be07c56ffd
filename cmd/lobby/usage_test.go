package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// usage is what a process takes of the computer.
type usage struct {
	all        float64       // resident memory in MB
	own        float64       // what of it is no page of a mapped file, in MB
	heap       float64       // what Go has in use of that; with a display C has the most of the rest, Mesa above all
	goroutines int           // now
	cpu        time.Duration // since it began, on all cores together
}

func used(b *testing.B) usage {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	u := usage{goroutines: runtime.NumGoroutine()}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kB, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch {
		case err != nil:
		case name == "VmRSS":
			u.all = float64(kB) / 1000
		case name == "RssAnon":
			u.own = float64(kB) / 1000
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u.heap = float64(m.HeapInuse) / 1e6
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	u.cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	return u
}

// noted returns what is used after so many visits, and prints it now and then.
func noted(b *testing.B, visits int) usage {
	b.Helper()
	if slices.Contains([]int{10, 50, 100, 250, 500}, visits) || visits%1000 == 0 {
		u := used(b)
		b.Logf("after %d visits %.1f MB, %.1f of its own, %.1f in use in Go's heap, %d goroutines", visits, u.all, u.own, u.heap, u.goroutines)
		return u
	}
	return usage{}
}
