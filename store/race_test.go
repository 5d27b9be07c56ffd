//go:build race

package store

// flips are fewer under the race detector, which a single goroutine gives
// nothing to find and makes five times slower.
const flips = 100
