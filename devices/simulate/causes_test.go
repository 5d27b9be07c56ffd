package simulate_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/simulate"
)

// Every fault that a printer has a word for reaches its status under the name
// that the phrase book knows.
func TestPrinter_Causes(t *testing.T) {
	for _, tt := range []struct {
		fault  simulate.Fault
		health devices.Health
		want   map[simulate.Language]devices.Cause // "": in all others
	}{
		{simulate.FaultPaperOut, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CausePaperOut}},
		{simulate.FaultPaperLow, devices.HealthReady, map[simulate.Language]devices.Cause{"": devices.CausePaperLow, simulate.TSPL: ""}},
		{simulate.FaultHeadOpen, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseHeadOpen, simulate.ESCPOS: devices.CauseCoverOpen}},
		{simulate.FaultCoverOpen, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseCoverOpen, simulate.ZPL: devices.CauseHeadOpen}},
		{simulate.FaultPause, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CausePaused}},
		{simulate.FaultJam, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseJammed}},
		{simulate.FaultHot, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseHot}},
		{simulate.FaultRibbonOut, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseRibbonOut, simulate.ESCPOS: ""}},
		{simulate.FaultSilence, devices.HealthNotReady, map[simulate.Language]devices.Cause{"": devices.CauseSilent}},
		{simulate.FaultUnplug, devices.HealthAbsent, map[simulate.Language]devices.Cause{"": devices.CauseUnplugged}},
	} {
		for _, language := range languages {
			cause, own := tt.want[language]
			if !own {
				cause = tt.want[""]
			}
			if cause == "" {
				continue // the language has no word for it
			}
			t.Run(string(language)+" "+string(tt.fault), func(t *testing.T) {
				t.Parallel()
				s := start(t, simulate.Options{Language: language})
				if err := s.Printer().Fault(tt.fault); err != nil {
					t.Fatal(err)
				}
				awaits(t, newDriver(s, language), tt.health, cause)
			})
		}
	}
}

// awaits serves d until it reports a status with this one cause.
func awaits(t *testing.T, d devices.Printer, health devices.Health, cause devices.Cause) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var last devices.Status
	found := false
	if err := d.Serve(ctx, func(s devices.Status) {
		last = s
		if s.Health == health && slices.Equal(s.Causes, []devices.Cause{cause}) {
			found = true
			cancel()
		}
	}); err != nil {
		t.Error(err)
	}
	if !found {
		t.Errorf("the status is %+v, want %s %s", last, health, cause)
	}
}
