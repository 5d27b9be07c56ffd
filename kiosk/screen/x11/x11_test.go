package x11

import (
	"slices"
	"testing"
)

// seen knows a touchscreen of the visitor's, a touchpad, and two pointers.
func seen() *fingers {
	return &fingers{usual: 2, down: map[uint32]int{}, devices: []device{
		{id: 2, master: true, keyboard: 3}, {id: 9, master: true, keyboard: 10}, {id: 6, direct: true}, {id: 7},
	}}
}

func TestFingers_Touch(t *testing.T) {
	f := seen()
	for i, c := range []struct {
		event event
		want  Touch
		told  bool
	}{
		{event{Begin, 1, 9, 6, 10, 20}, Touch{ID: 1, Phase: Begin, X: 10, Y: 20, Own: true}, true},
		{event{Begin, 2, 9, 6, 30, 40}, Touch{ID: 2, Phase: Begin, X: 30, Y: 40, Own: true}, true},
		{event{Move, 1, 9, 6, 11, 20}, Touch{ID: 1, Phase: Move, X: 11, Y: 20, Own: true}, true},
		{event{End, 1, 9, 6, 11, 20}, Touch{ID: 1, Phase: End, X: 11, Y: 20, Own: true}, true},
		{event{Move, 1, 9, 6, 12, 20}, Touch{}, false}, // it has ended
		{event{End, 1, 9, 6, 12, 20}, Touch{}, false},
		{event{End, 2, 9, 6, 30, 40}, Touch{ID: 2, Phase: End, X: 30, Y: 40, Own: true}, true},
		{event{Begin, 3, 2, 6, 1, 2}, Touch{ID: 3, Phase: Begin, X: 1, Y: 2}, true}, // everybody's pointer
		{event{Begin, 4, 2, 7, 1, 2}, Touch{}, false},                               // a touchpad
		{event{End, 4, 2, 7, 1, 2}, Touch{}, false},
		{event{Begin, 5, 2, 8, 1, 2}, Touch{}, false}, // a device nobody knows
	} {
		if got, told := f.touch(c.event); got != c.want || told != c.told {
			t.Errorf("%d: %+v gives %+v (%t), want %+v (%t)", i, c.event, got, told, c.want, c.told)
		}
	}
}

func TestFingers_ADeviceThatGoesTakesItsFingersAway(t *testing.T) {
	f := seen()
	f.devices = append(f.devices, device{id: 8, direct: true})
	for id, source := range map[uint32]int{1: 6, 2: 8, 3: 8} {
		f.touch(event{phase: Begin, id: id, master: 9, source: source})
	}
	gone := f.changed([]device{{id: 2, master: true, keyboard: 3}, {id: 6, direct: true}})
	slices.SortFunc(gone, func(a, b Touch) int { return int(a.ID) - int(b.ID) })
	if want := []Touch{{ID: 2, Phase: Cancel}, {ID: 3, Phase: Cancel}}; !slices.Equal(gone, want) {
		t.Errorf("gone are %v, want %v", gone, want)
	}
	if _, told := f.touch(event{phase: End, id: 2, source: 8}); told {
		t.Error("a finger that was taken away ends once more")
	}
	if _, told := f.touch(event{phase: End, id: 1, source: 6}); !told {
		t.Error("a finger on the device that stays is forgotten")
	}
	if gone := f.changed([]device{{id: 6, direct: true}, {id: 8, direct: true}}); len(gone) != 0 {
		t.Errorf("a device that came took %v away", gone)
	}
	if touch, told := f.touch(event{phase: Begin, id: 4, master: 2, source: 8}); !told || touch.Phase != Begin {
		t.Error("the device that came back is not read")
	}
}
