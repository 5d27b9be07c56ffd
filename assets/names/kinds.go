package main

import (
	"maps"
	"math/rand/v2"
	"slices"
)

const (
	kinds     = 12   // of given names: of women and men, of one decade or another
	rounds    = 40   // after which the kinds hardly change
	smoothing = 0.02 // how much each kind is like all names
	expected  = 0.2  // what an unseen bearer who is expected counts
	least     = 4.0  // expected bearers of a pair worth a place in the file
)

// mixture tells kinds of given names apart by which characters go together:
// where 梓 stands first, 涵 is likelier than 军. It is the usual latent class
// model, fitted by expectation maximisation.
type mixture struct {
	share         []float64   // by kind
	first, second [][]float64 // by kind and character
}

// seen is a pair, by the characters' places in the sorted list, and its bearers.
type seen struct {
	first, second int
	bearers       float64
}

// addExpected adds to every first character the pairs that its kinds of names let
// expect, seen or not.
func (g *given) addExpected() {
	chars := slices.Sorted(maps.Keys(g.chars))
	place := map[rune]int{}
	for i, r := range chars {
		place[r] = i
	}
	var pairs []seen
	total := 0.0
	for i, first := range chars {
		for _, second := range slices.Sorted(maps.Keys(g.pairs[first])) {
			pairs = append(pairs, seen{i, place[second], g.pairs[first][second]})
			total += g.pairs[first][second]
		}
	}
	m := newMixture(len(chars))
	for range rounds {
		m = m.refit(pairs)
	}
	for i, first := range chars {
		for j, second := range chars {
			if n := total * m.likely(i, j) * expected; n >= least {
				if g.pairs[first] == nil {
					g.pairs[first] = map[rune]float64{}
				}
				g.pairs[first][second] += n
			}
		}
	}
}

func newMixture(chars int) mixture {
	random := rand.New(rand.NewPCG(1, 2)) // Any start will do, as long as it is the same.
	m := mixture{share: slices.Repeat([]float64{1.0 / kinds}, kinds)}
	for range kinds {
		first, second := make([]float64, chars), make([]float64, chars)
		for i := range chars {
			first[i], second[i] = 0.5+random.Float64(), 0.5+random.Float64()
		}
		m.first, m.second = append(m.first, scaled(first)), append(m.second, scaled(second))
	}
	return m
}

// likely is how likely a pair is in all kinds together.
func (m mixture) likely(first, second int) float64 {
	sum := 0.0
	for k, share := range m.share {
		sum += share * m.first[k][first] * m.second[k][second]
	}
	return sum
}

// refit deals every pair's bearers out to the kinds it fits and returns the
// mixture that follows from that.
func (m mixture) refit(pairs []seen) mixture {
	chars := len(m.first[0])
	next := mixture{share: make([]float64, kinds)}
	for range kinds {
		next.first, next.second = append(next.first, make([]float64, chars)), append(next.second, make([]float64, chars))
	}
	firsts, seconds := make([]float64, chars), make([]float64, chars)
	for _, p := range pairs {
		firsts[p.first] += p.bearers
		seconds[p.second] += p.bearers
		all := m.likely(p.first, p.second)
		for k, share := range m.share {
			n := p.bearers * share * m.first[k][p.first] * m.second[k][p.second] / all
			next.share[k] += n
			next.first[k][p.first] += n
			next.second[k][p.second] += n
		}
	}
	scaled(firsts)
	scaled(seconds)
	for k, n := range next.share {
		for i := range chars {
			next.first[k][i] += smoothing * n * firsts[i]
			next.second[k][i] += smoothing * n * seconds[i]
		}
		scaled(next.first[k])
		scaled(next.second[k])
	}
	scaled(next.share)
	return next
}

// scaled makes the sum one, in place.
func scaled(p []float64) []float64 {
	sum := 0.0
	for _, v := range p {
		sum += v
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}
