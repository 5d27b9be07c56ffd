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

// presented is what was presented at the reader of a name.
type presented struct {
	reader string
	read   devices.Read
}

// present takes what was presented and shows at the reader what the screen
// says of it.
func (a *Agent) present(p presented) {
	signal := a.read(p.read)
	if f, ok := a.o.Readers[p.reader].(devices.Feedback); ok {
		f.Signal(signal)
	}
}

// read takes what was presented at a reader: a badge's code or a card of the
// house sees its visitor off (F12), an identity card saves typing a name.
func (a *Agent) read(r devices.Read) devices.Signal {
	now := a.o.Clock()
	switch r.Kind {
	case devices.KindCard:
		return a.readCard(a.cardHash(r.Data), now)
	case devices.KindID:
		return a.readID(r)
	case devices.KindRefused:
		return a.refuseUnknown(r.Kind, "notice.read_refused", now)
	default:
		return a.readCode(r.Data, now)
	}
}

func (a *Agent) readCode(text string, now time.Time) devices.Signal {
	if code, ok := kiosk.InvitationScanned(text); ok {
		return a.readInvitation(code)
	}
	token, err := badge.Verify(a.o.Key.Public().(ed25519.PublicKey), strings.TrimSpace(text), now)
	switch {
	case err == nil, errors.Is(err, badge.ErrTokenExpired): // nobody is kept in by an old badge
		return a.readBadge(token, now)
	default:
		return a.refuseUnknown(devices.KindCode, "notice.badge_unknown", now)
	}
}

// signalOf says at the reader what became of a decision.
func signalOf(err error) devices.Signal {
	switch {
	case err == nil:
		return devices.SignalAccepted
	case ofStorage(err):
		return devices.SignalBusy
	default:
		return devices.SignalRefused
	}
}

// readID writes the name on an identity card where a visitor is asked for it,
// with what is kept of its number. Anywhere else it does nothing, and it never
// sees anybody off.
func (a *Agent) readID(r devices.Read) devices.Signal {
	if !a.lobby.AsksName() {
		a.tell(kiosk.Say("notice.id_not_now"), "", false)
		return devices.SignalRefused
	}
	a.step(checkin.Identified{Name: r.Data, Identity: kiosk.Identity{Mark: r.Mark, Last: r.Last}})
	return devices.SignalAccepted
}

func (a *Agent) cardHash(number string) string { return Mark(a.o.Key, "card", number) }

// Mark is what is kept of a number on a card, of what the card is ("card",
// "id"): a keyed hash of 32 hexadecimal digits, so that nobody finds a known
// number again without the key.
func Mark(key ed25519.PrivateKey, what, number string) string {
	mac := hmac.New(sha256.New, key.Seed())
	mac.Write([]byte("lobby " + what + "\x00" + number))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (a *Agent) readBadge(token badge.Token, now time.Time) devices.Signal {
	r, err := a.o.Records.VisitByID(token.Visit)
	switch {
	case errors.Is(err, kiosk.ErrNotFound):
		a.step(checkin.Unread{Words: kiosk.Say("error.badge_unknown")})
		return a.refuseRead("notice.badge_unknown", kiosk.Event{Visit: token.Visit}, now)
	case err != nil:
		return a.busy(err)
	case token.Attempt != r.Badge.Attempt || r.State.Ended():
		a.step(checkin.Unread{Words: kiosk.Say("error.badge_void"), Ours: true})
		return a.refuseRead("notice.badge_void", kiosk.Event{Visit: r.ID, Badge: r.Badge.Number, Attempt: token.Attempt}, now)
	default:
		return a.seeOff(r, now)
	}
}

func (a *Agent) readCard(hash string, now time.Time) devices.Signal {
	holder, err := a.holder(hash)
	switch {
	case err != nil:
		return a.busy(err)
	case a.desk.lending != "" && holder == nil:
		return a.lend(hash, now)
	case holder == nil:
		return a.refuseUnknown(devices.KindCard, "notice.badge_unknown", now)
	default:
		return a.seeOff(*holder, now)
	}
}

// busy says at the screens that the disk gave no answer.
func (a *Agent) busy(err error) devices.Signal {
	a.storageTrouble(err)
	a.step(checkin.Unread{Words: kiosk.Say("error.badge_busy"), Ours: true})
	return devices.SignalBusy
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

func (a *Agent) lend(hash string, now time.Time) devices.Signal {
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
	return signalOf(err)
}

func (a *Agent) seeOff(r kiosk.Record, now time.Time) devices.Signal {
	err := a.change(a.newOp(), r.ID, func(_ kiosk.Tx, v *kiosk.Visit) error { return v.Leave(kiosk.ActorReader, now) })
	if err != nil {
		a.o.Log.Error("see off", "visit", r.ID, "err", err)
		a.desk.problem = problem(err)
		if ofStorage(err) {
			return a.busy(err)
		}
		return devices.SignalRefused
	}
	person := r.Visitor.Person()
	a.tell(kiosk.Say("notice.leaving").To(person), r.ID, false)
	view := checkin.VisitView{ID: r.ID, Ticket: r.Ticket, State: kiosk.StateLeft, Lang: r.Lang, Visitor: person, Host: r.Host.Person()}
	view.Words = kiosk.Say("house.farewell").To(person)
	a.step(checkin.SeenOff{Visit: view})
	return devices.SignalAccepted
}

// unknownEvery is how often a code or a card that nobody here gave out is
// logged at most: a reader that reads garbage must not fill the badge log.
const unknownEvery = 5 * time.Second

// refuseUnknown tells the desk of a code or card that is not of this house, or
// of nobody.
func (a *Agent) refuseUnknown(kind devices.Kind, notice string, now time.Time) devices.Signal {
	a.step(checkin.Unread{Words: kiosk.Say("error.badge_unknown")})
	if last, ok := a.unknown[kind]; ok && now.Sub(last) < unknownEvery {
		a.tell(kiosk.Say(notice), "", true)
		return devices.SignalRefused
	}
	a.unknown[kind] = now
	return a.refuseRead(notice, kiosk.Event{}, now)
}

// refuseRead tells the desk of a badge that opens nothing and logs it.
func (a *Agent) refuseRead(notice string, e kiosk.Event, now time.Time) devices.Signal {
	a.tell(kiosk.Say(notice), e.Visit, true)
	e.Kind, e.At, e.Actor = kiosk.EventReadRefused, now, kiosk.ActorReader
	_, err := a.decide("", func(tx kiosk.Tx) (kiosk.VisitID, error) { return e.Visit, tx.Log(e) })
	if err != nil {
		a.o.Log.Error("log a refused badge", "err", err)
	}
	return devices.SignalRefused
}
