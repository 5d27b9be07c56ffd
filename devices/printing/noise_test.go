package printing_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices/escpos"
	"lobby.internal/devices/printing"
	"lobby.internal/devices/tspl"
	"lobby.internal/devices/zpl"
)

// noisePort is a port from which noise comes, with answers inside. There is a
// stretch of noise before each and after the last.
type noisePort struct {
	rnd     *rand.Rand
	answer  func(i int) string
	answers int
	between int // bytes of noise before an answer
	spoils  func(byte) bool
	most    int // bytes a read returns

	given int
	rest  []byte
}

func (p *noisePort) Read(b []byte) (int, error) {
	if len(p.rest) == 0 && p.given <= p.answers {
		p.rest = make([]byte, p.between+p.rnd.IntN(64))
		for i := range p.rest {
			for p.rest[i] = byte(p.rnd.UintN(256)); p.spoils(p.rest[i]); {
				p.rest[i]++
			}
		}
		if p.given < p.answers {
			p.rest = append(p.rest, p.answer(p.given)...)
		}
		p.given++
	}
	n := copy(b[:min(len(b), p.most)], p.rest)
	p.rest = p.rest[n:]
	if n == 0 {
		time.Sleep(100 * time.Millisecond) // as a quiet line does
	}
	return n, nil
}

func (p *noisePort) Write(b []byte) (int, error) { return len(b), nil }
func (p *noisePort) Discard() error              { p.rest = nil; return nil }
func (p *noisePort) Close() error                { return nil }

var _ io.ReadWriteCloser = (*noisePort)(nil)

// decoder is one of the languages' answers: how the i-th is written, and how it
// is found in what came in and read.
type decoder struct {
	encode func(i int) string
	parse  func([]byte) (any, bool)
	want   func(i int) any
	spoils func(byte) bool // a byte that is an answer by itself
}

func never(byte) bool { return false }

func parser[T any](parse func([]byte) (T, bool)) func([]byte) (any, bool) {
	return func(b []byte) (any, bool) { return parse(b) }
}

var decoders = map[string]decoder{
	"~HS": {
		func(i int) string {
			return fmt.Sprintf("\x02030,%d,0,0400,%03d,0,0,0,000,0,0,0\x03\r\n\x02000,0,%d,0,0,2,4,0,%08d,1,000\x03\r\n\x021234,0\x03\r\n", i%2, i%1000, i/2%2, i)
		},
		parser(zpl.ParseHostStatus),
		func(i int) any {
			return zpl.HostStatus{PaperOut: i%2 == 1, Formats: i % 1000, HeadOpen: i/2%2 == 1, Remaining: i}
		}, never,
	},
	"~HQES": {
		func(i int) string {
			return fmt.Sprintf("\x02 PRINTER STATUS\r\n  ERRORS:   1 00000000 %08X\r\n  WARNINGS: 0 00000000 00000000 \x03", i)
		},
		parser(zpl.ParseHostHealth),
		func(i int) any { return zpl.HostHealth{Failed: true, Errors: uint32(i)} }, never,
	},
	"ESC !S": {
		func(i int) string { return fmt.Sprintf("\x02%c@%c%c\x03\r\n", 0x40|i&0x3F, 0x40|i>>6&0x3F, 0x40|i>>12) },
		parser(tspl.ParseState),
		func(i int) any {
			return tspl.State{Doing: byte(0x40 | i&0x3F), Warnings: 0x40, Faults: byte(0x40 | i>>6&0x3F), Media: byte(0x40 | i>>12)}
		}, never,
	},
	"DLE EOT": { // any byte with its fixed bits is an answer, in noise too
		func(i int) string { return string([]byte{posAnswer(i)}) },
		parser(escpos.ParseStatus),
		func(i int) any { return posAnswer(i) },
		func(b byte) bool { return b&0x93 == 0x12 },
	},
}

// posAnswer is a byte whose bits 1 and 4 are set and bits 0 and 7 are not.
func posAnswer(i int) byte { return byte(0x12 | i&3<<2 | i>>2&3<<5) }

// Ten megabytes of noise with answers inside: all are found, in their order, and
// no more is kept than a few of the longest.
func TestLink_FindsEveryAnswerInTenMegabytesOfNoise(t *testing.T) {
	answers := 1024
	if testing.Short() || raceEnabled {
		answers = 128
	}
	for name, d := range decoders {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				findAll(t, d, &noisePort{answers: answers, between: 10 << 10, most: 256})
			})
		})
	}
}

func TestLink_FindsEveryAnswerOneByteAtATime(t *testing.T) {
	for name, d := range decoders {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				findAll(t, d, &noisePort{answers: 64, between: 300, most: 1})
			})
		})
	}
}

func findAll(t *testing.T, d decoder, p *noisePort) {
	t.Helper()
	p.rnd, p.answer, p.spoils = rand.New(rand.NewPCG(5, 6)), d.encode, d.spoils
	link, kept := printing.NewLink(p)
	var got any
	parse := func(b []byte) (ok bool) { got, ok = d.parse(b); return ok }
	for i := range p.answers {
		if heard, err := link.Ask("?", parse); !heard || err != nil || got != d.want(i) {
			t.Fatalf("answer %d: heard %v %+v, want %+v, %v", i, heard, got, d.want(i), err)
		}
	}
	if kept() > printing.Kept {
		t.Errorf("%d bytes are kept", kept())
	}
}
