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
	"lobby.internal/store/keyring"
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
	db, err := store.Open(path, e.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(file{db, e.data})
}

// options are those of the kiosk's file.
func (e *env) options() store.Options {
	return store.Options{MaxSize: e.maxMB << 20, Keys: keyring.Default(e.kek, e.data)}
}

// file is the kiosk's file while no agent runs.
type file struct {
	db  *store.DB
	dir string // the data directory
}

var _ control.Service = file{}

// Export writes the badge log.
func (f file) Export(_ context.Context, w io.Writer, q control.Query) ([]byte, error) {
	l := store.LogQuery{Format: string(q.Format), Since: q.Since, Until: q.Until}
	if !q.Unsigned {
		key, err := store.ReadLogKey(f.dir)
		if errors.Is(err, fs.ErrNotExist) { // made here it might be another user's than the agent's
			err = fmt.Errorf("%w: the agent makes it when it starts; or export with --unsigned", err)
		}
		if err != nil {
			return nil, err
		}
		l.Key = &key
	}
	return f.db.ExportForStaff(w, l)
}

// Tail writes the newest entries of the badge log.
func (f file) Tail(_ context.Context, w io.Writer, q control.TailQuery) error {
	return f.db.WriteTail(w, q.After, q.Newest)
}

// Verify proves the file.
func (f file) Verify(context.Context) (control.Proof, error) {
	keys, err := store.ReadLogPub(store.LogPub(f.dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // before the first checkpoint there is none
		return control.Proof{}, err
	}
	p, err := f.db.Verify(keys)
	return control.Proof{
		Kiosk: p.Kiosk, Epochs: p.Epochs, Entries: p.Entries, Trimmed: p.After.Seq, Head: p.Head.Seq, Hash: p.Head.Hash.String(),
		Visits: p.Visits, Checkpoints: p.Checkpoints, Signed: p.Signed,
	}, err
}

// Hosts returns the directory.
func (f file) Hosts(context.Context) ([]kiosk.Host, error) { return f.db.Hosts() }

// ReplaceHosts replaces the directory.
func (f file) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	if err := f.db.LogAccess(); err != nil {
		return err
	}
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
