package relay_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errTorn = errors.New("the reply was torn")

// ends are a source and a sink in memory whose calls can be made to fail.
type ends struct {
	*relaytest.Kiosk
	*relaytest.Memory
	spoil  func(relay.Batch) relay.Batch // what the source shows instead
	before func() error                  // its error replaces a call
	after  func() error                  // its error replaces the answer of a call that was done
	news   []relay.News
}

func newEnds(l *relaytest.Log) *ends {
	none := func() error { return nil }
	return &ends{
		Kiosk: relaytest.NewKiosk(l), Memory: &relaytest.Memory{}, before: none, after: none,
		spoil: func(b relay.Batch) relay.Batch { return b },
	}
}

func (e *ends) relay(o relay.Options) *relay.Relay {
	o.Name, o.Source, o.Sink = "https://sample", source{e}, sink{e}
	o.Tell = func(n relay.News) { e.news = append(e.news, n) }
	return relay.New(o)
}

// told returns the news of the given states, in order.
func (e *ends) told(states ...relay.State) (sentences []string) {
	for _, n := range e.news {
		for _, s := range states {
			if n.State == s {
				sentences = append(sentences, n.String())
			}
		}
	}
	return sentences
}

func (e *ends) check(t *testing.T, want []badgelog.Row) {
	t.Helper()
	rows, err := e.Rows(context.Background(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := relaytest.Diff(rows, want); diff != "" {
		t.Error(diff)
	}
}

type source struct{ e *ends }

func (s source) Kiosk(ctx context.Context) (string, error) {
	if err := s.e.before(); err != nil {
		return "", err
	}
	return s.e.Kiosk.Kiosk(ctx)
}

func (s source) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	if err := s.e.before(); err != nil {
		return relay.Batch{}, err
	}
	b, err := s.e.Next(ctx, after, limit)
	return s.e.spoil(b), errors.Join(err, s.e.after())
}

func (s source) Close() error { return nil }

type sink struct{ e *ends }

func (s sink) Cursor(ctx context.Context, kiosk string) (relay.Cursor, error) {
	if err := s.e.before(); err != nil {
		return relay.Cursor{}, err
	}
	return s.e.Cursor(ctx, kiosk)
}

func (s sink) Append(ctx context.Context, b relay.Batch) error {
	if err := s.e.before(); err != nil {
		return err
	}
	return errors.Join(s.e.Append(ctx, b), s.e.after())
}

func (s sink) SetAside(ctx context.Context, b relay.Batch, reason string) error {
	if err := s.e.before(); err != nil {
		return err
	}
	return errors.Join(s.e.SetAside(ctx, b, reason), s.e.after())
}

func (s sink) Close() error { return nil }

func TestOnce(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(100)
	e := newEnds(l)
	r := e.relay(relay.Options{Limit: 30})
	for range 2 {
		if err := r.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.check(t, l.Rows())
		l.Grow(20)
	}
	if got := e.told(relay.Carrying); len(got) != 5 || got[1] != "K1: 60 of 100 entries" || got[4] != "K1: 120 of 120 entries" {
		t.Errorf("told %q", got)
	}
}

// TestOnce_TornReplies: every third call fails, before or after it was done.
func TestOnce_TornReplies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := relaytest.NewLog("K1").Grow(300)
		e := newEnds(l)
		rng := mathrand.New(mathrand.NewPCG(1, 2))
		torn := func() error {
			if rng.IntN(6) == 0 {
				return errTorn
			}
			return nil
		}
		e.before, e.after = torn, torn
		r := e.relay(relay.Options{Limit: 9})
		err := errTorn
		for n := 0; err != nil && n < 100; n++ {
			err = r.Once(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		e.check(t, l.Rows())
		if len(e.told(relay.Retrying)) == 0 {
			t.Error("nothing was torn")
		}
	})
}

