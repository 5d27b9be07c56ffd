//go:build !race

package nats

// many is how many entries are carried while the broker is killed.
const many = 100_000
