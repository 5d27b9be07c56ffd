package devicetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"lobby.internal/devices"
)

func printsTheImage(p *printing) {
	first, second := p.image(1), devices.NewBitmap(p.Width, p.Height)
	second.Set(0, 0)
	second.Set(p.Width-1, p.Height-1)
	for _, label := range []*devices.Bitmap{first, second} {
		if outcome, err := p.print(label, &notes{}); outcome != devices.OutcomeConfirmed || err != nil {
			p.t.Fatalf("%s, %v", outcome, err)
		}
	}
	p.printed(first, second)
	p.await(devices.HealthReady)
}

func journalsFirst(p *printing) {
	n := &notes{committing: func() error {
		time.Sleep(settled)
		if out := len(p.Labels()); out != 0 {
			p.t.Errorf("%d labels had come out when the commit was journalled", out)
		}
		return nil
	}}
	label := p.image(1)
	if outcome, err := p.print(label, n); outcome != devices.OutcomeConfirmed || err != nil {
		p.t.Fatalf("%s, %v", outcome, err)
	}
	if len(n.sent) < 2 || n.sent[0] != 0 || !slices.IsSorted(n.sent) || len(slices.Compact(slices.Clone(n.sent))) != len(n.sent) {
		p.t.Errorf("the journal says sent %v", n.sent)
	}
	if n.committed != 1 || n.late {
		p.t.Errorf("the journal says committed %d times, and more sent after it: %v", n.committed, n.late)
	}
	p.printed(label)
}

func printsInTurn(p *printing) {
	var mu sync.Mutex
	under := 0
	enter := func() {
		mu.Lock()
		defer mu.Unlock()
		if under++; under > 1 {
			p.t.Error("two jobs at once")
		}
	}
	label := p.image(1)
	var jobs sync.WaitGroup
	for range 3 {
		jobs.Go(func() {
			n := &notes{
				sending: func(call, _ int) error {
					if call == 1 {
						enter()
					}
					return nil
				},
				committing: func() error { mu.Lock(); defer mu.Unlock(); under--; return nil },
			}
			if outcome, err := p.print(label, n); outcome != devices.OutcomeConfirmed || err != nil {
				p.t.Errorf("%s, %v", outcome, err)
			}
		})
	}
	jobs.Wait()
	p.printed(label, label, label)
}

func stopsWithTheJournal(p *printing) {
	full := errors.New("devicetest: no room on the disk")
	for call := 1; call <= 2; call++ {
		n := &notes{sending: func(at, _ int) error {
			if at == call {
				return full
			}
			return nil
		}}
		if outcome, err := p.print(p.image(1), n); outcome != devices.OutcomeFailed || !errors.Is(err, full) {
			p.t.Fatalf("entry %d failed: %s, %v", call, outcome, err)
		}
		if len(n.sent) != call || n.committed != 0 {
			p.t.Errorf("entry %d failed, and %d were made, and %d of the commit", call, len(n.sent), n.committed)
		}
		p.await(devices.HealthReady)
	}
	n := &notes{committing: func() error { return full }}
	if outcome, err := p.print(p.image(1), n); outcome != devices.OutcomeFailed || !errors.Is(err, full) {
		p.t.Fatalf("the commit's entry failed: %s, %v", outcome, err)
	}
	p.printed()
	p.works()
}
