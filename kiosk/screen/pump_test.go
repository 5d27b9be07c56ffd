package screen

import (
	"slices"
	"testing"
)

func TestPump_RendersTheLatestModelOnly(t *testing.T) {
	var rendered []int
	var scheduled []func()
	p := NewPump(func(m int) { rendered = append(rendered, m) })
	p.schedule = func(f func()) { scheduled = append(scheduled, f) }
	flush := func() {
		for _, f := range scheduled {
			f()
		}
		scheduled = nil
	}
	for m := range 100 {
		p.Show(m)
	}
	if len(scheduled) != 1 {
		t.Fatalf("%d renders are scheduled for one picture", len(scheduled))
	}
	flush()
	p.Show(200)
	flush()
	if want := []int{99, 200}; !slices.Equal(rendered, want) {
		t.Errorf("rendered %v, want %v", rendered, want)
	}
}

func TestPump_MayBeShownAModelWhileRendering(t *testing.T) {
	open(t)
	var rendered []int
	var p *Pump[int]
	p = NewPump(func(m int) {
		if rendered = append(rendered, m); m < 3 {
			p.Show(m + 1)
		}
	})
	p.Show(1)
	if want := []int{1, 2, 3}; !slices.Equal(rendered, want) {
		t.Errorf("rendered %v, want %v", rendered, want)
	}
}
