package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// longestDay has the seconds of a day on which the clocks go back.
const longestDay = 25 * 60 * 60

const ticketsJump = 100

// jump sets the counters of the days since the backup past every number that may
// have been given: tickets, where the file that was there could not be asked, a
// hundred further, and badges to the seconds since the day began. No printer
// makes a badge in a second, so that no more can have been given, and none
// either since an earlier restoration of the same backup.
func jump(tx *bolt.Tx, made, now time.Time, zone *time.Location, known bool) error {
	first, last := made.In(zone), now.In(zone)
	if first.After(last) { // a clock was set back
		first, last = last, first
	}
	y, m, d := first.Date()
	for ; ; d++ {
		begins := time.Date(y, m, d, 0, 0, 0, 0, zone)
		if begins.After(last) {
			return nil
		}
		most := uint64(longestDay)
		if !begins.After(now) {
			most = uint64(now.Sub(begins) / time.Second)
		}
		name := day(begins, zone)
		err := raise(tx, map[string]uint64{"badge/" + name: most})
		if err == nil && !known {
			err = addTo(tx, "ticket/"+name, ticketsJump)
		}
		if err != nil {
			return err
		}
	}
}

// raise sets counters to at least those values.
func raise(tx *bolt.Tx, least map[string]uint64) error {
	for name, n := range least {
		last, err := counterOf(tx, name)
		if err != nil {
			return err
		}
		if err := addTo(tx, name, max(n, last)-last); err != nil {
			return err
		}
	}
	return nil
}

func counterOf(tx *bolt.Tx, name string) (uint64, error) {
	data, err := tableOf(tx, bucketCounter).get([]byte(name))
	if err != nil || data == nil {
		return 0, err
	}
	if len(data) != 8 {
		return 0, damagedRecord("counter", fmt.Errorf("%d bytes", len(data)))
	}
	return binary.BigEndian.Uint64(data), nil
}

func addTo(tx *bolt.Tx, name string, n uint64) error {
	last, err := counterOf(tx, name)
	if err != nil {
		return err
	}
	return tableOf(tx, bucketCounter).put([]byte(name), binary.BigEndian.AppendUint64(nil, last+n))
}

// questionJobs leaves it to a person whether the badges came out that were being
// printed: they may have, since.
func questionJobs(tx *bolt.Tx) error {
	var jobs []kiosk.PrintJob
	err := tableOf(tx, bucketJob).each(func(_, v []byte) error {
		j, err := decode[kiosk.PrintJob](v)
		if j.Open() {
			jobs = append(jobs, j)
		}
		return err
	})
	t := newTx(tx, vault{})
	for _, j := range jobs {
		j.State = kiosk.JobUnknown
		err = errors.Join(err, t.putJob(j))
	}
	return err
}
