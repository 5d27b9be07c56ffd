//go:build !race

package main

const (
	simSteps   = 120            // of a life in TestSimulation, at most
	simLives   = "15"           // unless -rapid.checks says otherwise
	crawlSteps = 20_000         // of TestCrawl_EveryControl
	crawlMost  = 3 * crawlSteps // if it has not been everywhere by then
)
