//go:build ignore

// Command make writes the file that the migration's tests begin from, with the
// code of the version at hand:
//
//	go run ./store/testdata/make/main.go FILE
//
// All of it is made up.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store"
)

var (
	zone    = time.FixedZone("CST", 8*60*60)
	morning = time.Date(2026, 11, 24, 9, 30, 0, 123456789, zone)
	host    = kiosk.Host{ID: "H001", Name: "林示例", Department: "Sample Department", Floor: "12", LiftBank: "B"}
)

func main() {
	clock := morning
	db, err := store.Open(os.Args[1], store.Options{
		Kiosk: "lobby-test", Zone: zone, NoBallast: true, Clock: func() time.Time { return clock },
	})
	must(err)
	must(db.ReplaceHosts([]kiosk.Host{host, {ID: "H002", Name: "Sample Person"}}))
	for n, path := range [][]func(*kiosk.Visit, kiosk.Tx) error{
		{},
		{contact, answer(kiosk.StateGoUp), badge, enter},
		{contact, answer(kiosk.StateAbsent), message},
		{contact, answer(kiosk.StateGoUp), badge, enter, leave},
	} {
		clock = clock.Add(time.Minute)
		id := kiosk.VisitID(fmt.Sprintf("01K5SAMP1E000000000000000%d", n))
		_, err := db.Decide(kiosk.OpID("op-"+id), func(tx kiosk.Tx) (kiosk.VisitID, error) { return id, visit(tx, id, clock, path) })
		must(err)
	}
	must(db.Close())
}

func visit(tx kiosk.Tx, id kiosk.VisitID, at time.Time, path []func(*kiosk.Visit, kiosk.Tx) error) error {
	ticket, err := tx.NextTicket(at)
	must(err)
	v := kiosk.NewVisit(id, kiosk.LangZH)
	visitor := kiosk.Visitor{Name: "访客甲", Title: kiosk.TitleMs, Company: "Sample Trading", Phone: "13800000000"}
	must(v.Register(kiosk.Registration{Visitor: visitor, Host: host, Arranged: kiosk.ArrangedYes}, ticket, at))
	must(tx.Put(v))
	for _, move := range path {
		v, err = tx.Visit(id)
		must(err)
		must(move(v, tx))
		must(tx.Put(v))
	}
	return nil
}

func contact(v *kiosk.Visit, tx kiosk.Tx) error {
	queue, err := tx.Queue()
	must(err)
	turn, err := queue.Take(v.Record().ID, "示例 reason")
	must(err)
	return v.Contact(turn, morning.Add(time.Hour))
}

func answer(s kiosk.State) func(*kiosk.Visit, kiosk.Tx) error {
	return func(v *kiosk.Visit, _ kiosk.Tx) error { return v.RecordAnswer(s, morning.Add(time.Hour)) }
}

func badge(v *kiosk.Visit, tx kiosk.Tx) error {
	number, err := tx.NextBadge(morning)
	must(err)
	must(tx.PutJob(kiosk.PrintJob{Visit: v.Record().ID, Attempt: 1, State: kiosk.JobQueued, At: morning}))
	return v.IssueBadge(kiosk.Badge{Number: number, Expires: morning.Add(12 * time.Hour)}, morning.Add(time.Hour))
}

func enter(v *kiosk.Visit, _ kiosk.Tx) error {
	return v.Lend("0123456789abcdef", morning.Add(time.Hour))
}

func leave(v *kiosk.Visit, _ kiosk.Tx) error {
	return v.Leave(kiosk.ActorReception, morning.Add(2*time.Hour))
}

func message(v *kiosk.Visit, _ kiosk.Tx) error {
	return v.LeaveMessage("示例 message", morning.Add(time.Hour))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
