// Package control is the agent's local interface: HTTP on a socket in its data
// directory, which only the agent's own user may open. The command line asks
// through it while the agent runs, because the agent alone holds the file.
package control

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"lobby.internal/kiosk"
)

// Service is what can be asked of a kiosk, by whoever holds its store: the
// running agent through a Client, or the command line itself.
type Service interface {
	// Export writes the badge-log entries that q asks for.
	Export(ctx context.Context, w io.Writer, q Query) error
	// ReplaceHosts replaces the directory, all or nothing.
	ReplaceHosts(ctx context.Context, hosts []kiosk.Host) error
	// Status says how the kiosk is.
	Status(ctx context.Context) (Status, error)
}

// Format is how an export is written.
type Format string

// The formats.
const (
	FormatCSV   Format = "csv"
	FormatJSONL Format = "jsonl"
)

// Query asks for the entries from Since up to but without Until; a zero time is
// no bound.
type Query struct {
	Format Format
	Since  time.Time
	Until  time.Time
}

// Status is how a kiosk is, without personal data.
type Status struct {
	Version string            `json:"version"`
	Started time.Time         `json:"started"`
	Waiting int               `json:"waiting"`
	OnSite  int               `json:"on_site"`
	Hosts   int               `json:"hosts"`
	Devices map[string]string `json:"devices"` // health by name
	Memory  uint64            `json:"memory"`  // bytes of heap in use
}

// ErrNotRunning is returned by Dial when no agent answers at the socket.
var ErrNotRunning = errors.New("control: no agent is running")

// Socket returns the path of the socket in the agent's data directory.
func Socket(dir string) string { return filepath.Join(dir, "control.sock") }

const (
	pathExport = "/v1/badgelog"
	pathHosts  = "/v1/hosts"
	pathStatus = "/v1/status"
	// trailerResult follows an export's body: "ok", or why it stops short.
	trailerResult = "Export-Result"
)

// Count returns a status with the visits counted that wait and that are inside.
func Count(open []kiosk.Record) Status {
	var st Status
	for _, r := range open {
		switch r.State {
		case kiosk.StateRegistered:
			st.Waiting++
		case kiosk.StateOnSite:
			st.OnSite++
		}
	}
	return st
}
