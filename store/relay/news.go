package relay

import (
	"fmt"
	"time"

	"lobby.internal/store/badgelog"
)

// State is what a relay is doing, or what has just happened to it.
type State string

// The states.
const (
	Carrying State = "carrying"   // a batch was appended
	Idle     State = "idle"       // there is nothing new
	Retrying State = "retrying"   // something failed that is worth retrying
	Refusing State = "refusing"   // something failed that no retry mends
	SetAside State = "set_aside"  // an entry was set aside
	Begins   State = "begins"     // the copy begins in the middle of the log
	Renewed  State = "new_epoch"  // the kiosk's file was made anew or restored, nothing is missing here
	Restored State = "old_backup" // the same, from before what the copy has, or with another history
)

// News is what a relay tells the operator. It holds no personal data.
type News struct {
	Kiosk string
	State State
	At    Cursor        // what the sink has
	Head  uint64        // the newest entry of the source, 0 when it is not known
	Seq   uint64        // the entry it is about, if it is about one
	Epoch string        // the epoch that begins
	Again time.Duration // when the next attempt follows
	Err   error
}

// Routine reports whether the news is of a relay that does what it should.
func (n News) Routine() bool { return n.State == Carrying || n.State == Idle }

// String returns the sentence.
func (n News) String() string {
	again := n.Again.Round(100 * time.Millisecond)
	switch n.State {
	case Carrying:
		return fmt.Sprintf("%s: %d of %d entries", n.Kiosk, n.At.Seq, n.Head)
	case Idle:
		return fmt.Sprintf("%s: complete at entry %d; looking again in %s", n.Kiosk, n.At.Seq, again)
	case Retrying:
		return fmt.Sprintf("%s: %v; trying again in %s", n.Kiosk, n.Err, again)
	case Refusing:
		return fmt.Sprintf("%s: REFUSED after entry %d of epoch %s: %v; nothing more is copied until this is looked into; looking again in %s",
			n.Kiosk, n.At.Seq, n.At.Epoch, n.Err, again)
	case SetAside:
		return fmt.Sprintf("%s: entry %d of epoch %s is set aside for a person to look at: %v", n.Kiosk, n.Seq, n.Epoch, n.Err)
	case Begins:
		return fmt.Sprintf("%s: the kiosk no longer has the entries before %d; the copy begins there", n.Kiosk, n.Seq)
	case Renewed:
		return fmt.Sprintf("%s: epoch %s begins with entry %d and continues what is here", n.Kiosk, n.Epoch, n.Seq)
	case Restored:
		return fmt.Sprintf("%s: epoch %s begins with entry %d, although the copy goes to entry %d of epoch %s: the kiosk's file was restored from a backup or made anew; both histories are kept",
			n.Kiosk, n.Epoch, n.Seq, n.At.Seq, n.At.Epoch)
	}
	return fmt.Sprintf("%s: %s", n.Kiosk, n.State)
}

func (r *Relay) tell(n News) {
	n.Kiosk, n.At, n.Head = r.name(), r.at, r.head
	if n.Epoch == "" {
		n.Epoch = r.at.Epoch
	}
	r.o.Tell(n)
}

// tellBeginning tells where a batch begins when that is not where the copy
// ends.
func (r *Relay) tellBeginning(b Batch) {
	first := b.Rows[0].Seq
	switch {
	case r.at == Cursor{}:
		if first != b.Epoch.Base.Seq+1 {
			r.tell(News{State: Begins, Seq: first, Epoch: b.Epoch.ID})
		}
	case r.at.Epoch != b.Epoch.ID:
		state := Restored
		if badgelog.Begin(b.Epoch.Kiosk, b.Epoch.ID, r.at.Position) == b.Epoch {
			state = Renewed
		}
		r.tell(News{State: state, Seq: first, Epoch: b.Epoch.ID})
	}
}
