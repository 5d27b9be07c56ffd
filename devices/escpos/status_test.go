package escpos

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

func TestParseStatus(t *testing.T) {
	for in, want := range map[string]int{
		"\x12": 0x12, "\x16": 0x16, "\x1E": 0x1E, "\x72": 0x72, "\x1E\x12": 0x12, "\xFF\x12\x00": 0x12,
		"": -1, "\x00": -1, "\x13": -1, "\x92": -1, "\x02": -1, "7\"APBO\x00": -1, "\x0F\x0C\x03": -1,
	} {
		got, ok := ParseStatus([]byte(in))
		if ok != (want >= 0) || ok && int(got) != want {
			t.Errorf("%q: %x, %v", in, got, ok)
		}
	}
}

func TestStatus_Findings(t *testing.T) {
	const ok = fixedSet
	for name, c := range map[string]struct {
		s    Status
		want []devices.Cause
		held bool
	}{
		"well":              {Status{ok, ok, ok, ok}, nil, false},
		"cover open":        {Status{ok | printerOffline, ok | offlineCover, ok | errorPassing, ok}, []devices.Cause{devices.CauseCoverOpen}, true},
		"paper out, at end": {Status{ok | printerOffline, ok | offlinePaper, ok, ok}, []devices.Cause{devices.CausePaperOut}, true},
		"paper out":         {Status{ok, ok, ok, ok | paperOut | paperLow}, []devices.Cause{devices.CausePaperOut}, true},
		"paper low":         {Status{ok, ok, ok, ok | paperLow}, []devices.Cause{devices.CausePaperLow}, false},
		"cutter":            {Status{ok | printerOffline, ok | offlineError, ok | errorCutter, ok}, []devices.Cause{devices.CauseJammed}, true},
		"mechanical":        {Status{ok, ok | offlineError, ok | errorMechanical, ok}, []devices.Cause{devices.CauseJammed}, true},
		"fatal":             {Status{ok, ok | offlineError, ok | errorFatal, ok}, []devices.Cause{devices.CauseFault}, true},
		"hot":               {Status{ok | printerOffline, ok | offlineError, ok | errorPassing, ok}, []devices.Cause{devices.CauseHot}, true},
		"feed button":       {Status{ok | printerOffline, ok | offlineFeed, ok, ok}, []devices.Cause{devices.CausePaused}, true},
		"offline":           {Status{ok | printerOffline, ok, ok, ok}, []devices.Cause{devices.CausePaused}, true},
		"unnamed":           {Status{ok | printerOffline, ok | offlineError, ok, ok}, []devices.Cause{devices.CauseFault}, true},
	} {
		if got := printing.Describe(true, "", c.s.findings()); !slices.Equal(got.Causes, c.want) || got.Held != c.held {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestStatus_Stuck(t *testing.T) {
	for s, want := range map[Status]bool{
		{fixedSet, fixedSet, fixedSet, fixedSet}:                                            false,
		{fixedSet, fixedSet | offlineError, fixedSet | errorCutter, fixedSet}:               true,
		{fixedSet, fixedSet | offlineError, fixedSet | errorMechanical, fixedSet}:           true,
		{fixedSet, fixedSet | offlineCover, fixedSet | errorCutter, fixedSet}:               false,
		{fixedSet, fixedSet | offlineError, fixedSet | errorPassing | errorFatal, fixedSet}: false,
	} {
		if got := s.stuck(); got != want {
			t.Errorf("%x: %v", s, got)
		}
	}
}

// No mark holds a byte that passes for an answer to another question.
func TestMark(t *testing.T) {
	seen := map[string]bool{}
	for n := range 1 << 16 {
		m := mark(uint16(n)) //nolint:gosec // in range
		if _, ok := ParseStatus([]byte(receiptHead + m + receiptEnd)); ok || len(m) != 4 || seen[m] {
			t.Fatalf("%d: %q", n, m)
		}
		seen[m] = true
	}
}

func TestEar(t *testing.T) {
	for name, c := range map[string]struct {
		mark, in      string
		waits, proved bool
	}{
		"its receipt":              {"ABCD", "7\"ABCD\x00", false, true},
		"behind noise":             {"ABCD", strings.Repeat("7\"7\"\x12", 1000) + "7\"ABCD\x00\x12", false, true},
		"another's receipt":        {"ABCD", "7\"ABCE\x00", true, false},
		"cut":                      {"ABCD", "7\"ABCD", true, false},
		"the sensor's answer":      {"", "\x0C", false, false},
		"another question's":       {"", "\x12\x72\x16", true, false},
		"the sensor, not a recipt": {"ABCD", "\x00\x03", true, false},
	} {
		var e ear
		e.expect(c.mark)
		for i := range len(c.in) { // one byte at a time
			e.hear([]byte(c.in[i : i+1]))
		}
		if e.waits() != c.waits || e.proved != c.proved || cap(e.last) > 64 {
			t.Errorf("%s: waits %v, proved %v, keeps %d", name, e.waits(), e.proved, cap(e.last))
		}
	}
}

// Ten megabytes of noise with a thousand receipts inside, in pieces: each is
// heard, and none before it has come.
func TestEar_NoiseOfTenMegabytes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	noise := make([]byte, 10<<10)
	var e ear
	for i := range 1024 {
		for j := range noise {
			noise[j] = byte(rnd.UintN(256))
		}
		copy(noise[rnd.IntN(len(noise)-8):], receiptHead+mark(uint16(i+1))) // another's, and half a receipt
		e.expect(mark(uint16(i)))
		for part := range slices.Chunk(noise, 1+rnd.IntN(700)) {
			if e.hear(part); e.heard {
				t.Fatalf("receipt %d is heard in noise", i)
			}
		}
		if e.hear([]byte(receiptHead + mark(uint16(i)) + receiptEnd)); !e.proved || e.waits() || cap(e.last) > 64 {
			t.Fatalf("receipt %d is not heard, or %d bytes are kept", i, cap(e.last))
		}
	}
}

// A receipt is heard behind whatever comes, and nothing else is one.
func FuzzEar(f *testing.F) {
	f.Add([]byte("7\"AAAB\x00"), uint16(1))
	f.Add([]byte("\x127\"A"), uint16(0))
	f.Fuzz(func(t *testing.T, before []byte, n uint16) {
		var e ear
		e.expect(mark(n))
		receipt := receiptHead + mark(n) + receiptEnd
		e.hear(before)
		if e.proved != strings.Contains(string(before), receipt) {
			t.Errorf("%q for %q: %v", before, receipt, e.proved)
		}
		if e.hear([]byte(receipt)); !e.proved || e.waits() {
			t.Errorf("%q behind %q was not heard", receipt, before)
		}
	})
}

func FuzzParseStatus(f *testing.F) {
	f.Add([]byte("\x12\xFF"), byte(0x6C))
	f.Fuzz(func(t *testing.T, before []byte, bits byte) {
		said := bits&^fixedBits | fixedSet
		if got, ok := ParseStatus(append(slices.Clone(before), said)); !ok || got != said {
			t.Errorf("said %x, read %x, %v", said, got, ok)
		}
		if got, ok := ParseStatus(before); ok && got&fixedBits != fixedSet {
			t.Errorf("%x", got)
		}
	})
}
