package screen

import (
	"sync"

	"fyne.io/fyne/v2"
)

// Pump brings models to a window: the latest only, on Fyne's own goroutine.
type Pump[M any] struct {
	render   func(M)
	schedule func(func()) // fyne.Do

	mu     sync.Mutex
	latest M
	due    bool
}

// NewPump returns a pump that renders with render.
func NewPump[M any](render func(M)) *Pump[M] {
	return &Pump[M]{render: render, schedule: func(f func()) { fyne.Do(f) }}
}

// Show has m rendered soon; a model that is not yet on the screen gives way to
// it. It never waits and may be called from any goroutine.
func (p *Pump[M]) Show(m M) {
	p.mu.Lock()
	p.latest = m
	due := p.due
	p.due = true
	p.mu.Unlock()
	if !due {
		p.schedule(p.flush)
	}
}

func (p *Pump[M]) flush() {
	p.mu.Lock()
	m := p.latest
	p.due = false
	p.mu.Unlock()
	p.render(m)
}
