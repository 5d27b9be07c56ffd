package relaytest

import (
	"crypto/sha256"
	"fmt"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// What the fictional visitors and hosts are called: with everything that files,
// databases and spreadsheets trip over.
var (
	visitors  = []string{"访客甲", "Sample", "示例，乙", `"Sample" \ O'Example`, "=1+1", "示例\n丙", "𠮷示例 ☂", "＝示例"}
	companies = []string{"示例公司", "", "Fiction & Sons, Ltd", "-1", "{示例}", `\N`, "NULL", "\tSample; DROP"}
	hosts     = []kiosk.Host{
		{ID: "H1", Name: "林示例", Department: "Sample", Floor: "12", LiftBank: "B"},
		{ID: "H2", Name: "Example", Department: "示例部"},
	}
	kinds  = []kiosk.EventKind{kiosk.EventRegistered, kiosk.EventConfirmed, kiosk.EventEntered, kiosk.EventLeft}
	states = []kiosk.State{kiosk.StateRegistered, kiosk.StateGoUp, kiosk.StateOnSite, kiosk.StateLeft}
	actors = []kiosk.Actor{kiosk.ActorVisitor, kiosk.ActorReception, kiosk.ActorAgent, kiosk.ActorReader}
)

// Visit returns the id of the n-th fictional visit, from 0.
func Visit(n int) kiosk.VisitID { return kiosk.VisitID(fmt.Sprintf("01TEST%020d", n)) }

// fact returns what the n-th entry says, without its place in the chain. Every
// ninth is about no visit.
func (l *Log) fact(n int) badgelog.Row {
	at := begin.Add(time.Duration(n) * 10 * time.Minute)
	if n%9 == 8 {
		badge := fmt.Sprintf("261123-%03d", len(l.salt))
		return badgelog.Row{Kiosk: l.kiosk, Time: at, Kind: kiosk.EventReadRefused, Actor: kiosk.ActorReader, Badge: badge}
	}
	visit, step := n/perVisit, n%perVisit
	host := hosts[visit%len(hosts)]
	r := badgelog.Row{
		Kiosk: l.kiosk, Time: at, Kind: kinds[step], Actor: actors[step], State: states[step],
		Ticket: visit + 1, Visit: Visit(visit), Rev: step + 1, Title: kiosk.TitleMs, ByHand: visit%3 == 0,
		Visitor: visitors[visit%len(visitors)], Company: companies[visit%len(companies)],
		HostID: host.ID, Host: host.Name, Department: host.Department, Floor: host.Floor, LiftBank: host.LiftBank,
		Consent: "2026-11-01", Rules: []string{"", "2026-10"}[visit%2],
		Registered: begin, Commit: badgelog.Hash(sha256.Sum256(fmt.Append(nil, n, l.salt))),
	}
	if step > 0 {
		r.Badge, r.Attempt, r.Confirmed = fmt.Sprintf("261124-%03d", visit), 1, at
	}
	if step == perVisit-1 {
		r.Entered, r.Ended = at.Add(-time.Minute), at.Add(123*time.Millisecond)
	}
	return r
}
