package nats

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// named returns the four entries from first on, with that visitor's name.
func named(l *relaytest.Log, first uint64, name string) relay.Batch {
	b := l.Batch(first, first+3)
	for i := range b.Rows {
		b.Rows[i].Visitor = name
	}
	return b
}

// holds reports whether the text stands anywhere in the broker's files.
func holds(t *testing.T, b *broker, text string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(filepath.Join(b.dir, "data"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || bytes.Contains(data, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestFacts_AreLeftOutUnlessAskedFor(t *testing.T) {
	server := startBroker(t, "")
	b := server.open(t, Options{})
	l := relaytest.NewLog("K1").Grow(12)
	if err := b.Sink().Append(t.Context(), named(l, 1, "访客乙丙丁")); err != nil {
		t.Fatal(err)
	}
	batch, err := b.Source("K1").Next(t.Context(), relay.Cursor{}, 10)
	if err != nil || len(batch.Rows) != 4 || batch.Rows[0].Visitor != "" || batch.Rows[0].Host == "" {
		t.Errorf("%d rows, the first is %+v, %v", len(batch.Rows), batch.Rows[0], err)
	}
	server.stop()
	if holds(t, server, "访客乙丙丁") || !holds(t, server, string(relaytest.Visit(0))) {
		t.Error("the broker's files hold the visitor's name, or not even the visit")
	}
}

// TestFacts_Erased looks into the broker's files: what is erased is
// overwritten there.
func TestFacts_Erased(t *testing.T) {
	server := startBroker(t, "")
	b := server.open(t, Options{Facts: true})
	l := relaytest.NewLog("K1").Grow(12)
	first, second := named(l, 1, "访客乙丙丁"), named(l, 5, "示例戊己庚")
	for _, batch := range []relay.Batch{first, second} {
		if err := b.Sink().Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if !holds(t, server, "访客乙丙丁") {
		t.Fatal("the name is not found before it is erased: nothing is tested")
	}
	l.Erase(relaytest.Visit(0))
	for _, batch := range []relay.Batch{l.Batch(9, 12), l.Batch(13, 13)} {
		if err := b.Sink().Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := looked{b.Sink(), b}.Rows(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Visit == relaytest.Visit(0) && r != r.Forgotten() {
			t.Errorf("entry %d has kept its personal columns", r.Seq)
		}
	}
	if rows[4].Visitor != "示例戊己庚" {
		t.Error("another visit lost its personal columns")
	}
	server.stop()
	if holds(t, server, "访客乙丙丁") {
		t.Error("the broker's files still hold the name")
	}
	if !holds(t, server, "示例戊己庚") {
		t.Error("the broker's files hold no name at all: nothing is tested")
	}
}

// TestFacts_ErasedByASinkThatCarriesNone: a kiosk was told not to carry them
// any more, and what it carried before is erased all the same.
func TestFacts_ErasedByASinkThatCarriesNone(t *testing.T) {
	server := startBroker(t, "")
	l := relaytest.NewLog("K1").Grow(4)
	if err := server.open(t, Options{Facts: true}).Sink().Append(t.Context(), l.Batch(1, 4)); err != nil {
		t.Fatal(err)
	}
	b := server.open(t, Options{})
	l.Erase(relaytest.Visit(0))
	if err := b.Sink().Append(t.Context(), l.Batch(5, 5)); err != nil {
		t.Fatal(err)
	}
	rows, err := looked{b.Sink(), b}.Rows(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := relaytest.Diff(rows, plain(l)); diff != "" {
		t.Error(diff)
	}
}

func TestGather(t *testing.T) {
	rows := []badgelog.Row{
		{Visit: "V1", Visitor: "示例"}, {Visit: "V2", Visitor: "访客甲", Title: "ms"}, {Visit: "V1", Kind: badgelog.KindErased},
		{Visit: "V1", Visitor: "示例"}, {Visit: "V2"}, {Visit: "V3"}, {Visitor: "Sample"},
	}
	if got := gather(rows, true); len(got) != 2 || !got["V1"].Erased || got["V1"].Visitor != "" || got["V2"] != (facts{Visitor: "访客甲", Title: "ms"}) {
		t.Errorf("carried: %+v", got)
	}
	if got := gather(rows, false); len(got) != 1 || !got["V1"].Erased {
		t.Errorf("not carried: %+v", got)
	}
}
