package printing

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"lobby.internal/devices"
)

// A few rectangles of black and some dots, as labels are.
func drawn(t *rapid.T) *devices.Bitmap {
	b := devices.NewBitmap(rapid.IntRange(1, 200).Draw(t, "width"), rapid.IntRange(1, 60).Draw(t, "height"))
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)) //nolint:gosec // the same each time
	for range r.IntN(6) {
		x, y, w, h := r.IntN(b.Width), r.IntN(b.Height), r.IntN(60), r.IntN(20)
		for i := x; i < min(x+w, b.Width); i++ {
			for j := y; j < min(y+h, b.Height); j++ {
				if r.IntN(3) > 0 {
					b.Set(i, j)
				}
			}
		}
	}
	return b
}

// redrawn is what remains of b in the patches; the test fails if they overlap.
func redrawn(t *rapid.T, b *devices.Bitmap, patches []Patch) *devices.Bitmap {
	out := devices.NewBitmap(b.Width, b.Height)
	taken := make([]bool, len(b.Bits))
	for _, p := range patches {
		if p.Width < 1 || p.Height < 1 {
			t.Fatalf("empty patch %+v", p)
		}
		for y := p.Y; y < p.Y+p.Height; y++ {
			copy(p.Row(out, y), p.Row(b, y))
			for x := p.X; x < p.X+p.Width; x++ {
				if taken[y*b.Stride+x] {
					t.Fatalf("%+v overlaps another", p)
				}
				taken[y*b.Stride+x] = true
			}
		}
	}
	return out
}

func same(a, b *devices.Bitmap) bool { return string(a.Bits) == string(b.Bits) }

func TestPatches_HoldAllInk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t)
		patches := Patches(b, 20)
		if !same(redrawn(t, b, patches), b) {
			t.Fatal("ink is lost")
		}
		whole, cost := len(b.Bits)+20, 0
		for _, p := range patches {
			cost += p.Width*p.Height + 20
		}
		if cost > whole {
			t.Fatalf("%d patches cost %d, the whole %d", len(patches), cost, whole)
		}
	})
}

func TestPatches_WhiteHasNone(t *testing.T) {
	if got := Patches(devices.NewBitmap(640, 400), 20); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestPatch_SplitKeepsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t)
		apart := func(before, after byte) bool { return before&1 == 1 && after&0x80 != 0 }
		limit := rapid.IntRange(1, 100).Draw(t, "limit")
		var parts []Patch
		for _, p := range Patches(b, 4) {
			parts = append(parts, p.Split(b, limit, apart)...)
		}
		if !same(redrawn(t, b, parts), b) {
			t.Fatal("ink is lost")
		}
		for _, p := range parts {
			if p.Width*p.Height > limit && p.Height > 1 {
				t.Fatalf("%+v is over %d bytes", p, limit)
			}
			last := byte(0)
			for y := p.Y; y < p.Y+p.Height; y++ {
				for _, c := range p.Row(b, y) {
					if apart(last, c) {
						t.Fatalf("%02x stands before %02x", last, c)
					}
					last = c
				}
			}
		}
	})
}
