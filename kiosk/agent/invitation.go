package agent

import (
	"errors"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
)

// Wrong codes of invitations: after that many within the time none is looked up
// until it has passed, so that nobody finds one by trying.
const (
	wrongCodes = 5
	wrongFor   = 10 * time.Minute
)

// invited finds who is invited with a code.
func (a *Agent) invited(code string) checkin.Event {
	now := a.o.Clock()
	if a.guessing(now) {
		return checkin.Refused{Code: kiosk.CodeTooMany}
	}
	i, err := a.o.Records.InvitationByCode(code)
	if err == nil {
		err = i.Good(now)
	}
	host, known := a.directory.Host(i.Host)
	switch {
	case errors.Is(err, kiosk.ErrInvitation):
		a.wrong = append(a.wrong, now)
		return refused(err)
	case err != nil:
		a.storageTrouble(err)
		return refused(err)
	case !known: // the host has left the house since
		return refused(kiosk.ErrInvitation)
	}
	i.Visitor.Phone = kiosk.MaskedPhone(i.Visitor.Phone)
	return checkin.Welcomed{Code: code, Visitor: i.Visitor, Host: choice(host)}
}

// guessing reports whether too many wrong codes were tried of late.
func (a *Agent) guessing(now time.Time) bool {
	for len(a.wrong) > 0 && now.Sub(a.wrong[0]) >= wrongFor {
		a.wrong = a.wrong[1:]
	}
	return len(a.wrong) >= wrongCodes
}

// redeem uses the invitation that the visitor came with, if they came with one:
// what it says of them, and not what the screen showed, is registered.
func redeem(tx kiosk.Tx, code string, visit *kiosk.Visit, r *kiosk.Registration, now time.Time) error {
	if code == "" {
		return nil
	}
	i, err := tx.Invitation(code)
	if err != nil {
		return err
	}
	r.Visitor, r.Invitation = i.Visitor, code
	if i, err = i.Redeem(visit.Record().ID, now); err != nil {
		return err
	}
	return tx.PutInvitation(i)
}

// readInvitation takes an invitation at the scanner.
func (a *Agent) readInvitation(code string) devices.Signal {
	if !a.lobby.Scannable() {
		a.tell(kiosk.Say("notice.invitation_not_now"), "", false)
		return devices.SignalRefused
	}
	a.step(checkin.Scanned{Code: code})
	if a.lobby.Draft.Invitation != code {
		return devices.SignalRefused
	}
	return devices.SignalAccepted
}
