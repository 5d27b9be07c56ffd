package zpl

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lobby.internal/devices"
	"lobby.internal/devices/printing"
)

// encode writes an answer to ~HS, field by field as the manual lays it out.
func encode(h HostStatus) string {
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return fmt.Sprintf("\x02030,%d,%d,0400,%03d,%d,%d,%d,000,%d,%d,%d\x03\r\n\x02000,0,%d,%d,%d,2,4,0,%08d,1,000\x03\r\n\x021234,0\x03\r\n",
		bit(h.PaperOut), bit(h.Paused), h.Formats, bit(h.BufferFull), bit(h.Diagnostic), bit(h.Partial), bit(h.ConfigLost), bit(h.Cold), bit(h.Hot),
		bit(h.HeadOpen), bit(h.RibbonOut), bit(h.Transfer), h.Remaining)
}

const wellHS = "\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

func hqes(errors, warnings uint32) string {
	flag := func(n uint32) int { return int(min(n, 1)) }
	return fmt.Sprintf("\x02\r\n  PRINTER STATUS                           \r\n   ERRORS:         %d 00000000 %08X \r\n   WARNINGS:       %d 00000000 %08X \r\n\x03\r\n",
		flag(errors), errors, flag(warnings), warnings)
}

func TestParseHostStatus(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     HostStatus
		ok       bool
	}{
		{"well", wellHS, HostStatus{}, true},
		{"white space", strings.NewReplacer(",", " , ", "\r\n", " \n\n").Replace(wellHS), HostStatus{}, true},
		{"no line ends", strings.ReplaceAll(wellHS, "\r\n", ""), HostStatus{}, true},
		{"everything", "\x02030,1,1,0400,012,1,1,1,000,1,1,1\x03\x02000,0,1,1,1,2,4,0,00000034,1,000\x03\x020000,0\x03",
			HostStatus{PaperOut: true, Paused: true, Formats: 12, BufferFull: true, Diagnostic: true, Partial: true, ConfigLost: true,
				Cold: true, Hot: true, HeadOpen: true, RibbonOut: true, Transfer: true, Remaining: 34}, true},
		{"the last of two", encode(HostStatus{PaperOut: true}) + encode(HostStatus{Paused: true}), HostStatus{Paused: true}, true},
		{"behind another answer", hqes(5, 0) + encode(HostStatus{Hot: true}), HostStatus{Hot: true}, true},
		{"behind noise", "\x02\x02030,0\xff\x00" + encode(HostStatus{Cold: true}), HostStatus{Cold: true}, true},
		{"two strings", wellHS[:strings.LastIndex(wellHS, "\x02")], HostStatus{}, false},
		{"cut", wellHS[:len(wellHS)-3], HostStatus{}, false},
		{"a field too few", strings.Replace(wellHS, ",000,0,0,0\x03", ",000,0,0\x03", 1), HostStatus{}, false},
		{"a letter", strings.Replace(wellHS, "0400", "04O0", 1), HostStatus{}, false},
		{"a sign", strings.Replace(wellHS, "0400", "-400", 1), HostStatus{}, false},
		{"nothing", "", HostStatus{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := ParseHostStatus([]byte(c.in)); got != c.want || ok != c.ok {
				t.Errorf("%+v, %v", got, ok)
			}
		})
	}
}

func TestParseHostHealth(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     HostHealth
		ok       bool
	}{
		{"well", hqes(0, 0), HostHealth{}, true},
		{"the manual's", "\x02 PRINTER STATUS\r\n  ERRORS:   1 00000000 00000005\r\n  WARNINGS: 0 00000000 00000000 \x03", HostHealth{Failed: true, Errors: 5}, true},
		{"tight", "\x02ERRORS:1 00000000 00010000 WARNINGS:1 00000000 00000008\x03", HostHealth{Failed: true, Errors: errPaused, Warnings: warnPaperLow}, true},
		{"not yet whole", "\x02 ERRORS: 1 00000000 00000005\r\n WARNINGS: 0 00000000 00000000 ", HostHealth{}, false},
		{"no warnings", "\x02 ERRORS: 1 00000000 00000005\x03", HostHealth{}, false},
		{"no hexadecimal", "\x02 ERRORS: 1 00000000 0000000G WARNINGS: 0 00000000 00000000\x03", HostHealth{}, false},
		{"flag", "\x02 ERRORS: 2 00000000 00000000 WARNINGS: 0 00000000 00000000\x03", HostHealth{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := ParseHostHealth([]byte(c.in)); got != c.want || ok != c.ok {
				t.Errorf("%+v, %v", got, ok)
			}
		})
	}
}

