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
)

// service answers the command line for the running agent.
type service struct {
	db      *store.DB
	agent   *agent.Agent
	started time.Time
}

var _ control.Service = (*service)(nil)

// Export writes the badge log.
func (s *service) Export(_ context.Context, w io.Writer, q control.Query) error {
	return s.db.WriteLog(w, string(q.Format), q.Since, q.Until)
}

// ReplaceHosts replaces the directory and tells the agent.
func (s *service) ReplaceHosts(_ context.Context, hosts []kiosk.Host) error {
	if err := s.db.ReplaceHosts(hosts); err != nil {
		return err
	}
	s.agent.DirectoryReplaced()
	return nil
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
	st.Devices, st.Memory = s.agent.Devices(), memory.HeapInuse
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
