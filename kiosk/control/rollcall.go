package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"lobby.internal/kiosk"
)

const pathRollCall = "/v1/rollcall"

// RollCall asks the agent for the list.
func (c *Client) RollCall(ctx context.Context) (kiosk.RollCall, error) {
	resp, err := c.do(ctx, http.MethodPost, pathRollCall, nil)
	if err != nil {
		return kiosk.RollCall{}, err
	}
	var list kiosk.RollCall
	err = json.NewDecoder(resp.Body).Decode(&list)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return kiosk.RollCall{}, fmt.Errorf("control: read the roll call: %w", err)
	}
	return list, nil
}

func rollCall(w http.ResponseWriter, r *http.Request, s Service, log *slog.Logger) {
	answer(w, log, func() (any, error) { return s.RollCall(r.Context()) })
}
