package simulate

import "fmt"

// The bytes of ZPL II that the interpreter knows (Zebra, ZPL II Programming
// Guide 45541L, where each stands under its own name).
const (
	zplStart   = "^XA"   // begin a format
	zplEnd     = "^XZ"   // end it and print
	zplGraphic = "^GF"   // graphic field
	zplStore   = "~DG"   // keep a graphic in the memory
	zplCancel  = "~JA"   // cancel everything
	zplStatus  = "~HS"   // host status
	zplHealth  = "~HQES" // host query: errors and warnings
	zplPause   = "~PP"   // programmable pause
	zplResume  = "~PS"   // print start: ends a pause
	zplReset   = "~JR"   // power-on reset

	commandLimit = 4 << 20 // the longest command, in bytes: what follows is dropped
	widthLimit   = 5120    // the widest label, in dots: 8.5 inches at 600 dpi
	dotLimit     = 32000   // the longest label and the largest coordinate, in dots
	copiesLimit  = 50
	storeLimit   = 16 // graphics in the memory
	timesLimit   = 10 // how often a graphic may be enlarged
)

// Media a printer assumes until a format sets ^PW and ^LL: 80 by 50 mm at
// 8 dots per mm.
const (
	defaultWidth  = 640
	defaultLength = 400
)

// Graphic fields (^GF) and the compressed forms of their data.
const (
	graphicLimit = 4 << 20 // bytes of an uncompressed graphic
	crcPoly      = 0x1021  // CRC-16/CCITT, initial value 0, over the base64 characters
	prefixZ64    = ":Z64:"
	prefixB64    = ":B64:"
)

// The flags of ~HQES, group 1.
const (
	errorMedia   = 1 << 0
	errorRibbon  = 1 << 1
	errorHead    = 1 << 2
	errorHot     = 1 << 4
	errorJam     = 1 << 14 // paper feed
	errorPaused  = 1 << 16
	warningPaper = 1 << 3
)

// The three strings of ~HS. What is not filled in stands for 9600 8N1 with
// XON/XOFF, thermal transfer, tear-off, no password.
const (
	hostStatus1 = "\x02030,%d,%d,%04d,%03d,%d,0,%d,000,0,0,%d\x03\r\n"
	hostStatus2 = "\x02001,0,%d,%d,1,2,4,0,%08d,1,000\x03\r\n"
	hostStatus3 = "\x020000,0\x03\r\n"
)

const hostQueryText = "\x02\r\n  PRINTER STATUS                           \r\n" +
	"   ERRORS:         %d 00000000 %08X \r\n   WARNINGS:       %d 00000000 %08X \r\n\x03\r\n"

// hostStatus is the answer to ~HS: label length in dots, and whether a format
// is half read.
func hostStatus(s state, length int, partial bool) string {
	f := s.faults
	return fmt.Sprintf(hostStatus1, digit(f[FaultPaperOut]), digit(f[FaultPause]), length, s.waiting, digit(s.waiting >= queueLimit), digit(partial), digit(f[FaultHot])) +
		fmt.Sprintf(hostStatus2, digit(f[FaultHeadOpen]), digit(f[FaultRibbonOut]), s.remaining) +
		hostStatus3
}

// hostQuery is the answer to ~HQES.
func hostQuery(faults map[Fault]bool) string {
	errors := digit(faults[FaultPaperOut])*errorMedia | digit(faults[FaultRibbonOut])*errorRibbon |
		digit(faults[FaultHeadOpen] || faults[FaultCoverOpen])*errorHead | digit(faults[FaultPause])*errorPaused |
		digit(faults[FaultJam])*errorJam | digit(faults[FaultHot])*errorHot
	warnings := digit(faults[FaultPaperLow]) * warningPaper
	return fmt.Sprintf(hostQueryText, digit(errors != 0), errors, digit(warnings != 0), warnings)
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}
