package printing

import (
	"fmt"
	"slices"

	"lobby.internal/devices"
)

// CheckBitmap returns an error that wraps devices.ErrSize when label's fields
// do not fit one another.
func CheckBitmap(label *devices.Bitmap) error {
	if label.Width <= 0 || label.Height <= 0 || label.Stride != (label.Width+7)/8 || len(label.Bits) != label.Stride*label.Height {
		return fmt.Errorf("printing: %w: %d by %d dots, %d bytes a row, %d bytes", devices.ErrSize,
			label.Width, label.Height, label.Stride, len(label.Bits))
	}
	return nil
}

// Patch is a rectangle of a bitmap: X and Width in bytes of a row, which are
// eight dots each, Y and Height in rows.
type Patch struct {
	X, Y, Width, Height int
}

// Row returns row y of p, counted from the top of b.
func (p Patch) Row(b *devices.Bitmap, y int) []byte {
	return b.Bits[y*b.Stride+p.X : y*b.Stride+p.X+p.Width]
}

// union returns the smallest patch that holds both; an empty one has no width.
func union(p, q Patch) Patch {
	switch {
	case p.Width == 0:
		return q
	case q.Width == 0:
		return p
	}
	x, y := min(p.X, q.X), min(p.Y, q.Y)
	return Patch{X: x, Y: y, Width: max(p.X+p.Width, q.X+q.Width) - x, Height: max(p.Y+p.Height, q.Y+q.Height) - y}
}

// Patches returns rectangles that do not overlap and hold every black dot of
// b. They are chosen so that their bytes, and each bytes beside for every one
// of them, are few.
func Patches(b *devices.Bitmap, each int) []Patch {
	c := cutter{b: b, each: each}
	c.cut(Patch{Width: b.Stride, Height: b.Height})
	return c.found
}

// cutter cuts a bitmap in two, and the parts again, each time where it saves
// most.
type cutter struct {
	b     *devices.Bitmap
	each  int
	found []Patch

	rows, columns, after []Patch // working memory of one cut
}

func (c *cutter) cut(p Patch) {
	c.ink(p)
	first, second, saved := c.cheapest(c.rows)
	if left, right, more := c.cheapest(c.columns); more > saved {
		first, second, saved = left, right, more
	}
	switch {
	case saved > 0:
		c.cut(first)
		c.cut(second)
	case first.Width > 0:
		c.found = append(c.found, first)
	}
}

// ink notes what of each row of p and of each of its columns is not white.
func (c *cutter) ink(p Patch) {
	c.rows, c.columns = blank(c.rows, p.Height), blank(c.columns, p.Width)
	for y := range p.Height {
		for x, dots := range p.Row(c.b, p.Y+y) {
			if dots != 0 {
				dot := Patch{X: p.X + x, Y: p.Y + y, Width: 1, Height: 1}
				c.rows[y], c.columns[x] = union(c.rows[y], dot), union(c.columns[x], dot)
			}
		}
	}
}

// blank returns n empty patches, in memory where there are as many.
func blank(memory []Patch, n int) []Patch {
	memory = slices.Grow(memory[:0], n)[:n]
	clear(memory)
	return memory
}

// cheapest returns the two parts of which lines are made up at the least cost,
// and how much less than in one; if that is nothing, all of them as the first.
func (c *cutter) cheapest(lines []Patch) (first, second Patch, saved int) {
	c.after = blank(c.after, len(lines)+1)
	after := c.after
	for i, line := range slices.Backward(lines) {
		after[i] = union(line, after[i+1])
	}
	first = after[0]
	var before Patch
	for i, line := range lines {
		if cost := c.cost(before) + c.cost(after[i]); before.Width > 0 && c.cost(after[0])-cost > saved {
			first, second, saved = before, after[i], c.cost(after[0])-cost
		}
		before = union(before, line)
	}
	return first, second, saved
}

func (c *cutter) cost(p Patch) int { return p.Width*p.Height + c.each }

// Split cuts p into parts of at most limit bytes, or one row, in which no byte
// follows another that apart keeps from it, from the end of one row to the
// beginning of the next included. They stand row by row and left to right.
func (p Patch) Split(b *devices.Bitmap, limit int, apart func(before, after byte) bool) []Patch {
	var parts []Patch
	begin, last := p.Y, byte(0)
	end := func(y int) {
		if y > begin {
			parts = append(parts, Patch{X: p.X, Y: begin, Width: p.Width, Height: y - begin})
		}
		begin = y
	}
	for y := p.Y; y < p.Y+p.Height; y++ {
		row := p.Row(b, y)
		if y > begin && (apart(last, row[0]) || (y+1-begin)*p.Width > limit) {
			end(y)
		}
		x := 0
		for i := 1; i < len(row); i++ {
			if apart(row[i-1], row[i]) {
				end(y)
				parts = append(parts, Patch{X: p.X + x, Y: y, Width: i - x, Height: 1})
				x = i
			}
		}
		if x > 0 {
			parts = append(parts, Patch{X: p.X + x, Y: y, Width: p.Width - x, Height: 1})
			begin = y + 1
		}
		last = row[len(row)-1]
	}
	end(p.Y + p.Height)
	return parts
}
