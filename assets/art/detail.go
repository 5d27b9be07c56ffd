//go:build ignore

package main

import (
	"image"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// bird is a bird in flight: centre in parts of the picture, span in pixels.
type bird struct{ x, y, span float64 }

// tea is a bowl of tea on a table: centre of the foot in parts of the picture,
// width of the bowl in pixels.
type tea struct{ x, y, width float64 }

// pen draws filled shapes in units of size around an origin in pixels.
type pen struct {
	ras    *vector.Rasterizer
	c      *canvas
	ox, oy float64
	size   float64
}

func newPen(c *canvas, ox, oy, size float64) *pen {
	return &pen{vector.NewRasterizer(c.w, c.h), c, ox, oy, size}
}

func (p *pen) at(x, y float64) (float32, float32) {
	return float32(p.ox + x*p.size), float32(p.oy + y*p.size)
}

func (p *pen) move(x, y float64) *pen { p.ras.MoveTo(p.at(x, y)); return p }
func (p *pen) line(x, y float64) *pen { p.ras.LineTo(p.at(x, y)); return p }
func (p *pen) quad(cx, cy, x, y float64) *pen {
	ax, ay := p.at(cx, cy)
	bx, by := p.at(x, y)
	p.ras.QuadTo(ax, ay, bx, by)
	return p
}

func (p *pen) cube(cx, cy, dx, dy, x, y float64) *pen {
	ax, ay := p.at(cx, cy)
	bx, by := p.at(dx, dy)
	ex, ey := p.at(x, y)
	p.ras.CubeTo(ax, ay, bx, by, ex, ey)
	return p
}

// fill paints what was drawn; shade gives the colour and opacity of a pixel.
func (p *pen) fill(shade func(x, y int) (rgb, float64)) {
	p.ras.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, p.c.w, p.c.h))
	p.ras.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	for i, a := range mask.Pix {
		if a == 0 {
			continue
		}
		x, y := i%p.c.w, i/p.c.w
		col, alpha := shade(x, y)
		p.c.over(x, y, col, alpha*float64(a)/255)
	}
	p.ras.Reset(p.c.w, p.c.h)
}

func (s *scene) paintBird(c *canvas, b bird) {
	p := newPen(c, b.x*float64(s.w), b.y*float64(s.h), b.span)
	p.move(-0.52, 0.02).cube(-0.40, -0.17, -0.20, -0.21, -0.02, 0.035)
	p.cube(0.08, -0.20, 0.27, -0.25, 0.50, -0.10)
	p.cube(0.30, -0.17, 0.16, -0.10, 0.05, 0.105)
	p.cube(0.02, 0.13, -0.03, 0.13, -0.05, 0.10)
	p.cube(-0.18, -0.10, -0.34, -0.10, -0.52, 0.02)
	p.fill(func(int, int) (rgb, float64) { return hex(0xF1D9A6), 0.62 })
}

func (s *scene) paintStars(c *canvas) {
	n := noise{s.seed * 7}
	for i := range s.stars {
		u, v := n.hash(i*3), n.hash(i*3+1)*s.horizon*0.7
		if slices.ContainsFunc(s.quiet, func(b box) bool { return b.holds(u, v) }) {
			continue
		}
		x, y := u*float64(s.w), v*float64(s.h)
		size := 0.5 + 0.9*math.Pow(n.hash(i*3+2), 3)
		for dy := -3; dy <= 3; dy++ {
			for dx := -3; dx <= 3; dx++ {
				px, py := int(x)+dx, int(y)+dy
				d := math.Hypot(float64(px)+.5-x, float64(py)+.5-y)
				c.over(px, py, hex(0xF1E7C8), 0.55*math.Exp(-d*d/(size*size)))
			}
		}
	}
}

// paintPavilion puts a two-roofed pavilion on a crest.
func (s *scene) paintPavilion(c *canvas, r *ridge) {
	col := int(s.pavilion * float64(s.w))
	size := s.unit * 0.105
	foot := r.soil[col*subColumns]
	half := int(size * 0.34 * subColumns)
	for k := max(0, col*subColumns-half); k < min(len(r.crest), col*subColumns+half); k++ {
		foot = math.Max(foot, r.soil[k])
	}
	p := newPen(c, float64(col), foot+1, size)
	shade := func(x, y int) (rgb, float64) {
		return mix(r.color, s.light.near, 0.35), 1
	}
	roof := func(y, eave, rise, peak float64) {
		p.move(-eave, y-0.045).cube(-eave*0.62, y-0.015, -eave*0.42, y-rise*0.55, -peak, y-rise)
		p.line(peak, y-rise).cube(eave*0.42, y-rise*0.55, eave*0.62, y-0.015, eave, y-0.045)
		p.cube(eave*0.80, y+0.035, eave*0.60, y+0.035, eave*0.50, y+0.035)
		p.line(-eave*0.50, y+0.035).cube(-eave*0.60, y+0.035, -eave*0.80, y+0.035, -eave, y-0.045)
		p.fill(shade)
	}
	box := func(x0, y0, x1, y1 float64) {
		p.move(x0, y0).line(x1, y0).line(x1, y1).line(x0, y1)
		p.fill(shade)
	}
	box(-0.42, -0.06, 0.42, 0.30)
	for _, x := range []float64{-0.33, -0.12, 0.09, 0.30} {
		box(x, -0.42, x+0.035, 0)
	}
	roof(-0.42, 0.56, 0.20, 0.17)
	box(-0.17, -0.74, 0.17, -0.58)
	roof(-0.74, 0.40, 0.26, 0.015)
	box(-0.016, -1.10, 0.016, -0.96)
}

