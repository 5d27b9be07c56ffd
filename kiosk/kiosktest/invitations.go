package kiosktest

import "lobby.internal/kiosk"

// InvitationByCode returns the invitation with that code, or
// kiosk.ErrInvitation.
func (r *Records) InvitationByCode(code string) (kiosk.Invitation, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.faults.dark != nil {
		return kiosk.Invitation{}, r.faults.dark
	}
	return r.now.invitation(code)
}

func (s state) invitation(code string) (kiosk.Invitation, error) {
	i, ok := s.invited[code]
	if !ok {
		return i, kiosk.ErrInvitation
	}
	return i, nil
}

func (t *tx) Invitation(code string) (kiosk.Invitation, error) { return t.invitation(code) }

func (t *tx) PutInvitation(i kiosk.Invitation) error {
	t.invited[i.Code] = i
	return nil
}
