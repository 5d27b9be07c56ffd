//go:build race

package main

// Each step takes many times as long under the race detector, and two goroutines
// show it all that they have within a few hundred.
const (
	crawlSteps = 400
	crawlMost  = crawlSteps
)
