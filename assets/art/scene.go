//go:build ignore

package main

import "math"

// light holds the colours of one hour of the day.
type light struct {
	zenith, sky, haze rgb
	far, near         rgb // the farthest and the nearest hills
	disc, rim         rgb
	glow, veil        rgb     // close to the sun, and wide around it
	warmth            float64 // how far the glow reaches into the mist
}

// disc is the sun or the moon: centre in parts of the picture, radius in pixels.
type disc struct{ x, y, r float64 }

// box is a part of the picture, in parts of its width and height.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) holds(x, y float64) bool { return x >= b.x0 && x < b.x1 && y >= b.y0 && y < b.y1 }

// scene is one picture: sky, sun, ranges of hills in mist and a few details.
type scene struct {
	w, h     int
	unit     float64 // pixels to which hills, mist and trees are scaled
	seed     uint64
	light    light
	sun      disc
	horizon  float64 // feet of the farthest hills, in parts of the height
	floor    float64 // feet of the nearest
	relief   float64 // height of the hills, in parts of the height
	pavilion float64 // where the pavilion stands, in parts of the width; 0 is none
	birds    []bird
	stars    int
	quiet    []box // where text stands and no star may shine
	tea      *tea
}

func (s *scene) paint() *canvas {
	c := &canvas{s.w, s.h, make([]rgb, s.w*s.h)}
	s.paintSky(c)
	s.paintStars(c)
	s.paintSun(c)
	for _, b := range s.birds {
		s.paintBird(c, b)
	}
	list := s.ridges()
	for i := range list {
		if i == ranges-3 && s.pavilion > 0 {
			s.paintPavilion(c, &list[i])
		}
		s.paintRidge(c, &list[i], i)
	}
	if s.tea != nil {
		s.paintTea(c, *s.tea)
	}
	s.settle(c)
	return c
}

func (s *scene) sunDistance(x, y int) float64 {
	return math.Hypot(float64(x)+.5-s.sun.x*float64(s.w), float64(y)+.5-s.sun.y*float64(s.h))
}

func (s *scene) paintSky(c *canvas) {
	foot := s.horizon * float64(s.h)
	for y := range s.h {
		t := float64(y) / foot
		col := mix(s.light.zenith, s.light.sky, smooth(t/0.72))
		col = mix(col, s.light.haze, 0.9*smooth((t-0.45)/0.6))
		for x := range s.w {
			*c.at(x, y) = col
		}
	}
}

func (s *scene) paintSun(c *canvas) {
	for y := range s.h {
		for x := range s.w {
			d := s.sunDistance(x, y)
			near, wide := s.halo(d)
			c.over(x, y, s.light.veil, s.light.warmth*wide)
			c.over(x, y, s.light.glow, s.light.warmth*near)
			body := mix(s.light.disc, s.light.rim, smooth((float64(y)-s.sun.y*float64(s.h)+s.sun.r)/(2*s.sun.r))*0.75)
			c.over(x, y, body, 0.96*math.Max(0, math.Min(1, s.sun.r-d+0.5)))
		}
	}
}

// halo is a glow that fades in two steps: a bright ring close by, a wide veil.
func (s *scene) halo(d float64) (near, wide float64) {
	d = math.Max(0, d-s.sun.r) / s.sun.r
	return 0.40 * math.Exp(-math.Pow(d/0.62, 1.1)), 0.30 * math.Exp(-d/2.0)
}

// mistAt is the colour of the mist: warmer and lighter towards the sun.
func (s *scene) mistAt(x, y int) rgb {
	d := s.sunDistance(x, y)
	warm := math.Exp(-d / (s.sun.r * 4.2))
	return mix(s.light.haze, s.light.veil, 0.20*s.light.warmth*warm)
}

func (s *scene) paintRidge(c *canvas, r *ridge, i int) {
	wisp := noise{s.seed*53 + uint64(i)*17}
	depth := float64(i) / (ranges - 1)
	for x := range s.w {
		top := max(0, int(minOf(r.crest[x*subColumns:(x+1)*subColumns]))-1)
		for y := top; y < s.h; y++ {
			cover := r.cover(x, y)
			if cover <= 0 {
				continue
			}
			t := r.depthAt(x, y)
			drift := wisp.value2(float64(x)/(s.unit*0.34), float64(y)/(s.unit*0.055))
			reach := r.fade * (0.62 + 0.85*drift)
			mist := s.mistAt(x, y)
			col := mix(r.color, mist, 0.10*(1-depth)+r.mist*0.78*smooth(t/reach))
			lit := math.Exp(-t/(s.unit*0.007)) * math.Exp(-s.sunDistance(x, y)/(s.sun.r*4.0))
			col = mix(col, s.light.veil, 0.32*lit*s.light.warmth)
			c.over(x, y, col, cover)
		}
	}
}

// settle darkens the foot of the picture and the top corners, where text stands.
func (s *scene) settle(c *canvas) {
	for y := range s.h {
		v := float64(y) / float64(s.h)
		foot := 0.62 * smooth((v-0.74)/0.26)
		for x := range s.w {
			c.over(x, y, s.light.near, foot)
		}
	}
}

func smooth(t float64) float64 {
	t = math.Max(0, math.Min(1, t))
	return t * t * (3 - 2*t)
}

func minOf(v []float64) float64 {
	m := v[0]
	for _, f := range v[1:] {
		m = math.Min(m, f)
	}
	return m
}
