package postgres

import (
	"errors"
	"testing"
	"time"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func openFleet(t *testing.T, url string) *Fleet {
	t.Helper()
	f, err := OpenFleet(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// insideOf works out who is inside from the log itself: the last entry of each
// visit decides.
func insideOf(l *relaytest.Log) map[string]bool {
	state, badge := map[string]string{}, map[string]string{}
	for _, r := range l.Rows() {
		if r.Visit != "" && r.State != "" {
			state[string(r.Visit)], badge[string(r.Visit)] = string(r.State), r.Badge
		}
	}
	inside := map[string]bool{}
	for visit, s := range state {
		if s == stateOnSite {
			inside[l.Kiosk()+" "+badge[visit]] = true
		}
	}
	return inside
}

// TestFleet_OnSite compares who is inside with what the logs say, after every
// batch, whatever the batches' size.
func TestFleet_OnSite(t *testing.T) {
	url := shared.Get(t).Database(t, "onsite")
	s, f := open(t, url), openFleet(t, url)
	for limit := 1; limit < 8; limit += 3 {
		l := relaytest.NewLog("K" + string(rune('0'+limit)))
		for range 25 {
			at := l.Head()
			if at.Seq == 0 {
				at = relay.Cursor{}
			}
			for b := l.Grow(limit).Next(at, 500); len(b.Rows) > 0; b = l.Next(b.After(), 500) {
				if err := s.Append(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
			all, err := f.OnSite(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := insideOf(l)
			for _, i := range all {
				if i.Kiosk != l.Kiosk() {
					continue
				}
				if !want[i.Kiosk+" "+i.Badge] || i.Host == "" || i.Since.IsZero() || i.Unsure {
					t.Errorf("%+v is inside", i)
				}
				delete(want, i.Kiosk+" "+i.Badge)
			}
			if len(want) > 0 {
				t.Errorf("not inside: %v", want)
			}
		}
	}
}

// TestFleet_RestoredKiosk: somebody whom the kiosk has forgotten is still inside.
func TestFleet_RestoredKiosk(t *testing.T) {
	url := shared.Get(t).Database(t, "restored")
	s, f := open(t, url), openFleet(t, url)
	l := relaytest.NewLog("K1").Grow(7) // visit 0 has left, visit 1 is inside
	for _, b := range []relay.Batch{l.Batch(1, 7), l.Restore(3).Erase(relaytest.Visit(0)).Batch(4, 4)} {
		if err := s.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	all, err := f.OnSite(t.Context())
	if err != nil || len(all) != 1 || !all[0].Unsure {
		t.Errorf("inside are %+v, %v", all, err)
	}
	kiosks, err := f.Kiosks(t.Context())
	if err != nil || len(kiosks) != 1 || kiosks[0].Epochs != 2 {
		t.Errorf("kiosks %+v, %v", kiosks, err)
	}
}

func TestFleet_Health(t *testing.T) {
	url := shared.Get(t).Database(t, "health")
	s, f := open(t, url), openFleet(t, url)
	l := relaytest.NewLog("K1").Grow(40)
	quiet := relaytest.NewKiosk(relaytest.NewLog("K2"))
	if err := relay.New(relay.Options{Source: quiet, Sink: s}).Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := time.Now().Add(-time.Minute)
	if err := s.Append(t.Context(), l.Batch(1, 30)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetAside(t.Context(), l.Batch(31, 31), "too long"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), relay.Batch{Epoch: l.Epoch(), Rows: l.Rows()[31:35], Head: 40}); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), l.Batch(37, 40)); !errors.Is(err, relay.ErrGap) {
		t.Fatal(err)
	}
	all, err := f.Kiosks(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	k := all[0]
	if k.Seq != 35 || k.Behind != 5 || k.SetAside != 1 || k.Trouble == "" || k.Troubled.Before(before) || k.Synced.Before(before) || !k.Last.Equal(l.Rows()[34].Time) {
		t.Errorf("health %+v", k)
	}
	if k := all[1]; k.Kiosk != "K2" || k.Synced.Before(before) || k.Seq != 0 {
		t.Errorf("health of a quiet kiosk %+v", k)
	}
	if err := s.Append(t.Context(), l.Batch(36, 40)); err != nil {
		t.Fatal(err)
	}
	if all, err := f.Kiosks(t.Context()); err != nil || all[0].Trouble != "" || all[0].Behind != 0 {
		t.Errorf("health %+v, %v", all, err)
	}
}

func TestFleet_Gaps(t *testing.T) {
	url := shared.Get(t).Database(t, "gaps")
	s, f := open(t, url), openFleet(t, url)
	l := relaytest.NewLog("K1").Grow(60).Trim(5) // begins in the middle: no gap
	if err := s.Append(t.Context(), l.Batch(6, 20)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetAside(t.Context(), l.Batch(21, 21), "too long"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), l.Batch(22, 60)); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Gaps(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("gaps %v, %v", got, err)
	}
	run(t, s, `DELETE FROM badgelog.entries WHERE seq IN (30, 31, 32, 40, 60)`)
	got, err := f.Gaps(t.Context())
	if err != nil || len(got) != 3 || got[0].First != 30 || got[0].Last != 32 || got[1].First != 40 || got[2].First != 60 || got[2].Last != 60 {
		t.Errorf("gaps %v, %v", got, err)
	}
	if _, err := f.pool.Exec(t.Context(), `DELETE FROM badgelog.entries`); err == nil {
		t.Error("the fleet's reader may delete")
	}
}

// TestFleet_Forgotten: whoever was forgotten is no longer named, wherever the
// name may have been.
func TestFleet_Forgotten(t *testing.T) {
	url := shared.Get(t).Database(t, "forgotten")
	s, f := open(t, url), openFleet(t, url)
	l := relaytest.NewLog("K1").Grow(3) // visit 0 is inside
	for _, b := range []relay.Batch{l.Batch(1, 3), l.Erase(relaytest.Visit(0)).Batch(4, 4)} {
		if err := s.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	all, err := f.OnSite(t.Context())
	if err != nil || len(all) != 1 || all[0].Visitor != "" || all[0].Company != "" {
		t.Errorf("inside are %+v, %v", all, err)
	}
	var named int
	err = s.pool.QueryRow(t.Context(), `SELECT count(*) FROM badgelog.entries WHERE coalesce(visitor, title, company) IS NOT NULL`).Scan(&named)
	if err != nil || named != 0 {
		t.Errorf("%d rows have a name, %v", named, err)
	}
}
