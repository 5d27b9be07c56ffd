package store

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"lobby.internal/kiosk"
)

// said are the names of who came along.
var said = []string{"同行示例甲", "Companion Example"}

// signed is a signature under the house rules.
const signed = "M101 203L257 81L409 307"

// admitted registers a visitor with two companions and records the host's yes. It
// returns the three visits, that of who registered first.
func admitted(t *testing.T, db *DB, at time.Time) []kiosk.VisitID {
	t.Helper()
	ids := []kiosk.VisitID{visitID(1), visitID(2), visitID(3)}
	mustDecide(t, db, "register", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v := kiosk.NewVisit(ids[0], kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes}
		for _, name := range said {
			r.Companions = append(r.Companions, kiosk.Companion{Name: name, Title: kiosk.TitleMs})
		}
		return ids[0], errors.Join(v.Register(r, 1, at), tx.Put(v))
	})
	unsaid(t, db)
	mustDecide(t, db, "yes", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		turn, v, err := nextTurn(tx)
		if err != nil {
			return "", err
		}
		if err := errors.Join(v.Contact(turn, at), v.RecordAnswer(kiosk.StateGoUp, at)); err != nil {
			return "", err
		}
		next := 0
		all, err := v.Admit(func() kiosk.VisitID { next++; return ids[next] }, at)
		for _, one := range append([]*kiosk.Visit{v}, all...) {
			number, failed := tx.NextBadge(at)
			badge := kiosk.Badge{Number: number, Expires: at.Add(time.Hour)}
			job := kiosk.PrintJob{Visit: one.Record().ID, Attempt: 1, State: kiosk.JobQueued, At: at}
			err = errors.Join(err, failed, one.IssueBadge(badge, at), tx.Put(one), tx.PutJob(job))
		}
		return ids[0], err
	})
	return ids
}

// unsaid makes sure that the file as it is on the disk names nobody of the party:
// all of it is sealed.
func unsaid(t *testing.T, db *DB) {
	t.Helper()
	raw, err := os.ReadFile(db.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(said[:2:2], signed) {
		if bytes.Contains(raw, []byte(name)) {
			t.Errorf("the file says %s", name)
		}
	}
}

// TestParty_EachIsKeptAndForgottenAlone: a companion's name stands in the visit of
// their own and nowhere else.
func TestParty_EachIsKeptAndForgottenAlone(t *testing.T) {
	db := newTest(t)
	ids := admitted(t, db, morning)
	for i, id := range ids {
		r, err := db.VisitByID(id)
		if err != nil {
			t.Fatal(err)
		}
		want := append([]string{visitor.Name}, said...)[i]
		if r.Visitor.Name != want || r.Party.Size != 3 || len(r.Companions) != 0 || r.Badge.Number == "" || r.Visitor.Company != visitor.Company {
			t.Errorf("visit %d is %+v", i, r)
		}
	}
	if jobs, err := db.Jobs(); err != nil || len(jobs) != 3 {
		t.Errorf("%d print jobs, %v", len(jobs), err)
	}
	leave := func(id kiosk.VisitID) {
		mustDecide(t, db, "leave "+string(id), func(tx kiosk.Tx) (kiosk.VisitID, error) {
			v, err := tx.Visit(id)
			if err != nil {
				return "", err
			}
			return id, errors.Join(v.Leave(kiosk.ActorReader, morning), tx.Put(v))
		})
	}
	leave(ids[1])
	mustForget(t, db, Forgetting{Cause: "visit", Visit: ids[1]})
	if named1(t, db, ids[1]) != "" || named1(t, db, ids[0]) == "" || named1(t, db, ids[2]) == "" {
		t.Error("the wrong ones were forgotten")
	}
	leave(ids[0])
	leave(ids[2])
	if report := mustForget(t, db, Forgetting{Cause: "period", Personal: morning.Add(48 * time.Hour)}); report.Erased != 2 {
		t.Errorf("the report is %+v", report)
	}
	unsaid(t, db)
}

// TestParty_ForgottenBeforeTheHostsAnswer: who came along and never got in is
// forgotten with who registered, and so is the signature.
func TestParty_ForgottenBeforeTheHostsAnswer(t *testing.T) {
	db := newTest(t)
	id := mustDecide(t, db, "register", func(tx kiosk.Tx) (kiosk.VisitID, error) {
		v := kiosk.NewVisit(visitID(1), kiosk.LangZH)
		r := kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes, Companions: []kiosk.Companion{{Name: said[0]}}}
		r.InForce.Rules, r.Agreed.Rules, r.Signature = "3", "3", signed
		return visitID(1), errors.Join(v.Register(r, 1, morning), v.Cancel(kiosk.ActorVisitor, morning), tx.Put(v))
	})
	if r, err := db.VisitByID(id); err != nil || len(r.Companions) != 1 || r.Companions[0].Name != said[0] || r.Signature != signed {
		t.Fatalf("kept is %+v, %v", r, err)
	}
	mustForget(t, db, Forgetting{Cause: "visit", Visit: id})
	if r, err := db.VisitByID(id); err != nil || !r.Erased || r.Companions != nil || r.Signature != "" || r.Rules != "3" || r.Party.Size != 2 {
		t.Errorf("forgotten is %+v, %v", r, err)
	}
	unsaid(t, db)
}
