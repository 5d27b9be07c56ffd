//go:build race

package printing_test

// raceEnabled shortens what the race detector makes slow.
const raceEnabled = true
