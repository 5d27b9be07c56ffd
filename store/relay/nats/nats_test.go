package nats

import (
	"testing"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

func TestSink(t *testing.T) {
	brokers := make(map[string]*broker)
	relaytest.TestSink(t, func(t *testing.T, name string) relaytest.Sink {
		if brokers[name] == nil {
			brokers[name] = startBroker(t, "")
		}
		b := brokers[name].open(t, Options{Facts: true})
		return looked{b.Sink(), b}
	})
}

func TestSource(t *testing.T) {
	relaytest.TestSource(t, func(t *testing.T, kiosk string) (relay.Source, func(relay.Batch)) {
		b := startBroker(t, "").open(t, Options{Facts: true})
		sink := b.Sink()
		return b.Source(kiosk), func(batch relay.Batch) {
			if err := sink.Append(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
		}
	})
}
