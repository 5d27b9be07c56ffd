//go:build linux

package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/devices/osdp"
	"lobby.internal/devices/serial"
	"lobby.internal/devices/simulate"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// window is what both windows were shown last.
type window struct {
	mu    sync.Mutex
	lobby checkin.Model
	desk  reception.Model
}

func (w *window) screen() checkin.Screen {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lobby.Screen
}

func (w *window) told(id string) (told, urgent bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range w.desk.Notices {
		if n.Words.ID == id {
			return true, n.Urgent
		}
	}
	return false, false
}

// The LED and the buzzer of a reader on an OSDP bus say what both screens say:
// accepted, refused and busy.
func TestFeedback_ReaderAndScreensAgree(t *testing.T) {
	sim, err := simulate.Start(simulate.Options{Dir: t.TempDir(), OSDP: &simulate.OSDP{Addresses: []byte{1}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	const first, second, nobodys = "A1B2C3D4", "A1B2C3D5", "A1B2C3D6"
	records := kiosktest.NewRecords(testHosts...)
	inside(t, records, "V1", first)
	inside(t, records, "V2", second)
	w := &window{}
	serveReader(t, records, w, sim.Status().Reader.Path)

	var shown []string
	for _, c := range []struct {
		what, card string
		disk       error
		reader     []string // LED: 1 red, 2 green, 3 amber
		screen     checkin.Screen
		notice     string
		urgent     bool
	}{
		{"refused", nobodys, nil, []string{"led 1", "buzzer 3"}, checkin.ScreenWelcome, "notice.badge_unknown", true},
		{"busy", first, errors.New("the disk is away"), []string{"led 3"}, checkin.ScreenTold, "notice.storage", true},
		{"accepted", second, nil, []string{"led 2", "buzzer 1"}, checkin.ScreenFarewell, "notice.leaving", false},
	} {
		records.Unreadable(c.disk)
		before, _ := w.told(c.notice)
		shown = append(shown, c.reader...)
		if err := sim.Reader().Tap(c.card); err != nil {
			t.Fatal(err)
		}
		soon(t, c.what+": the reader shows it", func() bool { return slices.Equal(sim.Reader().Shown(1), shown) })
		soon(t, c.what+": the screens say so", func() bool {
			told, urgent := w.told(c.notice)
			return !before && told && urgent == c.urgent && w.screen() == c.screen
		})
	}
	records.Unreadable(nil)
	for id, want := range map[kiosk.VisitID]kiosk.State{"V1": kiosk.StateOnSite, "V2": kiosk.StateLeft} {
		if r, err := records.VisitByID(id); err != nil || r.State != want {
			t.Errorf("visit %s is %s, want %s, %v", id, r.State, want, err)
		}
	}
}

// inside puts somebody inside who carries a card of the house.
func inside(t *testing.T, records *kiosktest.Records, id kiosk.VisitID, card string) {
	t.Helper()
	now := time.Now()
	_, err := records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		ticket, err := tx.NextTicket(now)
		if err != nil {
			return "", err
		}
		v := kiosk.NewVisit(id, kiosk.LangZH)
		r := kiosk.Registration{Visitor: kiosk.Visitor{Name: "访客甲"}, Host: testHosts[0], Arranged: kiosk.ArrangedYes}
		return id, errors.Join(v.Register(r, ticket, now), tx.Put(v))
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = records.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		queue, err := tx.Queue()
		if err != nil {
			return "", err
		}
		turn, err := queue.Next()
		if err != nil {
			return "", err
		}
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		badge := kiosk.Badge{Number: fmt.Sprint("261124-", id), Expires: now.Add(time.Hour)}
		return id, errors.Join(v.Contact(turn, now), v.RecordAnswer(kiosk.StateGoUp, now), v.IssueBadge(badge, now),
			v.Lend(Mark(key, "card", card), now), tx.Put(v))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// serveReader runs an agent with an OSDP reader until the test ends.
func serveReader(t *testing.T, records *kiosktest.Records, w *window, path string) {
	t.Helper()
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	bus := osdp.NewBus(osdp.Options{Open: func() (serial.Conn, error) { return serial.Open(serial.Options{Path: path}) }})
	a := New(Options{
		Records: records, Readers: map[string]devices.Reader{"reader": bus.Reader(osdp.ReaderOptions{Address: 1})}, Book: book, Key: key,
		Clock: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Config: testConfig(),
		NewID:     func() string { return fmt.Sprintf("01ARZ3NDEKTSV4RRFFQ%07d", ids.Add(1)) },
		ShowLobby: func(m checkin.Model) { w.mu.Lock(); w.lobby = m; w.mu.Unlock() },
		ShowDesk:  func(m reception.Model) { w.mu.Lock(); w.desk = m; w.mu.Unlock() },
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	soon(t, "the reader is ready", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.desk.Devices) == 1 && w.desk.Devices[0].Health == string(devices.HealthReady)
	})
}

func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}