func TestOnce_GivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEnds(relaytest.NewLog("K1").Grow(10))
		e.before = func() error { return errTorn }
		begin := time.Now()
		err := e.relay(relay.Options{}).Once(t.Context())
		if !errors.Is(err, errTorn) || !strings.HasPrefix(err.Error(), "https://sample: ask which kiosk it is: ") {
			t.Errorf("error is %v", err)
		}
		if took := time.Since(begin); took < 7500*time.Millisecond || took > 15*time.Second || len(e.news) != 4 {
			t.Errorf("gave up after %s and %d waits", took, len(e.news))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
		defer cancel()
		if err := e.relay(relay.Options{}).Once(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}

func TestServe_BacksOffAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := relaytest.NewLog("K1").Grow(10)
		e := newEnds(l)
		ctx, cancel := context.WithCancel(t.Context())
		var down atomic.Bool
		down.Store(true)
		e.before = func() error {
			if down.Load() {
				return errTorn
			}
			return nil
		}
		served := make(chan error)
		go func() { served <- e.relay(relay.Options{Every: time.Minute}).Serve(ctx) }()
		time.Sleep(72 * time.Hour)
		synctest.Wait()
		if n := len(e.told(relay.Retrying)); n < 72*60/5 || n > 2*72*60/5+20 {
			t.Errorf("%d tries in three days", n)
		}
		down.Store(false)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		e.check(t, l.Rows())
		e.Change(func(l *relaytest.Log) { l.Grow(5) })
		time.Sleep(time.Minute)
		synctest.Wait()
		e.check(t, l.Rows())
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func TestServe_TellsAgainWhatNoRetryMends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := relaytest.NewLog("K1").Grow(30)
		e := newEnds(l)
		if err := e.Append(t.Context(), l.Fork(4).Batch(1, 20)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour-time.Second)
		defer cancel()
		if err := e.relay(relay.Options{}).Serve(ctx); err != nil {
			t.Error(err)
		}
		told := e.told(relay.Refusing)
		if len(told) != 4 || len(e.news) != 4 {
			t.Fatalf("told %q", told)
		}
		for _, part := range []string{"K1: REFUSED after entry 20 of epoch " + l.Epoch().ID, "has shown another entry under this number"} {
			if !strings.Contains(told[0], part) {
				t.Errorf("%q does not say %q", told[0], part)
			}
		}
	})
}

func TestOnce_Refuses(t *testing.T) {
	log := func() *relaytest.Log { return relaytest.NewLog("K1").Grow(30) }
	keep := func(b relay.Batch, from, to int) relay.Batch { b.Rows = b.Rows[from:to]; return b }
	for name, c := range map[string]struct {
		spoil  func(relay.Batch) relay.Batch
		reason error
		says   string
	}{
		"tampered":      {func(b relay.Batch) relay.Batch { return relaytest.Tampered(b, 3) }, badgelog.ErrAltered, "entry 14 of epoch"},
		"gap":           {func(b relay.Batch) relay.Batch { return keep(b, 1, 9) }, relay.ErrGap, "after entry 10"},
		"hole":          {func(b relay.Batch) relay.Batch { b.Rows = append(b.Rows[:2:2], b.Rows[3:]...); return b }, badgelog.ErrMissing, "entry 13 of epoch"},
		"fork":          {func(relay.Batch) relay.Batch { return log().Fork(5).Batch(11, 20) }, relay.ErrFork, "entry 10"},
		"fork within":   {func(b relay.Batch) relay.Batch { copy(b.Rows[5:], log().Fork(5).Rows()[15:]); return b }, badgelog.ErrForked, "entry 16 of epoch"},
		"again":         {func(relay.Batch) relay.Batch { return log().Batch(5, 20) }, badgelog.ErrMissing, "entry 11 of epoch"},
		"other kiosk":   {func(relay.Batch) relay.Batch { return relaytest.NewLog("K2").Grow(30).Batch(11, 20) }, relay.ErrForeign, ""},
		"foreign row":   {func(b relay.Batch) relay.Batch { b.Rows[2].Kiosk = "K2"; return b }, relay.ErrForeign, "entry 13"},
		"foreign epoch": {func(b relay.Batch) relay.Batch { b.Rows[2].Epoch = "00"; return b }, relay.ErrForeign, "entry 13"},
		"made-up epoch": {func(relay.Batch) relay.Batch {
			return relay.Batch{Epoch: badgelog.Epoch{Kiosk: "K1", ID: "00", Base: badgelog.Position{Hash: badgelog.Hash{1}}}, Rows: log().Rows()}
		}, relay.ErrForeign, "epoch 00"},
		"epoch after a gap": {func(relay.Batch) relay.Batch { return log().Restore(30).Grow(5).Batch(31, 35) }, relay.ErrGap, "after entry 10"},
	} {
		t.Run(name, func(t *testing.T) {
			l := log()
			e := newEnds(l)
			if err := e.Append(t.Context(), l.Batch(1, 10)); err != nil {
				t.Fatal(err)
			}
			e.spoil = c.spoil
			err := e.relay(relay.Options{Limit: 10}).Once(t.Context())
			if !errors.Is(err, c.reason) || !errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "K1: ") {
				t.Errorf("error is %v", err)
			}
			e.check(t, l.Rows()[:10])
			e.spoil = func(b relay.Batch) relay.Batch { return b }
			if err := e.relay(relay.Options{Limit: 10}).Once(t.Context()); err != nil {
				t.Errorf("the log itself: %v", err)
			}
			e.check(t, l.Rows())
		})
	}
}

