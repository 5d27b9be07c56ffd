package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/agent"
	"lobby.internal/kiosk/control"
	"lobby.internal/store"
	"lobby.internal/store/badgelog"
)

// service answers the command line for the running agent.
type service struct {
	db      *store.DB
	agent   *agent.Agent
	key     badgelog.Key
	started time.Time
}

var _ control.Service = (*service)(nil)

// Export writes the badge log.
func (s *service) Export(_ context.Context, w io.Writer, q control.Query) ([]byte, error) {
	l := store.LogQuery{Format: string(q.Format), Since: q.Since, Until: q.Until}
	if !q.Unsigned {
		l.Key = &s.key
	}
	return s.db.ExportForStaff(w, l)
}

// Tail writes the newest entries of the badge log.
func (s *service) Tail(_ context.Context, w io.Writer, q control.TailQuery) error {
	return s.db.WriteTail(w, q.After, q.Newest)
}

// Verify proves the file.
func (s *service) Verify(context.Context) (control.Proof, error) {
	p, err := s.db.Verify(s.key.Known)
	return control.Proof{
		Kiosk: p.Kiosk, Epochs: p.Epochs, Entries: p.Entries, Trimmed: p.After.Seq, Head: p.Head.Seq, Hash: p.Head.Hash.String(),
		Visits: p.Visits, Checkpoints: p.Checkpoints, Signed: p.Signed,
	}, err
}

// Hosts returns the directory.
func (s *service) Hosts(context.Context) ([]kiosk.Host, error) { return s.db.Hosts() }

// ReplaceHosts replaces the directory and tells the agent.
func (s *service) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	if err := s.db.LogAccess(); err != nil {
		return err
	}
	if err := s.db.ReplaceHosts(hosts); err != nil {
		return err
	}
	s.agent.DirectoryReplaced()
	return nil
}

// RollCall returns who is inside; a disk that takes no entry keeps it from nobody.
func (s *service) RollCall(context.Context) (kiosk.RollCall, error) {
	open, err := s.db.Open()
	if err != nil {
		return kiosk.RollCall{}, fmt.Errorf("read the visits: %w", err)
	}
	list := kiosk.Muster(open, time.Now())
	if err := s.db.LogRollCall(); err != nil {
		list.Unrecorded = err.Error()
	}
	return list, nil
}

// Forget forgets what visits say of people.
func (s *service) Forget(_ context.Context, q control.Forgetting) (control.Forgotten, error) {
	cause := "before"
	if q.Visit != "" {
		cause = "visit"
	}
	d, report, err := s.db.ForgetReported(store.Forgetting{Cause: cause, Visit: q.Visit, Personal: q.Before, DryRun: q.DryRun})
	return control.Forgotten{Erased: d.Erased, Open: d.Open, Copies: d.Copies, Report: report}, err
}

// Invite keeps an invitation.
func (s *service) Invite(_ context.Context, i kiosk.Invitation) (kiosk.Invitation, error) {
	return s.db.Invite(i)
}

// Backup writes a backup of the file.
func (s *service) Backup(_ context.Context, w io.Writer, recipients []string) error {
	_, err := s.db.Backup(w, recipients...)
	return err
}

// Status says how the kiosk is.
func (s *service) Status(context.Context) (control.Status, error) {
	open, err := s.db.Open()
	if err != nil {
		return control.Status{}, fmt.Errorf("read the visits: %w", err)
	}
	hosts, err := s.db.Hosts()
	if err != nil {
		return control.Status{}, fmt.Errorf("read the directory: %w", err)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	st := control.Count(open)
	st.Version, st.Started, st.Hosts = version(), s.started, len(hosts)
	st.Memory = memory.HeapInuse
	for _, d := range s.agent.Devices() {
		st.Devices = append(st.Devices, control.Device(d))
	}
	return st, nil
}

// version returns what was built: the module's version, with its revision when
// it was built from a checkout.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
