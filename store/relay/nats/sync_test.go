package nats

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// TestSync_BrokerKilled carries entries from a kiosk to the stream and from
// there to a copy while the broker is killed again and again. A killed process
// takes back nothing that it has written, so that the many entries go without
// a sync of the disk for each.
func TestSync_BrokerKilled(t *testing.T) {
	t.Run("many", func(t *testing.T) { testKilled(t, many, 5, "2m") })
	t.Run("each synced", func(t *testing.T) { testKilled(t, 3_000, 2, "always") })
}

func testKilled(t *testing.T, entries, kills int, sync string) {
	server := newBroker(t, sync)
	b := server.open(t, Options{Facts: true})
	l := relaytest.NewLog("K1").Grow(entries - 1).Erase(relaytest.Visit(7))
	var far relaytest.Memory
	ctx, cancel := context.WithCancel(t.Context())
	carry := func(from relay.Source, to relay.Sink) *relay.Relay {
		return relay.New(relay.Options{Source: from, Sink: to, Limit: 1000, Every: 10 * time.Millisecond})
	}
	served := make(chan error, 1)
	legs := []*relay.Relay{carry(relaytest.NewKiosk(l), b.Sink()), carry(b.Source("K1"), &far)}
	go func() {
		served <- relay.Run(ctx, legs, func(r *relay.Relay, ctx context.Context) error { return r.Serve(ctx) })
	}()

	at := func() int {
		c, err := far.Cursor(t.Context(), "K1")
		if err != nil {
			t.Fatal(err)
		}
		return int(c.Seq)
	}
	for n := range kills {
		for at() < (n+1)*entries/(kills+2) {
			time.Sleep(time.Millisecond)
		}
		server.stop()
		if at() == entries {
			t.Error("all had been carried before the broker was killed")
		}
		server.start(t)
	}
	for at() < entries {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	same(t, &far, l.Rows())
	if rows, err := (looked{b.Sink(), b}).Rows(t.Context(), "K1"); err != nil || relaytest.Diff(rows, l.Rows()) != "" {
		t.Errorf("the stream has something else than the kiosk, %v", err)
	}
}

func same(t *testing.T, far *relaytest.Memory, want []badgelog.Row) {
	t.Helper()
	got, err := far.Rows(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := relaytest.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}

// stocked returns a broker that has the log, without personal columns.
func stocked(t *testing.T, l *relaytest.Log) *Broker {
	t.Helper()
	b := startBroker(t, "").open(t, Options{})
	for _, batch := range l.All(25) {
		if err := b.Sink().Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// plain returns the log's rows as they are without personal columns.
func plain(l *relaytest.Log) []badgelog.Row {
	rows := l.Rows()
	for i := range rows {
		rows[i] = rows[i].Forgotten()
	}
	return rows
}

func once(t *testing.T, b *Broker, far *relaytest.Memory) error {
	t.Helper()
	return relay.New(relay.Options{Source: b.Source("K1"), Sink: far, Limit: 7}).Once(t.Context())
}

func remove(t *testing.T, b *Broker, seqs ...uint64) {
	t.Helper()
	s, err := b.stream(t.Context(), StreamLog)
	if err != nil {
		t.Fatal(err)
	}
	for _, seq := range seqs {
		if err := s.DeleteMsg(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSource_NamesWhatTheBrokerLost(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(30)
	for name, c := range map[string]struct {
		lost []uint64
		says string
	}{
		"one":                 {[]uint64{12}, "after entry 11"},
		"the first":           {[]uint64{6}, "after entry 5"},
		"several":             {[]uint64{20, 21, 22, 29}, "after entry 19"},
		"the last of a batch": {[]uint64{12, 19}, "after entry 11"},
	} {
		t.Run(name, func(t *testing.T) {
			b := stocked(t, l)
			remove(t, b, c.lost...)
			var far relaytest.Memory
			if err := far.Append(t.Context(), l.Batch(1, 5)); err != nil {
				t.Fatal(err)
			}
			for range 2 { // it does not go away by asking again
				err := once(t, b, &far)
				if !errors.Is(err, relay.ErrGap) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), l.Epoch().ID) {
					t.Errorf("error is %v, want a gap %s", err, c.says)
				}
			}
			if at, err := far.Cursor(t.Context(), "K1"); err != nil || at.Seq != c.lost[0]-1 {
				t.Errorf("the copy goes to entry %d, %v", at.Seq, err)
			}
		})
	}
}

// TestSource_TheLastAreLost: the kiosk publishes again what the broker lost at
// the end.
func TestSource_TheLastAreLost(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(30)
	b := stocked(t, l)
	remove(t, b, 28, 29, 30)
	kiosk := relay.New(relay.Options{Source: relaytest.NewKiosk(l), Sink: b.Sink()})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
	defer cancel()
	// Within the broker's window it takes no message of these names: not there,
	// and not believed to be.
	if err := kiosk.Once(ctx); err == nil {
		t.Error("the entries are said to be kept")
	}
	if at, err := b.Sink().Cursor(t.Context(), "K1"); err != nil || at.Seq != 27 {
		t.Errorf("the stream goes to entry %d, %v", at.Seq, err)
	}
}

// again publishes entries of the log once more, as if the broker had forgotten
// their names.
func again(t *testing.T, b *Broker, batch relay.Batch) {
	t.Helper()
	for _, r := range batch.Rows {
		m, err := message{Epoch: batch.Epoch, Row: r, Head: batch.Head}.encode(nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Header.Del(jetstream.MsgIDHeader)
		if _, err := b.js.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSource_WhatIsThereTwice(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(10)
	b := stocked(t, l)
	again(t, b, l.Batch(3, 10))
	again(t, b, l.Batch(10, 10))
	l.Grow(10)
	again(t, b, l.Batch(11, 15))
	again(t, b, l.Batch(1, 15))
	again(t, b, l.Batch(14, 20))
	again(t, b, l.Batch(8, 9))
	for from := range uint64(21) {
		var far relaytest.Memory
		if from > 0 {
			batch := l.Batch(1, from)
			batch.Rows = plain(l)[:from]
			if err := far.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
		if err := once(t, b, &far); err != nil {
			t.Errorf("from entry %d on: %v", from, err)
		}
		same(t, &far, plain(l))
	}
}

func TestSource_AnotherHistoryIsAFork(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(10)
	b := stocked(t, l)
	again(t, b, l.Fork(9).Batch(10, 10))
	var far relaytest.Memory
	if err := once(t, b, &far); !errors.Is(err, relay.ErrFork) {
		t.Errorf("error is %v, want a fork", err)
	}
	if err := once(t, b, &far); !errors.Is(err, relay.ErrFork) {
		t.Errorf("asked again, error is %v, want a fork", err)
	}
}

// TestSource_ManyKiosks: a place is found among the messages of other kiosks.
func TestSource_ManyKiosks(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(200)
	b := startBroker(t, "").open(t, Options{})
	other := relaytest.NewLog("K/2 大堂").Grow(600)
	for i := range uint64(40) {
		for _, batch := range []relay.Batch{l.Batch(i*5+1, i*5+5), other.Batch(i*15+1, i*15+15)} {
			if err := b.Sink().Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	kiosks, err := b.Kiosks(t.Context())
	if err != nil || len(kiosks) != 2 || kiosks[0] != "K/2 大堂" || kiosks[1] != "K1" {
		t.Errorf("kiosks are %q, %v", kiosks, err)
	}
	for seq := uint64(1); seq < 200; seq += 13 {
		after := l.Batch(1, seq).After()
		m, ok, err := b.Source("K1").halve(t.Context(), after)
		if err != nil || !ok {
			t.Fatalf("the place after entry %d was not found by halving, %v", seq, err)
		}
		scanned, err := b.Source("K1").scan(t.Context(), after)
		if err != nil {
			t.Fatal(err)
		}
		first := func(from uint64) message {
			some, _, err := b.read(t.Context(), "K1", from, 1)
			if err != nil || len(some) == 0 {
				t.Fatalf("nothing from message %d on, %v", from, err)
			}
			return some[0]
		}
		if first(m.next).Row.Seq != seq+1 || first(scanned.next).Row.Seq != seq+1 {
			t.Errorf("after entry %d come messages %d and %d", seq, m.next, scanned.next)
		}
	}
}

// TestSink_TwoPublishers: of two that publish the same kiosk's log at once each
// entry is there once and in order.
func TestSink_TwoPublishers(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(400)
	server := startBroker(t, "")
	done := make(chan error, 2)
	for range 2 {
		b := server.open(t, Options{Facts: true})
		r := relay.New(relay.Options{Source: relaytest.NewKiosk(l), Sink: b.Sink(), Limit: 10})
		go func() {
			err := errors.New("not tried")
			for n := 0; err != nil && n < 20; n++ {
				err = r.Once(t.Context())
			}
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	b := server.open(t, Options{})
	rows, err := looked{b.Sink(), b}.Rows(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := relaytest.Diff(rows, l.Rows()); diff != "" {
		t.Error(diff)
	}
}

// TestSink_PublishesOnlyAfterWhatItSaw: what another has published since makes
// the broker refuse, one message as well as a batch.
func TestSink_PublishesOnlyAfterWhatItSaw(t *testing.T) {
	l := relaytest.NewLog("K1").Grow(10)
	b := stocked(t, l)
	last, _, err := b.last(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	var messages []message
	for _, r := range l.Grow(2).Batch(11, 12).Rows {
		messages = append(messages, message{Epoch: l.Epoch(), Row: r})
	}
	for n := range messages {
		if _, err := b.Sink().publish(t.Context(), messages[:n+1], last.at-1); err == nil || !strings.Contains(err.Error(), "somebody else publishes") {
			t.Errorf("%d published after a message that is not the last: %v", n+1, err)
		}
	}
	if at, err := b.Sink().Cursor(t.Context(), "K1"); err != nil || at.Seq != 10 {
		t.Errorf("the stream goes to entry %d, %v", at.Seq, err)
	}
}