// paintTea puts a bowl of tea with rising steam on a table's edge.
func (s *scene) paintTea(c *canvas, t tea) {
	ox, oy := t.x*float64(s.w), t.y*float64(s.h)
	s.paintTable(c, oy)
	s.paintShadow(c, ox, oy+t.width*0.03, t.width)
	s.paintSteam(c, ox, oy-t.width*0.52, t.width)
	glaze := func(x, y int) (rgb, float64) {
		u := (float64(x) - ox) / (t.width * 0.5)
		v := (float64(y) - oy) / (t.width * 0.5)
		col := mix(hex(0xF4EFE2), hex(0x9DC3B2), smooth(0.55-0.55*u))
		return mix(col, hex(0x2E7A68), 0.55*smooth((v+0.75)/0.9)), 1
	}
	p := newPen(c, ox, oy, t.width)
	p.move(-0.20, -0.05).quad(-0.19, 0.035, -0.16, 0.035).line(0.16, 0.035).quad(0.19, 0.035, 0.20, -0.05)
	p.fill(glaze)
	p.move(-0.50, -0.50).cube(-0.49, -0.22, -0.34, -0.02, -0.16, -0.02)
	p.line(0.16, -0.02).cube(0.34, -0.02, 0.49, -0.22, 0.50, -0.50)
	p.cube(0.50, -0.435, -0.50, -0.435, -0.50, -0.50)
	p.fill(glaze)
	ellipse(p, -0.50, 0.50, 0.052)
	p.fill(func(int, int) (rgb, float64) { return hex(0xF6F1E4), 1 })
	ellipse(p, -0.496, 0.468, 0.040)
	p.fill(func(x, y int) (rgb, float64) {
		return mix(hex(0xB98A35), hex(0xE3BC6A), smooth((float64(x)-ox)/t.width+0.5)), 1
	})
}

func ellipse(p *pen, y, rx, ry float64) {
	const k = 0.5523
	p.move(-rx, y).cube(-rx, y-ry*k, -rx*k, y-ry, 0, y-ry).cube(rx*k, y-ry, rx, y-ry*k, rx, y)
	p.cube(rx, y+ry*k, rx*k, y+ry, 0, y+ry).cube(-rx*k, y+ry, -rx, y+ry*k, -rx, y)
}

func (s *scene) paintTable(c *canvas, oy float64) {
	for y := max(0, int(oy)-6); y < s.h; y++ {
		t := (float64(y) - oy) / s.unit
		for x := range s.w {
			col := mix(hex(0x0A3F35), hex(0x041F1A), smooth(t/0.12))
			warm := math.Exp(-math.Abs(float64(x)/float64(s.w)-s.sun.x)*3) * math.Exp(-math.Max(0, t)/0.03)
			c.over(x, y, mix(col, s.light.glow, 0.22*warm), math.Max(0, math.Min(1, float64(y)-oy+6)))
		}
	}
}

func (s *scene) paintShadow(c *canvas, ox, oy, width float64) {
	for y := int(oy - width*0.2); y < int(oy+width*0.2); y++ {
		for x := int(ox - width); x < int(ox+width); x++ {
			u, v := (float64(x)-ox+width*0.06)/(width*0.36), (float64(y)-oy)/(width*0.045)
			c.over(x, y, s.light.near, 0.8*math.Exp(-u*u-v*v))
		}
	}
}

// paintSteam lets two soft ribbons rise.
func (s *scene) paintSteam(c *canvas, ox, oy, width float64) {
	tall := width * 1.15
	for y := max(0, int(oy-tall)); y < int(oy); y++ {
		t := (oy - float64(y)) / tall
		for i, side := range []float64{-0.13, 0.11} {
			mid := ox + width*(side+0.075*math.Sin(t*5.2+float64(i)*1.9)*(0.35+t))
			thick := width * (0.022 + 0.060*t)
			fade := 0.34 * smooth(t/0.12) * (1 - smooth((t-0.35)/0.65))
			for x := int(mid - 3*thick); x <= int(mid+3*thick); x++ {
				d := (float64(x) + .5 - mid) / thick
				c.over(x, y, hex(0xF3ECDC), fade*math.Exp(-d*d))
			}
		}
	}
}
