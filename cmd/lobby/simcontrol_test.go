//go:build !race

package main

import (
	"math/rand/v2"
	"testing"
)

// Each of these faults is one that the product promises not to have. The audit has
// to find it in one of a few lives.
func TestSimulation_FindsBugs(t *testing.T) {
	for name, bug := range map[string]bugs{
		"a printer that prints before it is told": {early: true},
		"a disk that loses what it said was kept": {lose: true},
		"a copy that leaves an entry out":         {drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, 7))
			for range 20 {
				steps := make([]uint64, simSteps)
				for i := range steps {
					steps[i] = random.Uint64()
				}
				if wrong := live(t, steps, bug); wrong != nil {
					t.Log(wrong)
					return
				}
			}
			t.Error("twenty lives, and nothing was found")
		})
	}
}
