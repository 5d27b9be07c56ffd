//go:build race

package rfid_test

// raceEnabled shortens what the race detector makes slow.
const raceEnabled = true
