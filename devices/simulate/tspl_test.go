package simulate

import (
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices"
)

func readTSPL(p press) language { return newTSPL(p) }

func TestTSPL_Commands(t *testing.T) {
	for in, want := range map[string][]string{
		"\x1B!?\x1B!S":                        {"?", "S"},
		"PRINT 2,3\r\n":                       {"print 6"},
		"CLS\r\nPRINT 1\r\n":                  {"print 1"},
		"PRI\x1B!?NT 1,1\r\n":                 {"?", "print 1"},
		"PRINT 1,1":                           nil,
		"PRINT 1,1\x1B!.\r\n":                 {"cancel"},
		"SET REPRINT OFF\r\n":                 {"reprint false"},
		"\x1B!P\x1B!O\x1B!R":                  {"pause true", "pause false", "reset"},
		"\x1B\x1B!?":                          {"?"},
		"BITMAP 0,0,1,40,0,ab\r\nPRINT 1\r\n": nil, // the bitmap is not whole and swallows the line
		"noise\r\n\xFF\xFF\r\nPRINT 1,1\r\n":  {"print 1"},
	} {
		if s, _ := printed(readTSPL, []byte(in)); !slices.Equal(s.calls, want) {
			t.Errorf("%q: %q, want %q", in, s.calls, want)
		}
	}
}

func TestTSPL_Drawing(t *testing.T) {
	want := devices.NewBitmap(24, 16)
	for _, dot := range [][2]int{{8, 0}, {9, 0}, {15, 1}, {2, 10}, {3, 10}, {2, 11}, {3, 11}} {
		want.Set(dot[0], dot[1])
	}
	s, failures := printed(readTSPL, []byte("SIZE 3 mm,2 mm\r\nGAP 2 mm,0 mm\r\nCLS\r\nBAR 8,0,8,2\r\n"+
		"BITMAP 8,0,1,2,0,\x3F\xFE\r\nBAR 2,10,2,2\r\nBAR 30,10,2,200\r\nPRINT 1,1\r\n"))
	if len(s.labels) != 1 || failures != 0 {
		t.Fatalf("%d labels, %d errors", len(s.labels), failures)
	}
	same(t, s.labels[0], want)
}

func TestTSPL_Errors(t *testing.T) {
	for _, line := range []string{"BITMAP 0,0,0,1,0,", "BITMAP -1,0,1,1,0,", "BITMAP 0,0,1,1,7,", "BITMAP 0,0,9999,9999,0,", "BAR 1,2,0,3", "SIZE 80,50", "SIZE NaN mm,2 mm"} {
		if _, failures := printed(readTSPL, []byte(line+"\r\n")); failures == 0 {
			t.Errorf("%q is no error", line)
		}
	}
}

func TestTSPL_Replies(t *testing.T) {
	for name, c := range map[string]struct {
		s            state
		flags, state string
	}{
		"well":       {state{}, "\x00", "\x02@@@@\x03\r\n"},
		"printing":   {state{remaining: 1}, "\x20", "\x02P@@@\x03\r\n"},
		"head open":  {state{faults: map[Fault]bool{FaultHeadOpen: true}}, "\x01", "\x02E@@`\x03\r\n"},
		"no paper":   {state{faults: map[Fault]bool{FaultPaperOut: true}}, "\x04", "\x02E@@A\x03\r\n"},
		"no ribbon":  {state{faults: map[Fault]bool{FaultRibbonOut: true}}, "\x08", "\x02E@@D\x03\r\n"},
		"jam":        {state{faults: map[Fault]bool{FaultJam: true}}, "\x02", "\x02E@@B\x03\r\n"},
		"paused":     {state{faults: map[Fault]bool{FaultPause: true}}, "\x10", "\x02`@@@\x03\r\n"},
		"hot":        {state{faults: map[Fault]bool{FaultHot: true}}, "\x80", "\x02E@A@\x03\r\n"},
		"cover open": {state{faults: map[Fault]bool{FaultCoverOpen: true}}, "\x40", "\x02E@@@\x03\r\n"},
		"full":       {state{waiting: queueLimit}, "\x20", "\x02PH@@\x03\r\n"},
	} {
		l := newTSPL(&spy{})
		if got := l.reply(tsplFlags, c.s); got != c.flags {
			t.Errorf("%s: flags %q", name, got)
		}
		if got := l.reply(tsplState, c.s); got != c.state {
			t.Errorf("%s: state %q", name, got)
		}
	}
}

// Whatever came before, a full bitmap's worth of white and a line's end bring
// the printer back into step.
func FuzzTSPL(f *testing.F) {
	f.Add([]byte("SIZE 3 mm,2 mm\r\nBITMAP 0,0,8,100,0,abc"))
	f.Add([]byte("BAR 1,1,1,1\r\n\x1B!"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if strings.Count(string(b), "BITMAP") > 0 {
			b = b[:min(len(b), 64)] // so that no bitmap is larger than a driver's
		}
		l := newTSPL(&spy{})
		for _, c := range b {
			l.take(c)
		}
		if l.want > 1024 {
			t.Skip()
		}
		for range 1024 {
			l.take(0xFF)
		}
		s := &spy{}
		l.press = s
		for _, c := range []byte("\r\n\x1B!.CLS\r\nPRINT 1,1\r\n") {
			l.take(c)
		}
		if len(s.labels) == 0 {
			t.Errorf("nothing is printed after %q", b)
		}
	})
}
