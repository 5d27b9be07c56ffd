package nats

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay/relaytest"
)

// envBroker makes the test program a broker: the file of its configuration. So
// a test can kill it as a power cut would.
const envBroker = "LOBBY_TEST_BROKER"

func TestMain(m *testing.M) {
	if file := os.Getenv(envBroker); file != "" {
		fmt.Println(beBroker(file))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// beBroker serves until standard input ends or it is killed.
func beBroker(file string) error {
	o, err := server.ProcessConfigFile(file)
	if err != nil {
		return err
	}
	o.NoSigs, o.NoLog = true, true
	s, err := server.NewServer(o)
	if err != nil {
		return err
	}
	s.Start()
	if !s.ReadyForConnections(time.Minute) {
		return fmt.Errorf("not ready")
	}
	fmt.Println("ready", s.Addr())
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // its end is all that counts
	return fmt.Errorf("the test ended")
}

// broker is a nats-server in a process of its own.
type broker struct {
	dir, file string
	address   string
	sync      string // its sync_interval
	more      string // configuration

	mu   sync.Mutex
	kill func() // until it has ended
}

// startBroker starts a broker that syncs each message, with more configuration.
func startBroker(t *testing.T, more string) *broker {
	t.Helper()
	return newBroker(t, "always", more)
}

func newBroker(t *testing.T, sync string, more ...string) *broker {
	t.Helper()
	b := &broker{dir: t.TempDir(), address: "127.0.0.1:-1", sync: sync, more: strings.Join(more, "\n")}
	b.file = filepath.Join(b.dir, "broker.conf")
	b.start(t)
	t.Cleanup(b.stop)
	return b
}

func (b *broker) url() string { return "nats://" + b.address }

// start starts the broker at the address where it was.
func (b *broker) start(t *testing.T) {
	t.Helper()
	text := fmt.Sprintf("listen: %q\njetstream { store_dir: %q, sync_interval: %q }\n%s\n",
		b.address, filepath.Join(b.dir, "data"), b.sync, b.more)
	if err := os.WriteFile(b.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), envBroker+"="+b.file)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if !ok {
		t.Fatalf("the broker says %q, %v", line, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.address = address
	b.kill = func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck // it was killed
		in.Close()       //nolint:errcheck // the other end is gone
	}
}

// stop kills the broker at once.
func (b *broker) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kill != nil {
		b.kill()
		b.kill = nil
	}
}

// open connects to the broker until the test ends.
func (b *broker) open(t *testing.T, o Options) *Broker {
	t.Helper()
	o.URL = b.url()
	c, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 2 {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
	})
	if err := c.Create(t.Context(), Keep{}); err != nil {
		t.Fatal(err)
	}
	return c
}

// looked is a sink that can be looked into, with a connection of its own.
type looked struct {
	*Sink
	b *Broker
}

func (l looked) Close() error { return l.b.Close() }

func (l looked) read(ctx context.Context, kiosk string) (rows []badgelog.Row, aside []relaytest.Aside, err error) {
	var reasons []string
	var all []badgelog.Row
	err = l.b.each(ctx, kiosk, 1, page, func(m message) (bool, error) {
		reasons, all = append(reasons, m.Aside), append(all, m.Row)
		return true, nil
	})
	if err == nil {
		err = l.b.join(ctx, kiosk, all)
	}
	for i, r := range all {
		if reasons[i] == "" {
			rows = append(rows, r)
		} else {
			aside = append(aside, relaytest.Aside{Row: r, Reason: reasons[i]})
		}
	}
	return rows, aside, err
}

// Rows implements relaytest.Sink.
func (l looked) Rows(ctx context.Context, kiosk string) ([]badgelog.Row, error) {
	rows, _, err := l.read(ctx, kiosk)
	return rows, err
}

// Aside implements relaytest.Sink.
func (l looked) Aside(ctx context.Context, kiosk string) ([]relaytest.Aside, error) {
	_, aside, err := l.read(ctx, kiosk)
	return aside, err
}

// Note implements relaytest.Sink.
func (l looked) Note(ctx context.Context, kiosk string) (note []byte, err error) {
	err = l.b.each(ctx, kiosk, 1, page, func(m message) (bool, error) {
		if m.Note != nil {
			note = m.Note
		}
		return true, nil
	})
	return note, err
}
