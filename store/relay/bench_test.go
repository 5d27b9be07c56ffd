package relay_test

import (
	"context"
	"testing"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// feeding is a source that has its batches ready.
type feeding struct {
	relay.Source
	batches []relay.Batch
}

func (f *feeding) Next(_ context.Context, after relay.Cursor, _ int) (relay.Batch, error) {
	if after.Seq == f.batches[len(f.batches)-1].After().Seq {
		return relay.Batch{}, nil
	}
	return f.batches[after.Seq/relay.DefaultLimit], nil
}

// forgetful is a sink that keeps nothing.
type forgetful struct{ relay.Sink }

func (forgetful) Cursor(context.Context, string) (relay.Cursor, error) { return relay.Cursor{}, nil }
func (forgetful) Append(context.Context, relay.Batch) error            { return nil }

// BenchmarkOnce is what the loop itself costs: verifying 10,000 entries.
func BenchmarkOnce(b *testing.B) {
	l := relaytest.NewLog("K1").Grow(10000)
	source := &feeding{relaytest.NewKiosk(l), l.All(relay.DefaultLimit)}
	b.ReportAllocs()
	for b.Loop() {
		if err := relay.New(relay.Options{Source: source, Sink: forgetful{}}).Once(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(10000*b.N)/b.Elapsed().Seconds(), "rows/s")
}
