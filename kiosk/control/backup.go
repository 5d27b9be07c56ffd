package control

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
)

const pathBackup = "/v1/backup"

// Backup writes an encrypted backup of the agent's file; a body that stops short
// is an error.
func (c *Client) Backup(ctx context.Context, w io.Writer, recipients []string) error {
	resp, err := c.do(ctx, http.MethodGet, pathBackup+"?"+url.Values{"recipient": recipients}.Encode(), nil)
	if err != nil {
		return err
	}
	_, err = copyWhole(w, resp)
	return err
}

func backup(w http.ResponseWriter, r *http.Request, s Service, log *slog.Logger) {
	whole(w, log, func() error { return s.Backup(r.Context(), w, r.URL.Query()["recipient"]) })
}