func TestOnce_SetsAside(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(40)
	bad := map[uint64]bool{1: true, 7: true, 8: true, 30: true, 40: true}
	e := newEnds(l)
	e.Refuse = func(r badgelog.Row) error {
		if bad[r.Seq] {
			return errors.New("the column is too short")
		}
		return nil
	}
	e.spoil = func(b relay.Batch) relay.Batch {
		if len(b.Rows) > 0 {
			b.Note = fmt.Appendf(nil, "of %d", b.After().Seq)
		}
		return b
	}
	if err := e.relay(relay.Options{Limit: 15}).Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if note, err := e.Note(t.Context(), "K1"); err != nil || string(note) != "of 40" {
		t.Errorf("the checkpoint is %q, %v", note, err)
	}
	var want []badgelog.Row
	for _, r := range l.Rows() {
		if !bad[r.Seq] {
			want = append(want, r)
		}
	}
	e.check(t, want)
	aside, err := e.Aside(t.Context(), "K1")
	if err != nil || len(aside) != len(bad) || aside[0].Reason != "the column is too short" {
		t.Errorf("set aside %+v, %v", aside, err)
	}
	told := e.told(relay.SetAside)
	if len(told) != len(bad) || !strings.HasPrefix(told[0], "K1: entry 1 of epoch "+l.Epoch().ID+" is set aside") {
		t.Errorf("told %q", told)
	}
}

func TestOnce_TellsOfEpochs(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(20).Trim(5)
	e := newEnds(l)
	r := e.relay(relay.Options{})
	want := []string{
		"the kiosk no longer has the entries before 6", "begins with entry 21 and continues",
		"begins with entry 23, although the copy goes to entry 25",
	}
	for i, change := range []func(){func() {}, func() { l.Restore(20).Grow(5) }, func() { l.Restore(22).Grow(9) }} {
		change()
		if err := r.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		e.check(t, l.History())
		told := e.told(relay.Begins, relay.Renewed, relay.Restored)
		if len(told) != i+1 || !strings.Contains(told[i], want[i]) {
			t.Errorf("told %q, want %q", told, want[i])
		}
	}
}

func signing(t *testing.T, kiosk string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, badgelog.KeyName(kiosk))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestOnce_Checkpoints(t *testing.T) {
	own, ownPublic := signing(t, "K1")
	other, otherPublic := signing(t, "K2")
	signWith := func(key note.Signer) func(relay.Batch) relay.Batch {
		return func(b relay.Batch) relay.Batch {
			if len(b.Rows) == 0 {
				return b
			}
			c := badgelog.Checkpoint{Kiosk: "K1", Epoch: b.Epoch.ID, Position: b.After().Position}
			signed, err := c.Sign(key)
			if err != nil {
				t.Error(err)
			}
			b.Note = signed
			return b
		}
	}
	sign := signWith(own)
	l := relaytest.NewLog("K1").Grow(30)
	e := newEnds(l)
	r := e.relay(relay.Options{Limit: 10, Keys: note.VerifierList(ownPublic, otherPublic)})
	for name, spoil := range map[string]func(relay.Batch) relay.Batch{
		"none":          func(b relay.Batch) relay.Batch { return b },
		"another kiosk": signWith(other),
		"another":       func(b relay.Batch) relay.Batch { b.Note = sign(l.Batch(1, 9)).Note; return b },
		"a rewritten history": func(b relay.Batch) relay.Batch {
			note := sign(b).Note
			b = l.Fork(0).Batch(1, 10)
			b.Note = note
			return b
		},
	} {
		e.spoil = spoil
		if err := r.Once(t.Context()); !errors.Is(err, relay.ErrUnsigned) || !errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), "entry 10") {
			t.Errorf("%s: %v", name, err)
		}
		e.check(t, nil)
	}
	e.spoil = sign
	if err := r.Once(t.Context()); err != nil {
		t.Error(err)
	}
	e.check(t, l.Rows())
}

func TestRun_OneKioskStopsNoOther(t *testing.T) {
	good, bad := newEnds(relaytest.NewLog("K1").Grow(30)), newEnds(relaytest.NewLog("K1").Grow(30))
	bad.spoil = func(b relay.Batch) relay.Batch { return relaytest.Tampered(b, 0) }
	err := relay.Run(t.Context(), []*relay.Relay{bad.relay(relay.Options{}), good.relay(relay.Options{})}, (*relay.Relay).Once)
	if !errors.Is(err, badgelog.ErrAltered) {
		t.Errorf("error is %v", err)
	}
	good.check(t, relaytest.NewLog("K1").Grow(30).Rows())
	bad.check(t, nil)
}
