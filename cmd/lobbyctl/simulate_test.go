package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/idcard"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
)

// interrupted runs lobbyctl as if it were interrupted at once.
func interrupted(t *testing.T, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	code := run(ctx, args, strings.NewReader(""), &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func TestSimulate_AloneRunsTheSimulators(t *testing.T) {
	for name, args := range map[string][]string{
		"alone": {"simulate"}, "run": {"simulate", "run"},
		"another language": {"simulate", "run", "--printer", "tspl"},
		"another reader":   {"simulate", "run", "--reader", "osdp"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ports := "printer " + filepath.Join(dir, "printer") + "\nreader  " + filepath.Join(dir, "reader") + "\nidcard  " + filepath.Join(dir, "idcard") + "\n"
			interrupted(t, append(args, "--dir", dir)...).want(t, exitDone, ports)
		})
	}
}

// A card that is laid on the reader is read over its port as any driver would.
func TestSimulate_ID(t *testing.T) {
	dir := t.TempDir()
	sim, err := simulate.Start(simulate.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	}()
	call(t, "", "simulate", "--dir", dir, "id", "访客甲").want(t, exitFailed, "", "nothing has the port open")
	call(t, "", "simulate", "--dir", dir, "id", "访客甲", "--kind", "passport").want(t, exitUsage, "", "--kind")
	call(t, "", "simulate", "--dir", dir, "fault", "idcard", "unplug-after-x").want(t, exitFailed, "", "a number of bytes")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []devices.Read
	reader := idcard.New(idcard.Options{Open: func() (serial.Conn, error) {
		return serial.Open(serial.Options{Path: filepath.Join(dir, "idcard"), Baud: 115200})
	}})
	err = reader.Serve(ctx, func(s devices.Status) {
		if s.Health == devices.HealthReady && len(got) == 0 {
			call(t, "", "simulate", "--dir", dir, "id", "访客甲").want(t, exitDone, "")
			call(t, "", "simulate", "--dir", dir, "id", "Sample", "--kind", "foreigner").want(t, exitDone, "")
			call(t, "", "simulate", "--dir", dir, "id", "访客乙", "--number", "000000000000000000").want(t, exitDone, "")
		}
	}, func(r devices.Read) {
		if got = append(got, r); len(got) == 3 {
			cancel()
		}
	})
	if err != nil || len(got) != 3 || got[0].Data != "访客甲" || got[1].Data != "Sample" || got[2].Kind != devices.KindRefused {
		t.Errorf("%d reads, %v", len(got), err)
	}
}

func TestSimulate_UnknownCommandIsWrongUsage(t *testing.T) {
	call(t, "", "simulate", "--dir", t.TempDir(), "dance").want(t, exitUsage, "", "dance")
}

func TestSimulate_ReaderKey(t *testing.T) {
	key := filepath.Join(t.TempDir(), "reader.key")
	if err := os.WriteFile(key, []byte("000102030405060708090A0B0C0D0E0F\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		say  string
	}{
		"given":        {[]string{"--reader", "osdp", "--reader-key", key}, exitDone, ""},
		"missing":      {[]string{"--reader", "osdp", "--reader-key", key + "x"}, exitFailed, "read the reader's key"},
		"of the other": {[]string{"--reader-key", key}, exitUsage, "--reader osdp"},
	} {
		t.Run(name, func(t *testing.T) {
			got := interrupted(t, append([]string{"simulate", "run", "--dir", t.TempDir()}, c.args...)...)
			if got.code != c.code || !strings.Contains(got.err, c.say) {
				t.Errorf("exit %d, %q", got.code, got.err)
			}
		})
	}
}
