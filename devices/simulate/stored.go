package simulate

import (
	"path"
	"strings"

	"lobby.internal/devices"
)

// store keeps a graphic in the memory: name, bytes in all, bytes in a row, data.
func (z *interpreter) store(params string) {
	name, rest, _ := strings.Cut(params, ",")
	total, _, _ := strings.Cut(rest, ",")
	g, err := parseGraphic("A," + total + "," + rest)
	if err != nil || len(z.stored) >= storeLimit {
		z.errors++
		return
	}
	z.stored[name] = g
}

// recall draws one: name, how often wider and how often higher. One that is not
// there is not drawn.
func (z *interpreter) recall(params string) {
	page := z.sheet()
	name, times, _ := strings.Cut(params, ",")
	across, down, _ := strings.Cut(times, ",")
	g := z.stored[name]
	if g == nil {
		z.errors++
		return
	}
	draw(page, enlarge(g, within(number(across), 1, timesLimit, 1), within(number(down), 1, timesLimit, 1)), z.homeX+z.x, z.homeY+z.y)
}

// forget drops those whose name fits a pattern.
func (z *interpreter) forget(pattern string) {
	for name := range z.stored {
		if fits, err := path.Match(pattern, name); err == nil && fits {
			delete(z.stored, name)
		}
	}
}

// enlarge returns g with each dot so often across and down.
func enlarge(g *devices.Bitmap, across, down int) *devices.Bitmap {
	out := devices.NewBitmap(g.Width*across, g.Height*down)
	for y := range out.Height {
		for x := range out.Width {
			if g.Black(x/across, y/down) {
				out.Set(x, y)
			}
		}
	}
	return out
}
