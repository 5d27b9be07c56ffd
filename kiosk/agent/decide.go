package agent

import "lobby.internal/kiosk"

// decide keeps one decision and returns the visit it was about. Trouble with
// the disk is also told at the desk; refusals are the caller's to tell.
func (a *Agent) decide(op kiosk.OpID, fn func(kiosk.Tx) (kiosk.VisitID, error)) (kiosk.VisitID, error) {
	a.deciding.Lock()
	id, err := a.o.Records.Decide(op, fn)
	a.deciding.Unlock()
	switch {
	case err == nil:
		a.over(troubleKeep)
	case ofStorage(err), kiosk.CodeOf(err) == kiosk.CodeDamaged:
		a.storageTrouble(err)
	}
	return id, err
}

// ofStorage reports whether err is the disk's and no refusal: asked again, the
// answer may be another.
func ofStorage(err error) bool {
	switch kiosk.CodeOf(err) {
	case "", kiosk.CodeFull, kiosk.CodeStorage:
		return err != nil
	}
	return false
}

// voidJobs voids what is still open of printing for a visit that has ended:
// nobody waits for it.
func voidJobs(tx kiosk.Tx, r kiosk.Record, open []kiosk.PrintJob) error {
	if !r.State.Ended() {
		return nil
	}
	for _, j := range open {
		if j.Visit != r.ID {
			continue
		}
		j.State, j.At = kiosk.JobVoid, r.Ended
		if err := tx.PutJob(j); err != nil {
			return err
		}
	}
	return nil
}

// change reads the visit, moves it and keeps it, as one decision.
func (a *Agent) change(op kiosk.OpID, id kiosk.VisitID, move func(kiosk.Tx, *kiosk.Visit) error) error {
	return a.changeAll(op, id, func(tx kiosk.Tx, v *kiosk.Visit) ([]*kiosk.Visit, error) { return nil, move(tx, v) })
}

// changeAll does as change, and keeps the visits that move returns after it.
func (a *Agent) changeAll(op kiosk.OpID, id kiosk.VisitID, move func(kiosk.Tx, *kiosk.Visit) ([]*kiosk.Visit, error)) error {
	jobs, err := a.o.Records.Jobs()
	if err != nil {
		a.storageTrouble(err)
		return err
	}
	_, err = a.decide(op, func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v, err := tx.Visit(id)
		if err != nil {
			return "", err
		}
		others, err := move(tx, v)
		if err != nil {
			return "", err
		}
		if err := voidJobs(tx, v.Record(), jobs); err != nil {
			return "", err
		}
		for _, one := range append([]*kiosk.Visit{v}, others...) {
			if err := tx.Put(one); err != nil {
				return "", err
			}
		}
		return id, nil
	})
	return err
}
