//go:build race

package main

// Each step takes many times as long under the race detector, and two goroutines
// show it all that they have within a few hundred.
const (
	simSteps   = 120 // of a life in TestSimulation, at most
	simLives   = "3" // unless -rapid.checks says otherwise
	crawlSteps = 400
	crawlMost  = crawlSteps
)
