package control

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func (f *fake) Forget(_ context.Context, q Forgetting) (Forgotten, error) {
	f.forgetting = q
	return Forgotten{Erased: 4, Open: 1, Report: "deletions/x"}, f.fail
}

func TestClient_Forget(t *testing.T) {
	f := &fake{}
	c := serve(t, f)
	q := Forgetting{Before: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), DryRun: true}
	got, err := c.Forget(t.Context(), q)
	if err != nil || got != (Forgotten{Erased: 4, Open: 1, Report: "deletions/x"}) || f.forgetting != q {
		t.Errorf("got %+v for %+v, %v", got, f.forgetting, err)
	}
	f.fail = errors.New("the visit has not ended")
	if _, err := c.Forget(t.Context(), q); err == nil || !strings.Contains(err.Error(), "has not ended") {
		t.Errorf("a refusal became %v", err)
	}
}
