//go:build race

package store

const (
	flips     = 100 // random bits that TestVerify_BitFlips flips
	histories = 4   // of TestHistory_ConcurrentDesks
)
