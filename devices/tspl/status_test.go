package tspl

import (
	"slices"
	"testing"

	"lobby.internal/devices"
)

func encode(s State) []byte {
	return []byte{stx, s.Doing, s.Warnings, s.Faults, s.Media, etx, '\r', '\n'}
}

var well = State{Doing: doingNothing, Warnings: always, Faults: always, Media: always}

func TestParseState(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want State
		ok   bool
	}{
		"well":            {"\x02@@@@\x03\r\n", well, true},
		"the last of two": {"\x02@@@@\x03\r\n\x02`@@A\x03\r\n", State{doingPause, always, always, always | mediaPaperOut}, true},
		"behind noise":    {"\x02@@\x03\x02P@@@\x03\r\n", State{doingBatch, always, always, always}, true},
		"cut":             {"\x02@@@@\x03\r", State{}, false},
		"a bit not set":   {"\x02@\x00@@\x03\r\n", State{}, false},
		"a bit too many":  {"\x02@@\xC0@\x03\r\n", State{}, false},
		"nothing":         {"", State{}, false},
	} {
		if got, ok := ParseState([]byte(c.in)); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
	}
}

func TestDescribe(t *testing.T) {
	with := func(change func(*State)) State { s := well; change(&s); return s }
	for name, c := range map[string]struct {
		flags      Flags
		state      State
		causes     []devices.Cause
		held, idle bool
	}{
		"well":              {0, well, nil, false, true},
		"head open":         {FlagHeadOpen, with(func(s *State) { s.Media |= mediaHeadOpen }), []devices.Cause{devices.CauseHeadOpen}, true, true},
		"cover open":        {FlagCoverOpen, with(func(s *State) { s.Doing = doingError }), []devices.Cause{devices.CauseCoverOpen}, true, true},
		"no paper":          {FlagPaperOut, with(func(s *State) { s.Media |= mediaPaperOut }), []devices.Cause{devices.CausePaperOut}, true, true},
		"jam":               {FlagJam, well, []devices.Cause{devices.CauseJammed}, true, true},
		"cutter":            {0, with(func(s *State) { s.Faults |= faultCutter }), []devices.Cause{devices.CauseJammed}, true, true},
		"no ribbon":         {FlagRibbonOut, well, []devices.Cause{devices.CauseRibbonOut}, true, true},
		"paused":            {FlagPaused, with(func(s *State) { s.Doing = doingPause }), []devices.Cause{devices.CausePaused}, true, true},
		"waits for a key":   {0, with(func(s *State) { s.Doing = doingWaitKey }), []devices.Cause{devices.CausePaused}, true, false},
		"hot":               {FlagOther, with(func(s *State) { s.Faults |= faultHeadHot }), []devices.Cause{devices.CauseHot}, true, true},
		"out of memory":     {0, with(func(s *State) { s.Faults |= faultMemory }), []devices.Cause{devices.CauseFault}, true, true},
		"other error":       {FlagOther, well, []devices.Cause{devices.CauseFault}, true, true},
		"unnamed error":     {0, with(func(s *State) { s.Doing = doingError }), []devices.Cause{devices.CauseFault}, true, true},
		"buffer full":       {0, with(func(s *State) { s.Warnings |= warnFull }), []devices.Cause{devices.CauseBufferFull}, false, true},
		"printing":          {FlagPrinting, with(func(s *State) { s.Doing = doingBatch }), nil, false, false},
		"feeding":           {0, with(func(s *State) { s.Doing = doingFeeding }), nil, false, false},
		"label to be taken": {0, with(func(s *State) { s.Doing = doingWaitOff }), nil, false, true},
	} {
		got := describe(true, c.flags, true, c.state)
		if !slices.Equal(got.Causes, c.causes) || got.Held != c.held || got.Idle != c.idle {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What is read is what was said, whatever came before it on the line.
func FuzzParseState(f *testing.F) {
	f.Add([]byte("\x02@@@@\x03\r\n"), byte(0), byte(1), byte(2), byte(3))
	f.Add([]byte("\x02@"), byte(0x20), byte(8), byte(0x10), byte(0x20))
	f.Fuzz(func(t *testing.T, before []byte, doing, warnings, faults, media byte) {
		said := State{doing&0x3F | always, warnings&0x3F | always, faults&0x3F | always, media&0x3F | always}
		if got, ok := ParseState(append(slices.Clone(before), encode(said)...)); !ok || got != said {
			t.Errorf("said %+v, read %+v, %v", said, got, ok)
		}
		if read, ok := ParseState(before); ok {
			if again, ok := ParseState(encode(read)); !ok || again != read {
				t.Errorf("read %+v, and again %+v", read, again)
			}
		}
	})
}
