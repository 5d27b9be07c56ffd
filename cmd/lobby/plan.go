package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"lobby.internal/kiosk/screen"
	"lobby.internal/kiosk/screen/lobby"
)

// planFile is the map of a lobby as it is written; assets/map/sample.toml shows
// what each key means.
type planFile struct {
	Width  float32     `toml:"width"`
	Height float32     `toml:"height"`
	Here   []float32   `toml:"here"`
	Desk   []float32   `toml:"desk"`
	Walls  [][]float32 `toml:"walls"`
	Lifts  map[string]struct {
		At      []float32   `toml:"at"`
		Corners [][]float32 `toml:"corners"`
	} `toml:"lifts"`
}

// loadPlan reads the map of the lobby; sides says where each lift bank lies, and
// the map must agree. Its errors say what is wrong with which part.
func loadPlan(path string, sides map[string]string) (*lobby.Plan, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the map of the lobby: %w", err)
	}
	p, err := parsePlan(raw, sides)
	if err != nil {
		return nil, fmt.Errorf("the map %s: %w", path, err)
	}
	return p, nil
}

func parsePlan(raw []byte, sides map[string]string) (*lobby.Plan, error) {
	var f planFile
	d := toml.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, planSyntax(err)
	}
	if f.Width <= 0 || f.Height <= 0 || f.Width > 4*f.Height || f.Height > 4*f.Width {
		return nil, errors.New("width and height must be above 0, and neither more than four times the other")
	}
	p := &lobby.Plan{Width: f.Width, Height: f.Height, Lifts: map[string]lobby.PlanLift{}}
	c := planCheck{plan: p}
	p.Here = c.point("here", f.Here)
	if f.Desk != nil {
		p.Desk = c.box("desk", f.Desk)
	}
	for i, w := range f.Walls {
		p.Walls = append(p.Walls, c.box(fmt.Sprintf("wall %d", i+1), w))
	}
	for _, bank := range slices.Sorted(maps.Keys(f.Lifts)) {
		name := "lift bank " + bank
		lift := lobby.PlanLift{At: c.box(name, f.Lifts[bank].At)}
		for i, corner := range f.Lifts[bank].Corners {
			lift.Corners = append(lift.Corners, c.point(fmt.Sprintf("%s, corner %d", name, i+1), corner))
		}
		p.Lifts[bank] = lift
	}
	if c.errs == nil {
		c.ways(sides)
	}
	return p, errors.Join(c.errs...)
}

func planSyntax(err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		line, _ := strict.Errors[0].Position()
		return fmt.Errorf("line %d: a map has no key %q", line, strict.Errors[0].Key())
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := wrong.Position()
		return fmt.Errorf("line %d: %w", line, wrong)
	}
	return err
}

// planCheck keeps what is wrong with a plan.
type planCheck struct {
	plan *lobby.Plan
	errs []error
}

func (c *planCheck) fault(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

func (c *planCheck) point(name string, v []float32) lobby.Point {
	if len(v) != 2 || !c.within(v[0], v[1], 0, 0) {
		c.fault("%s must be [x, y] within the map, and is %v", name, v)
		return lobby.Point{}
	}
	return lobby.Point{X: v[0], Y: v[1]}
}

func (c *planCheck) box(name string, v []float32) screen.Box {
	if len(v) != 4 || v[2] <= 0 || v[3] <= 0 || !c.within(v[0], v[1], v[2], v[3]) {
		c.fault("%s must be [x, y, width, height] within the map, and is %v", name, v)
		return screen.Box{}
	}
	return screen.Box{X: v[0], Y: v[1], W: v[2], H: v[3]}
}

func (c *planCheck) within(x, y, w, h float32) bool {
	const rounding = 1e-3
	return x >= 0 && y >= 0 && x+w <= c.plan.Width+rounding && y+h <= c.plan.Height+rounding
}

// ways refuses a way through a wall, and a lift bank on another side than the
// palm points to.
func (c *planCheck) ways(sides map[string]string) {
	for _, bank := range slices.Sorted(maps.Keys(c.plan.Lifts)) {
		at := c.plan.Lifts[bank].At
		side := "right"
		if at.X+at.W/2 < c.plan.Here.X {
			side = "left"
		}
		if said, ok := sides[bank]; !ok || said != side {
			c.fault("lift bank %s lies to the %s here: write %s = %q under [lifts] of the configuration, or move it", bank, side, bank, side)
		}
		for _, s := range c.plan.Way(bank) {
			if slices.ContainsFunc(c.plan.Walls, func(w screen.Box) bool { return meet(s, w) }) {
				c.fault("the way to lift bank %s runs through a wall: lead it around with corners = [[x, y], …]", bank)
				break
			}
		}
	}
}

func meet(a, b screen.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y <= b.Y+b.H && b.Y <= a.Y+a.H ||
		a.X <= b.X+b.W && b.X <= a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}
