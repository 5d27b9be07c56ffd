package agent

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
)

// read takes what was presented at a reader: a badge's code or a card of the
// house sees its visitor off (F12).
func (a *Agent) read(r devices.Read) {
	now := a.o.Clock()
	if r.Kind == devices.KindCard {
		a.readCard(a.cardHash(r.Data), now)
		return
	}
	token, err := badge.Verify(a.o.Key.Public().(ed25519.PublicKey), strings.TrimSpace(r.Data), now)
	switch {
	case err == nil, errors.Is(err, badge.ErrTokenExpired): // nobody is kept in by an old badge
		a.readBadge(token, now)
	default:
		a.refuseUnknown(devices.KindCode, now)
	}
}

// cardHash is what is kept of a card: a keyed hash, so that the store cannot be
// searched for a known card's number without the key.
func (a *Agent) cardHash(number string) string {
	mac := hmac.New(sha256.New, a.o.Key.Seed())
	mac.Write([]byte("lobby card\x00" + number))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (a *Agent) readBadge(token badge.Token, now time.Time) {
	r, err := a.o.Records.VisitByID(token.Visit)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		a.refuseRead("notice.badge_unknown", kiosk.Event{Visit: token.Visit}, now)
	case err != nil:
		a.storageTrouble(err)
	case token.Attempt != r.Badge.Attempt || r.State.Ended():
		a.refuseRead("notice.badge_void", kiosk.Event{Visit: r.ID, Badge: r.Badge.Number, Attempt: token.Attempt}, now)
	default:
		a.seeOff(r, now)
	}
}

func (a *Agent) readCard(hash string, now time.Time) {
	holder, err := a.holder(hash)
	switch {
	case err != nil:
		a.storageTrouble(err)
	case a.desk.lending != "" && holder == nil:
		a.lend(hash, now)
	case holder == nil:
		a.refuseUnknown(devices.KindCard, now)
	default:
		a.seeOff(*holder, now)
	}
}

// offerCard takes the next card at the reader as the visitor's.
func (a *Agent) offerCard(id kiosk.VisitID) error {
	r, err := a.o.Records.VisitByID(id)
	if err != nil {
		return err
	}
	a.desk.lending, a.desk.lendTill = id, a.o.Clock().Add(lendFor)
	a.tell(kiosk.Say("notice.lend_card").To(r.Visitor.Person()), id, false)
	return nil
}

// holder returns the visit inside that carries the card, nil when none does.
func (a *Agent) holder(hash string) (*kiosk.Record, error) {
	open, err := a.open()
	if err != nil {
		return nil, err
	}
	for _, r := range open {
		if r.Badge.Card == hash {
			return &r, nil
		}
	}
	return nil, nil
}

func (a *Agent) lend(hash string, now time.Time) {
	id := a.desk.lending
	a.desk.lending = ""
	a.drop("notice.lend_card", id)
	err := a.change(a.newOp(), id, func(tx kiosk.Tx, v *kiosk.Visit) error {
		r := v.Record()
		if err := v.Lend(hash, now); err != nil {
			return err
		}
		return tx.PutJob(kiosk.PrintJob{Visit: id, Attempt: r.Badge.Attempt, State: kiosk.JobVoid, At: now})
	})
	if err != nil {
		a.desk.problem = problem(err)
	}
}

func (a *Agent) seeOff(r kiosk.Record, now time.Time) {
	err := a.change(a.newOp(), r.ID, func(_ kiosk.Tx, v *kiosk.Visit) error { return v.Leave(kiosk.ActorReader, now) })
	if err != nil {
		a.o.Log.Error("see off", "visit", r.ID, "err", err)
		a.desk.problem = problem(err)
		return
	}
	person := r.Visitor.Person()
	a.tell(kiosk.Say("notice.leaving").To(person), r.ID, false)
	view := checkin.VisitView{ID: r.ID, Ticket: r.Ticket, State: kiosk.StateLeft, Lang: r.Lang, Visitor: person, Host: r.Host.Person()}
	view.Words = kiosk.Say("house.farewell").To(person)
	a.step(checkin.SeenOff{Visit: view})
}

// unknownEvery is how often a code or a card that nobody here gave out is
// logged at most: a reader that reads garbage must not fill the badge log.
const unknownEvery = 5 * time.Second

// refuseUnknown tells the desk of a code or card that is not of this house.
func (a *Agent) refuseUnknown(kind devices.Kind, now time.Time) {
	if last, ok := a.unknown[kind]; ok && now.Sub(last) < unknownEvery {
		a.tell(kiosk.Say("notice.badge_unknown"), "", true)
		return
	}
	a.unknown[kind] = now
	a.refuseRead("notice.badge_unknown", kiosk.Event{}, now)
}

// refuseRead tells the desk of a badge that opens nothing and logs it.
func (a *Agent) refuseRead(notice string, e kiosk.Event, now time.Time) {
	a.tell(kiosk.Say(notice), e.Visit, true)
	e.Kind, e.At, e.Actor = kiosk.EventReadRefused, now, kiosk.ActorReader
	_, err := a.decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return e.Visit, tx.Log(e) })
	if err != nil {
		a.o.Log.Error("log a refused badge", "err", err)
	}
}
