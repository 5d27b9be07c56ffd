package agent

import (
	"slices"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/reception"
)

// passingFor is how long something that has just happened stays on the desk.
const passingFor = 90 * time.Second

// passing is a notice that goes away by itself; sticky ones only when what they
// tell has ended.
type passing struct {
	notice reception.Notice
	sticky bool
}

// tell puts a notice on the desk, in place of an older one with the same words.
func (a *Agent) tell(line kiosk.Line, visit kiosk.VisitID, urgent bool) {
	n := reception.Notice{Words: line, Visit: visit, Urgent: urgent, At: a.o.Clock()}
	a.drop(line.ID, visit)
	a.desk.passing = append(a.desk.passing, passing{notice: n})
}

func (a *Agent) drop(id string, visit kiosk.VisitID) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return p.notice.Words.ID == id && p.notice.Visit == visit
	})
}

func (a *Agent) expirePassing(now time.Time) {
	a.desk.passing = slices.DeleteFunc(a.desk.passing, func(p passing) bool {
		return !p.sticky && now.Sub(p.notice.At) >= passingFor
	})
	if a.desk.lending != "" && now.After(a.desk.lendTill) {
		a.desk.lending = ""
	}
}

func (a *Agent) passingNotices() []reception.Notice {
	var list []reception.Notice
	for _, p := range a.desk.passing {
		list = append(list, p.notice)
	}
	return list
}

// storageTrouble tells the desk that the disk did not take something. The
// notice stays until a decision is kept again.
func (a *Agent) storageTrouble(err error) {
	id := "notice.storage"
	if kiosk.CodeOf(err) == kiosk.CodeFull {
		id = "notice.full"
	}
	a.o.Log.Error("storage", "err", err)
	a.storageFine()
	n := reception.Notice{Words: kiosk.Say(id), Urgent: true, At: a.o.Clock()}
	a.desk.passing = append(a.desk.passing, passing{notice: n, sticky: true})
}

func (a *Agent) storageFine() {
	a.drop("notice.storage", "")
	a.drop("notice.full", "")
}
