//go:build !race

package printing_test

const raceEnabled = false
