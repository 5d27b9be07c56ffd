//go:build !race

package store

const (
	flips     = 1000 // random bits that TestVerify_BitFlips flips
	histories = 20   // of TestHistory_ConcurrentDesks
	crashStep = 1    // of this many syncs one is looked at by TestCrash_Images
)
