package simulate

import (
	"fmt"
	"slices"
	"testing"

	"lobby.internal/devices"
)

func readESCPOS(p press) language { return newESCPOS(p, false) }

const (
	posArea = "\x1BW\x00\x00\x00\x00\x10\x00\x04\x00"
	posDots = "\x1Dv0\x00\x01\x00\x02\x00"
	posDone = "7\"ABCD\x00"
)

func TestESCPOS_Commands(t *testing.T) {
	page := "\x1BL" + posArea + posDots + "\xF0\x0F"
	for in, want := range map[string][]string{
		"\x10\x04\x01\x10\x04\x04": {"\x01", "\x04"},
		page + "\x0C":              {"print 1"},
		page:                       nil,
		page + "\x18\x0C":          nil,
		page + "\x1B@\x0C":         nil,
		page + "\x1BS\x0C":         nil,
		page + "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08\x0C": {"cancel"},
		page + "\x10\x05\x02\x0C":                             {"cancel"},
		page + "\x0C\x1DVA\x00\x1D(H\x06\x0000ABCD":           {"print 1", "receipt " + posDone},
		"\x1Dr\x01":                                  {"receipt \x00"},
		posDots + "\xF0\x0F":                         {"print 1"}, // at once, outside page mode
		posDots + "\x10\x04\x02\xF0\x0F":             {"\x02", "print 1"},
		"\x10\x10\x04\x03":                           {"\x03"},
		"\x0C\x18\x00\x00":                           nil,
		"\x1D(k\x03\x00\x0C\x0C\x0C" + page + "\x0C": {"print 1"},
		"text\n\x1Bd\x05\x1Ba\x01\x1D!\x11":          nil,
	} {
		if s, _ := printed(readESCPOS, []byte(in)); !slices.Equal(s.calls, want) {
			t.Errorf("%q: %q, want %q", in, s.calls, want)
		}
	}
	dumb := func(p press) language { return newESCPOS(p, true) }
	if s, _ := printed(dumb, []byte("\x1D(H\x06\x0000ABCD\x1Dr\x01")); !slices.Equal(s.calls, []string{"receipt \x00"}) {
		t.Errorf("without receipts: %q", s.calls)
	}
}

func TestESCPOS_Drawing(t *testing.T) {
	want := devices.NewBitmap(16, 4)
	for x := range 4 {
		want.Set(x, 0)
		want.Set(4+x, 1)
		want.Set(8+x, 2)
	}
	s, failures := printed(readESCPOS, []byte("\x1BL"+posArea+posDots+"\xF0\x0F"+
		"\x1BW\x08\x00\x02\x00\x08\x00\x01\x00\x1Dv0\x00\x01\x00\x01\x00\xF0\x0C"))
	if len(s.labels) != 1 || failures != 0 {
		t.Fatalf("%d labels, %d errors", len(s.labels), failures)
	}
	same(t, s.labels[0], want)
	if _, failures := printed(readESCPOS, []byte("\x1BL\x1BW\x00\x00\x00\x00\x80\x02\x04\x00")); failures == 0 {
		t.Error("an area of 640 dots is no error")
	}
}

func TestESCPOS_Replies(t *testing.T) {
	for fault, want := range map[Fault]string{
		"":             "\x12\x12\x12\x12",
		FaultPaperOut:  "\x1A\x32\x12\x72",
		FaultPaperLow:  "\x12\x12\x12\x1E",
		FaultHeadOpen:  "\x1A\x16\x12\x12",
		FaultCoverOpen: "\x1A\x16\x12\x12",
		FaultPause:     "\x1A\x12\x12\x12",
		FaultJam:       "\x1A\x52\x1A\x12",
		FaultHot:       "\x1A\x52\x52\x12",
	} {
		got := ""
		for n := range 4 {
			got += newESCPOS(&spy{}, false).reply(fmt.Sprintf("%c", n+1), state{faults: map[Fault]bool{fault: true}})
		}
		if got != want {
			t.Errorf("%s: %q", fault, got)
		}
	}
}

// Whatever came before, a full raster's worth of zeros brings the printer back
// into step. Of a command that is longer than any of a driver's it takes all, and
// answers meanwhile.
func FuzzESCPOS(f *testing.F) {
	f.Add([]byte("\x1BL" + posArea + posDots + "\xF0\x0F\x0C"))
	f.Add([]byte("\x1Dv0\x00\x08\x00\x80\x00"))
	f.Add([]byte("\x10\x14\x08\x01"))
	f.Add([]byte("\x1Dv0\x00\x30\x00\x80\x01" + "\xF0\x0F"))
	f.Add([]byte("\x1Dv0\x00\xFF\xFF\xFF\xFF" + "\x10\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := newESCPOS(&spy{}, false)
		for _, c := range b {
			l.take(c)
		}
		owed := l.passing
		if begun := slices.Concat(l.command, l.realTime, make([]byte, 8)); owed == 0 {
			owed = posLength(begun) - len(l.command)
		}
		zeros := func(n int) {
			for range n {
				l.take(0)
			}
		}
		zeros(1040)
		if owed > 1024 {
			s := &spy{}
			l.press = s
			for _, c := range []byte("\x10\x04\x01") {
				l.take(c)
			}
			if !slices.Equal(s.calls, []string{"\x01"}) || cap(l.command) > 4*posLimit {
				t.Errorf("after %q, with %d bytes owed: %q", b, owed, s.calls)
			}
			if owed > 64<<10 {
				return // the rest would take too long
			}
			zeros(owed)
		}
		s := &spy{}
		l.press = s
		for _, c := range []byte("\x1B@\x10\x04\x01\x1BL" + posArea + posDots + "\xF0\x0F\x0C") {
			l.take(c)
		}
		if !slices.Equal(s.calls, []string{"\x01", "print 1"}) {
			t.Errorf("after %q: %q", b, s.calls)
		}
	})
}
