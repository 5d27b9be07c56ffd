//go:build race

package nats

// many is how many entries are carried while the broker is killed. The race
// detector slows the broker too; without it they are 100,000.
const many = 10_000
