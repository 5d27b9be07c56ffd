package main

import (
	"context"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/simulate"
	"lobby.internal/kiosk/badge"
)

type noJournal struct{}

func (noJournal) Sending(int) error { return nil }
func (noJournal) Committing() error { return nil }

// A badge comes out whole in every language that the configuration takes, from
// a receipt printer lengthwise.
func TestPrinter_BadgeInEveryLanguage(t *testing.T) {
	for _, language := range []string{"zpl", "tspl", "escpos"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			sim, err := simulate.Start(simulate.Options{Dir: t.TempDir(), Language: simulate.Language(language), PrintTime: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := sim.Close(); err != nil {
					t.Error(err)
				}
			}()
			c, err := load(t, "[printer]\nport = \""+sim.Status().Printer.Path+"\"\nlanguage = \""+language+"\"\nbaud = 115200\nflow = \"none\"\n")
			if err != nil {
				t.Fatal(err)
			}
			label := devices.NewBitmap(badge.Width, badge.Height)
			for x := 20; x < 600; x++ {
				label.Set(x, x/2)
			}
			printed(t, printers(c)[0].Printer, label)
			if language == "escpos" {
				label = label.Turned()
			}
			got, err := sim.Printer().Labels()
			if err != nil || len(got) != 1 {
				t.Fatalf("%d labels came out, %v", len(got), err)
			}
			if got[0].Width != label.Width || got[0].Height != label.Height || string(got[0].Bits) != string(label.Bits) {
				t.Error("what came out is not the badge")
			}
		})
	}
}

// printed serves p until label has come out of it.
func printed(t *testing.T, p devices.Printer, label *devices.Bitmap) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ready, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		ended <- p.Serve(ctx, func(s devices.Status) {
			if s.Health == devices.HealthReady {
				select {
				case ready <- struct{}{}:
				default:
				}
			}
		})
	}()
	select {
	case <-ready:
	case <-ctx.Done():
		t.Fatal("the printer did not get ready")
	}
	if outcome, err := p.Print(ctx, label, noJournal{}); outcome != devices.OutcomeConfirmed {
		t.Errorf("%s, %v", outcome, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
