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
	// Export writes the badge-log entries that q asks for and returns the signed
	// note for them, nil when q wants none.
	Export(ctx context.Context, w io.Writer, q Query) (note []byte, err error)
	// Tail writes the badge-log entries that q asks for as JSON lines, without
	// what is kept of their visits.
	Tail(ctx context.Context, w io.Writer, q TailQuery) error
	// Verify proves the kiosk's file, or says where it breaks.
	Verify(ctx context.Context) (Proof, error)
	// Hosts returns the directory.
	Hosts(ctx context.Context) ([]kiosk.Host, error)
	// ReplaceHosts replaces the directory, all or nothing.
	ReplaceHosts(ctx context.Context, hosts []kiosk.Host) error
	// Status says how the kiosk is.
	Status(ctx context.Context) (Status, error)
	// RollCall returns who is inside and records that it was asked.
	RollCall(ctx context.Context) (kiosk.RollCall, error)
	// Forget forgets what visits say of people.
	Forget(ctx context.Context, f Forgetting) (Forgotten, error)
	// Backup writes a backup, encrypted for the recipients (age public keys).
	Backup(ctx context.Context, w io.Writer, recipients []string) error
	// Invite keeps an invitation and returns it with its code.
	Invite(ctx context.Context, i kiosk.Invitation) (kiosk.Invitation, error)
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
	// Unsigned leaves the chain unchecked and the export without a note: for a log
	// that is damaged.
	Unsigned bool
}

// TailQuery asks for the entries after a number, or for the newest.
type TailQuery struct {
	After  uint64 // when Newest is 0
	Newest int    // how many
}

// Proof is what was found to hold of a kiosk's file.
type Proof struct {
	Kiosk       string `json:"kiosk"`
	Epochs      int    `json:"epochs"`
	Entries     int    `json:"entries"`
	Trimmed     uint64 `json:"trimmed"` // the newest entry that retention has removed
	Head        uint64 `json:"head"`    // the newest entry
	Hash        string `json:"hash"`    // its hash, 64 hexadecimal digits
	Visits      int    `json:"visits"`  // that are what the log commits to
	Checkpoints int    `json:"checkpoints"`
	Signed      uint64 `json:"signed"` // the newest entry that a checkpoint was signed for
}

// ErrNotRunning is returned by Dial when no agent answers at the socket.
var ErrNotRunning = errors.New("control: no agent is running")

// Socket returns the path of the socket in the agent's data directory.
func Socket(dir string) string { return filepath.Join(dir, "control.sock") }

const (
	pathExport = "/v1/badgelog"
	pathHosts  = "/v1/hosts"
	pathStatus = "/v1/status"
	pathTail   = "/v1/badgelog/entries"
	pathVerify = "/v1/badgelog/proof"
	// trailerResult follows an export's body: "ok", or why it stops short.
	trailerResult = "Export-Result"
	// trailerNote follows it too: the signed note, in base 64.
	trailerNote = "Export-Note"
)
