//go:build !race

package rfid_test

const raceEnabled = false
