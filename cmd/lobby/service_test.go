package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/agent"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/reception"
	"lobby.internal/store"
)

// TestService_RollCall: who has a badge is on the list of the running kiosk, who
// waits is not, and the badge log says that it was taken out but not who was on it.
func TestService_RollCall(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "lobby.db"), store.Options{Kiosk: "lobby-1", NoBallast: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		return "", errors.Join(comes(tx, "01ARZ3NDEKTSV4RRFFQ0000001", "访客甲", 1), comes(tx, "01ARZ3NDEKTSV4RRFFQ0000002", "访客乙", 2))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Decide("", goesIn); err != nil {
		t.Fatal(err)
	}
	s := &service{db: db}
	list, err := s.RollCall(t.Context())
	if err != nil || list.Unrecorded != "" || len(list.People) != 1 {
		t.Fatalf("the list is %+v, %v", list, err)
	}
	if p := list.People[0]; p.Visitor != "访客甲" || p.Floor != "12" || p.Badge == "" || p.Since.IsZero() {
		t.Errorf("on the list is %+v", p)
	}
	newest, err := db.Newest(1)
	if err != nil {
		t.Fatal(err)
	}
	said, err := json.Marshal(newest)
	if err != nil || !strings.Contains(string(said), string(kiosk.EventRollCall)) || strings.Contains(string(said), "访客") {
		t.Errorf("the badge log says %s, %v", said, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if list, err := s.RollCall(t.Context()); err == nil {
		t.Errorf("without a file the list is %+v", list)
	}
}

// TestService_Status: the command line is told what holds a device up, as the
// desk is, and how many wait, but of nobody's name.
func TestService_Status(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := load(t, "")
		if err != nil {
			t.Fatal(err)
		}
		c.Data.Dir = t.TempDir()
		k, err := open(c, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		o, err := k.agentOptions(c, log)
		if err != nil {
			t.Fatal(err)
		}
		printer := &kiosktest.Printer{}
		o.Printers, o.Readers = []agent.Printer{{Name: "printer", Printer: printer}}, nil
		o.ShowLobby, o.ShowDesk = func(checkin.Model) {}, func(reception.Model) {}
		a := agent.New(o)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Serve(ctx) }()
		synctest.Wait()
		printer.Report(devices.HealthNotReady, devices.CausePaperOut)
		synctest.Wait()
		_, err = k.db.Decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) {
			return "", comes(tx, "01ARZ3NDEKTSV4RRFFQ0000001", "访客甲", 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		s := &service{db: k.db, agent: a, started: time.Now()}
		st, err := s.Status(t.Context())
		if err != nil || st.Waiting != 1 || st.WaitingSince.IsZero() {
			t.Errorf("the status is %+v, %v", st, err)
		}
		if len(st.Devices) != 1 || st.Devices[0].Name != "printer" || st.Devices[0].Health != "not_ready" || !slices.Equal(st.Devices[0].Causes, []string{"paper_out"}) {
			t.Errorf("the devices are %+v", st.Devices)
		}
		if said, err := json.Marshal(st); err != nil || strings.Contains(string(said), "访客") {
			t.Errorf("it says %s, %v", said, err)
		}
		stop()
		if err := errors.Join(<-done, k.db.Close()); err != nil {
			t.Error(err)
		}
	})
}

func comes(tx kiosk.Tx, id kiosk.VisitID, name string, ticket int) error {
	v := kiosk.NewVisit(id, kiosk.LangZH)
	host := kiosk.Host{ID: "H001", Name: "林示例", Floor: "12"}
	r := kiosk.Registration{Visitor: kiosk.Visitor{Name: name}, Host: host, Arranged: kiosk.ArrangedYes}
	return errors.Join(v.Register(r, ticket, time.Now()), tx.Put(v))
}

// goesIn serves whose turn it is.
func goesIn(tx kiosk.Tx) (kiosk.VisitID, error) {
	now := time.Now()
	queue, err := tx.Queue()
	if err != nil {
		return "", err
	}
	turn, err := queue.Next()
	if err != nil {
		return "", err
	}
	number, err := tx.NextBadge(now)
	if err != nil {
		return "", err
	}
	v, err := tx.Visit("01ARZ3NDEKTSV4RRFFQ0000001")
	if err != nil {
		return "", err
	}
	badge := kiosk.Badge{Number: number, Expires: now.Add(time.Hour)}
	steps := []error{v.Contact(turn, now), v.RecordAnswer(kiosk.StateGoUp, now), v.IssueBadge(badge, now), v.Enter(false, kiosk.ActorAgent, now), tx.Put(v)}
	return "", errors.Join(steps...)
}
