//go:build !race

package store

// flips is how many random bits TestVerify_BitFlips flips.
const flips = 1000
