//go:build ignore

package main

import "math"

// ridge is one range of hills: its crest by column, in four sub-columns each so
// that steep edges stay smooth, and how it takes the light.
type ridge struct {
	crest []float64 // in pixels from the top, four per column
	soil  []float64 // the same without the trees
	color rgb
	mist  float64 // how much the foot drowns, 0 to 1
	fade  float64 // over how many pixels below the crest
}

const subColumns = 4

const ranges = 7

// ridges builds the ranges from far to near.
func (s *scene) ridges() []ridge {
	list := make([]ridge, ranges)
	for i := range list {
		depth := float64(i) / (ranges - 1)
		crest, soil := s.crest(i, depth)
		list[i] = ridge{
			crest: crest, soil: soil,
			color: mix(s.light.far, s.light.near, math.Pow(depth, 1.15)),
			mist:  0.92 - 0.60*depth,
			fade:  s.unit * (0.13 + 0.05*depth),
		}
	}
	return list
}

func (s *scene) crest(i int, depth float64) (crest, soil []float64) {
	n := noise{s.seed*97 + uint64(i)*31}
	base := (s.horizon + (s.floor-s.horizon)*math.Pow(depth, 0.92)) * float64(s.h)
	amp := s.relief * float64(s.h) * (1 - 0.62*depth)
	wave := s.unit * (0.62 - 0.16*depth)
	line := make([]float64, s.w*subColumns)
	for k := range line {
		x := float64(k) / subColumns
		u := x/wave + float64(i)*3.7
		peak := math.Pow(n.peaks(u), 1.5)
		body := 0.58*peak + 0.26*n.fbm(u*1.1+40, 2) + 0.10*n.peaks(u*2.6+9) + 0.035*n.fbm(u*9, 3)
		line[k] = base - amp*(body-0.30)
	}
	if i == ranges-3 && s.pavilion > 0 {
		s.terrace(line)
	}
	soil = append(soil, line...)
	if depth > 0.45 {
		s.plant(line, n, depth)
	}
	return line, soil
}

// terrace levels the crest where the pavilion stands.
func (s *scene) terrace(line []float64) {
	at := s.pavilion * float64(s.w)
	level := line[int(at*subColumns)]
	for k := range line {
		d := math.Abs(float64(k)/subColumns-at) / s.unit
		line[k] += (level - line[k]) * (1 - smooth((d-0.045)/0.14))
	}
}

// plant grows conifers along a crest, in groves.
func (s *scene) plant(line []float64, n noise, depth float64) {
	size := s.unit / 720 * (4 + 15*(depth-0.45))
	for x := 0.0; x < float64(s.w); {
		id := int(x * 13)
		grove := n.fbm(x/(s.unit*0.16)+70, 2)
		if grove > 0.47 && (s.pavilion == 0 || math.Abs(x/float64(s.w)-s.pavilion)*float64(s.w) > s.unit*0.062) {
			tall := size * (0.55 + 1.1*n.hash(id)) * math.Min(1, (grove-0.47)*9)
			s.tree(line, x, tall, tall*(0.24+0.1*n.hash(id+1)))
		}
		x += size * (0.18 + 0.75*n.hash(id+2))
	}
}

func (s *scene) tree(line []float64, x, tall, half float64) {
	foot := line[min(len(line)-1, int(x*subColumns))]
	for k := max(0, int((x-half)*subColumns)); k < min(len(line), int((x+half)*subColumns)+1); k++ {
		d := math.Abs(float64(k)/subColumns-x) / half
		if d >= 1 {
			continue
		}
		if top := foot - tall*math.Pow(1-d, 1.25) + tall*0.12; top < line[k] {
			line[k] = top
		}
	}
}

// cover tells how much of the pixel lies below the crest, 0 to 1.
func (r *ridge) cover(x, y int) float64 {
	sum := 0.0
	for _, c := range r.crest[x*subColumns : (x+1)*subColumns] {
		sum += math.Max(0, math.Min(1, float64(y)+1-c))
	}
	return sum / subColumns
}

func (r *ridge) depthAt(x, y int) float64 {
	return math.Max(0, float64(y)-r.soil[x*subColumns+1])
}

// noise is smooth value noise that depends on its seed alone.
type noise struct{ seed uint64 }

// hash returns a number in [0, 1) for an integer.
func (n noise) hash(i int) float64 {
	z := uint64(i)*0x9E3779B97F4A7C15 + n.seed*0xD1B54A32D192ED03
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return float64((z^z>>31)>>11) / (1 << 53)
}

func (n noise) value(x float64) float64 {
	i := math.Floor(x)
	f := x - i
	f = f * f * f * (f*(f*6-15) + 10)
	a, b := n.hash(int(i)), n.hash(int(i)+1)
	return a + (b-a)*f
}

func (n noise) value2(x, y float64) float64 {
	i := math.Floor(y)
	f := y - i
	f = f * f * f * (f*(f*6-15) + 10)
	a, b := noise{n.seed + uint64(int64(i))*7919}, noise{n.seed + uint64(int64(i)+1)*7919}
	return a.value(x)*(1-f) + b.value(x)*f
}

// fbm adds octaves; the result lies around 0.5.
func (n noise) fbm(x float64, octaves int) float64 {
	sum, amp, total := 0.0, 1.0, 0.0
	for o := range octaves {
		sum += amp * n.value(x+float64(o)*17.3)
		total += amp
		x, amp = x*2.03, amp*0.5
	}
	return sum / total
}

// peaks is 1 on sharp summits and falls to 0 in wide valleys: one summit a unit,
// each with its own height and place.
func (n noise) peaks(x float64) float64 {
	i := int(math.Floor(x))
	best := 0.0
	for k := i - 2; k <= i+2; k++ {
		at := float64(k) + 0.2 + 0.6*n.hash(k*3)
		tall := 0.45 + 0.55*n.hash(k*3+1)
		steep := 1.35 + 0.9*n.hash(k*3+2)
		d := math.Abs(x-at) * steep
		// The soft minimum of the distance rounds the summit a little.
		h := tall * math.Max(0, 1-math.Sqrt(d*d+0.006)*0.72)
		best = smoothMax(best, h, 0.05)
	}
	return best
}

func smoothMax(a, b, k float64) float64 {
	h := math.Max(k-math.Abs(a-b), 0) / k
	return math.Max(a, b) + h*h*k*0.25
}