func TestHostStatus_Findings(t *testing.T) {
	for _, c := range []struct {
		h      HostStatus
		causes []devices.Cause
		detail string
	}{
		{HostStatus{}, nil, ""},
		{HostStatus{Paused: true, PaperOut: true, HeadOpen: true}, []devices.Cause{devices.CauseHeadOpen, devices.CausePaperOut, devices.CausePaused}, ""},
		{HostStatus{RibbonOut: true}, nil, ""},
		{HostStatus{RibbonOut: true, Transfer: true}, []devices.Cause{devices.CauseRibbonOut}, ""},
		{HostStatus{Hot: true, BufferFull: true}, []devices.Cause{devices.CauseHot, devices.CauseBufferFull}, ""},
		{HostStatus{Cold: true, Diagnostic: true}, []devices.Cause{devices.CauseFault}, "diagnostic mode, print head too cold"},
		{HostStatus{ConfigLost: true}, []devices.Cause{devices.CauseFault}, "configuration lost"},
	} {
		if said := printing.Describe(true, "", c.h.findings()); !slices.Equal(said.Causes, c.causes) || said.Detail != c.detail {
			t.Errorf("%+v: %v %q", c.h, said.Causes, said.Detail)
		}
	}
}

func TestHostHealth_Findings(t *testing.T) {
	for _, c := range []struct {
		errors, warnings uint32
		want             []devices.Cause
	}{
		{0, 0, nil},
		{errMedia | errHeadOpen, 0, []devices.Cause{devices.CauseHeadOpen, devices.CausePaperOut}},
		{errMedia | errPaused, warnPaperLow, []devices.Cause{devices.CausePaperOut, devices.CausePaused, devices.CausePaperLow}},
		{errCutter, 0, []devices.Cause{devices.CauseJammed}},
		{errFeed | errRetractJam, 0, []devices.Cause{devices.CauseJammed}},
		{errHeadHot | errMotorHot, 0, []devices.Cause{devices.CauseHot}},
		{errMarkMissing, warnCleanHead, []devices.Cause{devices.CauseFault}},
		{0x40000000, 0, []devices.Cause{devices.CauseFault}},
		{0, warnReplaceHead | warnCalibrate, nil},
	} {
		h, ok := ParseHostHealth([]byte(hqes(c.errors, c.warnings)))
		if said := printing.Describe(true, "", h.findings()); !ok || !slices.Equal(said.Causes, c.want) {
			t.Errorf("%x %x: %v", c.errors, c.warnings, said.Causes)
		}
	}
}

// What is read is what was said, whatever came before it on the line.
func FuzzParseHostStatus(f *testing.F) {
	f.Add([]byte(wellHS), uint16(0), uint8(0), uint32(0))
	f.Add([]byte("\x02030,0,0,04"), uint16(0xFFF), uint8(7), uint32(99999999))
	f.Add([]byte(hqes(5, 8)), uint16(1), uint8(255), uint32(1))
	f.Fuzz(func(t *testing.T, before []byte, bits uint16, formats uint8, remaining uint32) {
		on := func(i int) bool { return bits>>i&1 != 0 }
		said := HostStatus{PaperOut: on(0), Paused: on(1), BufferFull: on(2), Diagnostic: on(3), Partial: on(4), ConfigLost: on(5), Cold: on(6),
			Hot: on(7), HeadOpen: on(8), RibbonOut: on(9), Transfer: on(10), Formats: int(formats), Remaining: int(remaining % 100_000_000)}
		if got, ok := ParseHostStatus(append(slices.Clone(before), encode(said)...)); !ok || got != said {
			t.Errorf("said %+v, read %+v, %v", said, got, ok)
		}
		if read, ok := ParseHostStatus(before); ok {
			if again, ok := ParseHostStatus([]byte(encode(read))); !ok || again != read {
				t.Errorf("read %+v, and again %+v", read, again)
			}
		}
	})
}

func FuzzParseHostHealth(f *testing.F) {
	f.Add([]byte(wellHS), uint32(5), uint32(8))
	f.Add([]byte("\x02ERRORS:1"), uint32(0), uint32(0))
	f.Fuzz(func(t *testing.T, before []byte, errors, warnings uint32) {
		want := HostHealth{Failed: errors != 0, Errors: errors, Warnings: warnings}
		if got, ok := ParseHostHealth(append(slices.Clone(before), hqes(errors, warnings)...)); !ok || got != want {
			t.Errorf("said %+v, read %+v, %v", want, got, ok)
		}
		read, ok := ParseHostHealth(before)
		if !ok {
			return
		}
		written := fmt.Sprintf("\x02 ERRORS: %d 00000000 %08X WARNINGS: 0 00000000 %08X \x03", map[bool]int{true: 1}[read.Failed], read.Errors, read.Warnings)
		if again, ok := ParseHostHealth([]byte(written)); !ok || again != read {
			t.Errorf("read %+v, and again %+v", read, again)
		}
	})
}
