package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

// with calls fn with the kiosk: through the running agent, or, when none runs,
// with the kiosk's own file.
func with(e *env, fn func(control.Service) error) (err error) {
	client, err := control.Dial(e.ctx, control.Socket(e.data))
	switch {
	case err == nil:
		return fn(client)
	case !errors.Is(err, control.ErrNotRunning):
		return err
	}
	path := filepath.Join(e.data, "lobby.db")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no agent is running and %s is not there: start the agent, or name its data directory with --data", path)
	}
	db, err := store.Open(path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(file{db})
}

// file is the kiosk's file while no agent runs.
type file struct{ db *store.DB }

var _ control.Service = file{}

// Export writes the badge log.
func (f file) Export(_ context.Context, w io.Writer, q control.Query) error {
	return f.db.WriteLog(w, string(q.Format), q.Since, q.Until)
}

// ReplaceHosts replaces the directory.
func (f file) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	return f.db.ReplaceHosts(hosts)
}

// Status says how many wait and are inside; no agent runs.
func (f file) Status(context.Context) (control.Status, error) {
	open, err := f.db.Open()
	if err != nil {
		return control.Status{}, err
	}
	hosts, err := f.db.Hosts()
	if err != nil {
		return control.Status{}, err
	}
	st := control.Count(open)
	st.Hosts = len(hosts)
	return st, nil
}
