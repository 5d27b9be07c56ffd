package printing

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"lobby.internal/devices/devicetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Megabytes of noise are neither an answer nor kept.
func TestLink_Noise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		noise := strings.Repeat("\x02030,0,\x03\xff\x00 ERRORS:", 100_000)
		conn := devicetest.NewPlayback(t, devicetest.Exchange{Want: "?", Reply: noise + "<well>"})
		tapped := 0
		l := Link{conn: conn, timing: New(Options{}, nil).o.Timing, baud: 9600, Tap: func(b []byte) { tapped += len(b) }}
		heard, err := l.Ask("?", func(b []byte) bool { return bytes.Contains(b, []byte("<well>")) })
		if !heard || err != nil {
			t.Errorf("%v, %v", heard, err)
		}
		if most := cap(l.in); most > 4*answerLimit {
			t.Errorf("%d bytes were kept", most)
		}
		if tapped != len(noise)+len("<well>") {
			t.Errorf("%d bytes were tapped", tapped)
		}
	})
}
