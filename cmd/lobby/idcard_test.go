package main

import (
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/simulate"
	"lobby.internal/kiosk/agent"
)

// The kiosk keeps of a card what its configuration says.
func TestIDReader_KeepsWhatIsConfigured(t *testing.T) {
	key := ed25519.NewKeyFromSeed([]byte("a seed of thirty-two bytes, test"))
	card, err := simulate.SampleID("resident", "访客甲", 1)
	if err != nil {
		t.Fatal(err)
	}
	for keep, want := range map[string]devices.Read{
		"":            {Kind: devices.KindID, Data: "访客甲", Mark: agent.Mark(key, "id", card.Number), Last: card.Number[14:]},
		"name_number": {Kind: devices.KindID, Data: "访客甲", Mark: agent.Mark(key, "id", card.Number), Last: card.Number[14:]},
		"name":        {Kind: devices.KindID, Data: "访客甲"},
	} {
		t.Run("keep "+keep, func(t *testing.T) {
			t.Parallel()
			sim, err := simulate.Start(simulate.Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := sim.Close(); err != nil {
					t.Error(err)
				}
			}()
			text := "[idcard]\nport = \"" + sim.Status().IDCard.Path + "\"\n"
			if keep != "" {
				text += "keep = \"" + keep + "\"\n"
			}
			c, err := load(t, text)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err = openIDReader(c, key).Serve(ctx, func(s devices.Status) {
				if s.Health == devices.HealthReady {
					if err := sim.IDReader().Present(card); err != nil {
						t.Error(err)
					}
				}
			}, func(r devices.Read) {
				if r.At = (time.Time{}); r != want {
					t.Errorf("kind %s, mark %q, last %q", r.Kind, r.Mark, r.Last)
				}
				want.At = time.Now() // it was read
				cancel()
			})
			if err != nil || want.At.IsZero() {
				t.Errorf("the card is not read: %v", err)
			}
		})
	}
}

func TestIDReader_NoneByDefault(t *testing.T) {
	c, err := loadConfig("")
	if err != nil || openIDReader(c, nil) != nil {
		t.Errorf("there is a reader of identity cards: %v", err)
	}
}
