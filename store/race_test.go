//go:build race

package store

// There are fewer under the race detector, which a single goroutine gives
// nothing to find and makes five times slower.
const (
	flips       = 100 // random bits that TestVerify_BitFlips flips
	histories   = 4   // of TestHistory_ConcurrentDesks
	historyAsks = 12  // of each desk: calls overlap more, and what cannot be told apart takes too long to judge
	crashStep   = 6   // of this many syncs one is looked at by TestCrash_Images
)
