package agent

import (
	"slices"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// passingFor is how long something that has just happened stays on the desk.
const passingFor = 90 * time.Second

// passing is a notice that goes away by itself, or, when something holds it,
// only once that has ended.
type passing struct {
	notice reception.Notice
	held   trouble
	why    string // for the log
}

// trouble is something that keeps its notice on the desk.
type trouble string

// The troubles.
const (
	troubleKeep    trouble = "keep"    // a decision was not kept; until the next one is
	troubleRead    trouble = "read"    // the store cannot be read; until it can
	troubleLow     trouble = "low"     // the disk is nearly full; until it is not
	troubleDamaged trouble = "damaged" // a record makes no sense; until it is mended, with the program stopped
)

// tell puts a notice on the desk, in place of an older one with the same words.
func (a *Agent) tell(line kiosk.Line, visit kiosk.VisitID, urgent bool) {
	n := reception.Notice{Words: line, Visit: visit, Urgent: urgent, At: a.o.Clock()}
	a.drop(line.ID, visit)
	a.desk.passing = append(a.desk.passing, passing{notice: n})
}

func (a *Agent) drop(id string, visit kiosk.VisitID) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return p.held == "" && p.notice.Words.ID == id && p.notice.Visit == visit
	})
}

// hold keeps a notice on the desk until the trouble is over. Why goes to the
// log, once for as long as it stays the same.
func (a *Agent) hold(held trouble, id string, urgent bool, why string) {
	n := reception.Notice{Words: kiosk.Say(id), Urgent: urgent, At: a.o.Clock()}
	at := slices.IndexFunc(a.desk.passing, func(p passing) bool { return p.held == held })
	switch {
	case at < 0:
		a.desk.passing = append(a.desk.passing, passing{n, held, why})
	case a.desk.passing[at].why == why && a.desk.passing[at].notice.Words.ID == id:
		return
	default:
		a.desk.passing[at] = passing{n, held, why}
	}
	a.o.Log.Error("trouble", "what", held, "why", why)
}

func (a *Agent) over(held trouble) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool { return p.held == held })
}

// dismiss takes away what the receptionist has read; what still holds stays.
func (a *Agent) dismiss() {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool { return p.held == "" })
	a.acknowledge()
}

func (a *Agent) expirePassing(now time.Time) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return p.held == "" && now.Sub(p.notice.At) >= passingFor
	})
	if a.desk.lending != "" && now.After(a.desk.lendTill) {
		a.desk.lending = ""
	}
}

// passingNotices returns the notices, those in the same words once.
func (a *Agent) passingNotices() []reception.Notice {
	var list []reception.Notice
	for _, p := range a.desk.passing {
		same := func(n reception.Notice) bool { return n.Words.ID == p.notice.Words.ID && n.Visit == p.notice.Visit }
		if !slices.ContainsFunc(list, same) {
			list = append(list, p.notice)
		}
	}
	return list
}

// storageTrouble tells the desk that the disk did not take or give something.
// The notice stays until a decision is kept again.
func (a *Agent) storageTrouble(err error) {
	id := "notice.storage"
	if kiosk.CodeOf(err) == kiosk.CodeFull {
		id = "notice.full"
	}
	a.hold(troubleKeep, id, true, err.Error())
}

// checkRoom tells the desk while the disk is nearly full, if the records know.
func (a *Agent) checkRoom() {
	room, ok := a.o.Records.(interface{ Low() bool })
	if !ok || !room.Low() {
		a.over(troubleLow)
		return
	}
	a.hold(troubleLow, "notice.low", false, "the disk is nearly full")
}
