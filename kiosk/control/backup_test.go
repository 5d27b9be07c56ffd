package control

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func (f *fake) Backup(_ context.Context, w io.Writer, recipients []string) error {
	f.recipients = recipients
	if _, err := io.WriteString(w, "sealed"); err != nil {
		return err
	}
	return f.fail
}

func TestClient_Backup(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	var out bytes.Buffer
	err := c.Backup(t.Context(), &out, []string{"age1a", "age1b"})
	if err != nil || out.String() != "sealed" || !slices.Equal(f.recipients, []string{"age1a", "age1b"}) {
		t.Errorf("got %q for %v, %v", out.String(), f.recipients, err)
	}
	f.fail = errors.New("no room")
	if err := c.Backup(t.Context(), io.Discard, nil); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a backup that stops short: %v", err)
	}
}
