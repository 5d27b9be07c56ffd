package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// indexes compares the places of the visits with the visits.
func (a *auditor) indexes() error {
	want := map[string]int{}
	err := a.tx.Bucket(bucketVisit).ForEach(func(k, _ []byte) error {
		r, err := a.vault.record(a.tx, kiosk.VisitID(k))
		if err != nil {
			return err
		}
		for name, in := range map[string]bool{
			string(bucketArrived): true, string(bucketOpen): !r.State.Ended(), string(bucketMessage): r.MessageWaits(),
		} {
			if !in {
				continue
			}
			want[name]++
			if place, err := tableOf(a.tx, []byte(name)).get(arrivalKey(r)); err != nil || place == nil {
				return &VisitError{r.ID, errors.Join(fmt.Errorf("%w: %s", ErrIndex, name), err)}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range [][]byte{bucketArrived, bucketOpen, bucketMessage} {
		if err := a.counts(name, want[string(name)]); err != nil {
			return err
		}
	}
	return nil
}

// counts refuses an index that does not have that many places.
func (a *auditor) counts(name []byte, want int) error {
	found := 0
	err := tableOf(a.tx, name).each(func(_, _ []byte) error { found++; return nil })
	if err == nil && found != want {
		err = fmt.Errorf("store: %w: %s has %d places, not %d", ErrIndex, name, found, want)
	}
	return err
}

// jobs compares the index of open print jobs with the jobs.
func (a *auditor) jobs() error {
	open := 0
	err := tableOf(a.tx, bucketJob).each(func(k, data []byte) error {
		j, err := decode[kiosk.PrintJob](data)
		if err != nil {
			return damagedRecord("print job", err)
		}
		if string(jobKey(j.Visit, j.Attempt)) != string(k) {
			return &VisitError{j.Visit, fmt.Errorf("%w: print job", ErrIndex)}
		}
		if !j.Open() {
			return nil
		}
		open++
		if place, err := tableOf(a.tx, bucketJobOpen).get(k); err != nil || place == nil {
			return &VisitError{j.Visit, errors.Join(fmt.Errorf("%w: open print jobs", ErrIndex), err)}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.counts(bucketJobOpen, open)
}

// operations reads every operation.
func (a *auditor) operations() error {
	return tableOf(a.tx, bucketOp).each(func(_, data []byte) error {
		done, err := decode[operation](data)
		if err != nil {
			return damagedRecord("operation", err)
		}
		if a.newest[done.Visit].lost() {
			return &VisitError{done.Visit, ErrNoVisit}
		}
		return nil
	})
}

// given takes note of a badge's number.
func (a *auditor) given(number string) {
	today, running, ok := strings.Cut(number, "-")
	if n, err := strconv.ParseUint(running, 10, 64); ok && err == nil {
		a.badges[today] = max(a.badges[today], n)
	}
}

// counters refuses a counter that would give a badge's number again.
func (a *auditor) counters() error {
	counters := tableOf(a.tx, bucketCounter)
	err := counters.each(func(_, data []byte) error {
		if len(data) != 8 {
			return damagedRecord("counter", fmt.Errorf("%d bytes", len(data)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for today, last := range a.badges {
		data, err := counters.get([]byte("badge/" + today))
		if err != nil {
			return err
		}
		if len(data) != 8 || binary.BigEndian.Uint64(data) < last {
			return damagedRecord("counter badge/"+today, fmt.Errorf("it is behind badge %d", last))
		}
	}
	return nil
}

// meta reads the directory and what the file says of itself.
func (a *auditor) meta() error {
	if _, err := directoryHosts(a.tx); err != nil {
		return err
	}
	meta := tableOf(a.tx, bucketMeta)
	if _, err := meta.get(keyUnnamed); err != nil {
		return err
	}
	id, err := meta.get(metaKiosk)
	if err != nil {
		return err
	}
	epochs, err := badgelog.Epochs(a.tx)
	if err == nil && epochs[len(epochs)-1].Kiosk != string(id) {
		err = damagedRecord("meta", errors.New("the log is another kiosk's"))
	}
	return err
}
