package profile

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/devicetest"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

func TestProbe_Simulated(t *testing.T) {
	for _, language := range Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			sim, err := simulate.Start(simulate.Options{Dir: t.TempDir(), Language: simulate.Language(language)})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := sim.Close(); err != nil {
					t.Error(err)
				}
			}()
			got, err := ProbePort(t.Context(), sim.Status().Printer.Path, 0)
			if err != nil || got != (Finding{language, Bauds[0]}) {
				t.Errorf("%+v, %v", got, err)
			}
			if s := sim.Status().Printer; s.Labels+s.Held+s.Errors != 0 {
				t.Errorf("the printer has %+v", s)
			}
			if err := sim.Printer().Fault(simulate.FaultSilence); err != nil {
				t.Fatal(err)
			}
			if got, err := ProbePort(t.Context(), sim.Status().Printer.Path, 0, 9600); !errors.Is(err, ErrSilent) {
				t.Errorf("of a silent printer: %+v, %v", got, err)
			}
		})
	}
}

func TestProbe_PortInUse(t *testing.T) {
	line := devicetest.NewPty(t)
	held, err := serial.Open(serial.Options{Path: line.Path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := held.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := ProbePort(t.Context(), line.Path, 0); !errors.Is(err, devices.ErrInUse) {
		t.Errorf("%v", err)
	}
}

const wellZPL = "\x02030,0,0,0400,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x020000,0\x03\r\n"

func TestProbe_Answers(t *testing.T) {
	type say = devicetest.Exchange
	for name, c := range map[string]struct {
		script []say
		want   string
	}{
		"ESC/POS":              {[]say{{Want: askESCPOS, Reply: "\x16"}, {Want: askESCPOS, Reply: "\x12"}}, ESCPOS},
		"TSPL out of paper":    {[]say{{Want: askESCPOS}, {Want: askTSPL, Reply: "\x04"}, {Want: askTSPL, Reply: "\x04"}}, TSPL},
		"ZPL":                  {[]say{{Want: askESCPOS}, {Want: askTSPL}, {Want: askZPL, Reply: wellZPL}}, ZPL},
		"a reader in between":  {[]say{{Want: askESCPOS, Reply: "\x020C000621A58E\x03"}, {Want: askTSPL, Reply: "\x02"}, {Want: askTSPL}, {Want: askZPL}}, ""},
		"an echo":              {[]say{{Want: askESCPOS, Reply: askESCPOS}, {Want: askTSPL, Reply: askTSPL}, {Want: askZPL, Reply: askZPL}}, ""},
		"a picture remembered": {[]say{{Want: askESCPOS}, {Want: askTSPL}, {Want: askZPL, Reply: "\x06"}}, ""},
		"noise":                {[]say{{Want: askESCPOS, Reply: strings.Repeat("\x12", 5000)}, {Want: askTSPL}, {Want: askZPL}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn := devicetest.NewPlayback(t, c.script...)
				got, err := Probe(t.Context(), func(int) (serial.Conn, error) { return devicetest.OneByte(conn), nil }, 9600)
				if got.Language != c.want || errors.Is(err, ErrSilent) != (c.want == "") {
					t.Errorf("%+v, %v", got, err)
				}
			})
		})
	}
}

func TestProbe_TriesTheSpeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tried []int
		got, err := Probe(t.Context(), func(baud int) (serial.Conn, error) {
			tried = append(tried, baud)
			script := []devicetest.Exchange{{Want: askESCPOS}, {Want: askTSPL}, {Want: askZPL}}
			if baud == 38400 {
				script[2].Reply = wellZPL
			}
			return devicetest.NewPlayback(t, script...), nil
		}, Bauds...)
		if err != nil || got != (Finding{ZPL, 38400}) || fmt.Sprint(tried) != "[9600 115200 19200 38400]" {
			t.Errorf("%+v, %v, tried %v", got, err, tried)
		}
	})
}

func TestProbe_CanBeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer stop()
		conn := devicetest.NewPlayback(t, devicetest.Exchange{Want: askESCPOS})
		if _, err := Probe(ctx, func(int) (serial.Conn, error) { return conn, nil }, 9600); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// What is sent is nothing but these commands to a printer of receipts, which
// prints whatever else it gets as text, and has neither a line's end nor a page's.
func TestProbe_NothingIsText(t *testing.T) {
	sent := askESCPOS + askTSPL + askZPL
	for sent != "" {
		n := 0
		switch {
		case strings.HasPrefix(sent, "\x10\x04"), strings.HasPrefix(sent, "\x1B!"):
			n = 3
		case strings.HasPrefix(sent, "\x1B@"):
			n = 2
		case strings.HasPrefix(sent, "\x1D*"):
			n = 4 + int(sent[2])*int(sent[3])*8
		}
		if n == 0 || n > len(sent) {
			t.Fatalf("%q would be text", sent)
		}
		sent = sent[n:]
	}
	if strings.ContainsAny(askESCPOS+askTSPL+askZPL, "^\x0C") || strings.Contains(askZPL, "PRINT") {
		t.Error("ZPL or TSPL could begin a label")
	}
}
