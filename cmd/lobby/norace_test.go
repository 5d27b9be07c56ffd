//go:build !race

package main

const (
	crawlSteps = 20_000         // of TestCrawl_EveryControl
	crawlMost  = 3 * crawlSteps // if it has not been everywhere by then
)
