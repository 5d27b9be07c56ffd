package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"lobby.internal/kiosk"
)

const pathInvite = "/v1/invitations"

// Invite has the agent keep an invitation.
func (c *Client) Invite(ctx context.Context, i kiosk.Invitation) (kiosk.Invitation, error) {
	body, err := json.Marshal(i)
	if err != nil {
		return i, fmt.Errorf("control: write the invitation: %w", err)
	}
	resp, err := c.do(ctx, http.MethodPost, pathInvite, bytes.NewReader(body))
	if err != nil {
		return i, err
	}
	var made kiosk.Invitation
	err = json.NewDecoder(resp.Body).Decode(&made)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return i, fmt.Errorf("control: read the invitation: %w", err)
	}
	return made, nil
}

func invite(w http.ResponseWriter, r *http.Request, s Service, log *slog.Logger) {
	var i kiosk.Invitation
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&i); err != nil {
		http.Error(w, "control: the invitation cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	answer(w, log, func() (any, error) { return s.Invite(r.Context(), i) })
}
