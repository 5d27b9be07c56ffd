package screen

// Box is a rectangle on a window, in pixels, cut up to lay things out.
type Box struct{ X, Y, W, H float32 }

// Inset returns the box smaller by dx on the left and right and by dy above and
// below.
func (b Box) Inset(dx, dy float32) Box {
	return Box{b.X + dx, b.Y + dy, max(0, b.W-2*dx), max(0, b.H-2*dy)}
}

// Mid returns the height of the box's middle.
func (b Box) Mid() float32 { return b.Y + b.H/2 }

// CutTop takes a strip of that height off the top and returns it.
func (b *Box) CutTop(h float32) Box {
	h = min(h, b.H)
	cut := Box{b.X, b.Y, b.W, h}
	b.Y, b.H = b.Y+h, b.H-h
	return cut
}

// CutBottom takes a strip of that height off the bottom and returns it.
func (b *Box) CutBottom(h float32) Box {
	h = min(h, b.H)
	b.H -= h
	return Box{b.X, b.Y + b.H, b.W, h}
}

// CutLeft takes a strip of that width off the left and returns it.
func (b *Box) CutLeft(w float32) Box {
	w = min(w, b.W)
	cut := Box{b.X, b.Y, w, b.H}
	b.X, b.W = b.X+w, b.W-w
	return cut
}

// CutRight takes a strip of that width off the right and returns it.
func (b *Box) CutRight(w float32) Box {
	w = min(w, b.W)
	b.W -= w
	return Box{b.X + b.W, b.Y, w, b.H}
}

// Centred returns a box of that size in the middle of b.
func (b Box) Centred(w, h float32) Box { return Box{b.X + (b.W-w)/2, b.Y + (b.H-h)/2, w, h} }

// Columns returns n boxes of equal width side by side.
func (b Box) Columns(n int, gap float32) []Box {
	each := (b.W - gap*float32(n-1)) / float32(n)
	all := make([]Box, n)
	for i := range all {
		all[i] = Box{b.X + float32(i)*(each+gap), b.Y, each, b.H}
	}
	return all
}

// Rows returns n boxes of equal height one below the other.
func (b Box) Rows(n int, gap float32) []Box {
	each := (b.H - gap*float32(n-1)) / float32(n)
	all := make([]Box, n)
	for i := range all {
		all[i] = Box{b.X, b.Y + float32(i)*(each+gap), b.W, each}
	}
	return all
}

func (b Box) holds(x, y float32) bool { return x >= b.X && x < b.X+b.W && y >= b.Y && y < b.Y+b.H }
