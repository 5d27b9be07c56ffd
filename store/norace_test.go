//go:build !race

package store

const (
	flips       = 1000 // random bits that TestVerify_BitFlips flips
	histories   = 20   // of TestHistory_ConcurrentDesks
	historyAsks = 24   // of each desk
	crashStep   = 1    // of this many syncs one is looked at by TestCrash_Images
)
