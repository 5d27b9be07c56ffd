package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"lobby.internal/kiosk"
)

const pathForget = "/v1/forget"

// Forgetting asks to forget what a visit says of people: of one visit, or of all
// that were registered before a day.
type Forgetting struct {
	Visit  kiosk.VisitID `json:"visit,omitempty"`
	Before time.Time     `json:"before,omitzero"`
	DryRun bool          `json:"dry_run,omitempty"` // count only
}

// Forgotten says how much was forgotten.
type Forgotten struct {
	Erased int    `json:"erased"` // visits
	Open   int    `json:"open"`   // visits that are kept because they have not ended
	Copies int    `json:"copies"` // of the file that were removed
	Report string `json:"report"` // the signed report, where it was kept
}

// Forget asks the agent to forget.
func (c *Client) Forget(ctx context.Context, f Forgetting) (Forgotten, error) {
	body, err := json.Marshal(f)
	if err != nil {
		return Forgotten{}, fmt.Errorf("control: write the request: %w", err)
	}
	resp, err := c.do(ctx, http.MethodPost, pathForget, strings.NewReader(string(body)))
	if err != nil {
		return Forgotten{}, err
	}
	var done Forgotten
	err = json.NewDecoder(resp.Body).Decode(&done)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return Forgotten{}, fmt.Errorf("control: read what was forgotten: %w", err)
	}
	return done, nil
}

func forget(w http.ResponseWriter, r *http.Request, s Service) {
	var f Forgetting
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<12)).Decode(&f); err != nil {
		http.Error(w, "control: the request cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	done, err := s.Forget(r.Context(), f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(done); err != nil {
		return // the client is gone; what was asked is done
	}
}
