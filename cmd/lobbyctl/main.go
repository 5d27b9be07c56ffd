// Command lobbyctl is the kiosk's command line for facilities and
// administrators: the directory, the badge log, printers and readers, the
// simulators. It needs no display.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"lobby.internal/store"
)

// env is what a command works with beside its own arguments.
type env struct {
	ctx    context.Context
	data   string
	kek    string
	maxMB  int
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

type cli struct {
	Data  string `help:"The kiosk's data directory." default:"var/data" env:"LOBBY_DATA" placeholder:"DIR"`
	Kek   string `help:"The file with the key that wraps the keyring, if the kiosk's configuration names one." env:"LOBBY_KEK" placeholder:"FILE"`
	MaxMB int    `name:"max-size-mb" help:"How large the kiosk's file may grow while no agent runs: data.max_size_mb of its configuration." default:"512" env:"LOBBY_MAX_SIZE_MB" placeholder:"MB"`

	Hosts struct {
		Import hostsImport `cmd:"" help:"Replace the directory with the hosts of a CSV file, all or nothing."`
		Sync   hostsSync   `cmd:"" help:"Bring the directory up to date with an LDAP server or Active Directory."`
	} `cmd:"" help:"The directory of hosts."`
	Badgelog struct {
		Export badgelogExport `cmd:"" help:"Write the badge log as CSV or JSON lines."`
		Verify badgelogVerify `cmd:"" help:"Prove that nothing was altered, removed or inserted."`
		Tail   badgelogTail   `cmd:"" help:"Show the newest entries."`
		Sync   badgelogSync   `cmd:"" help:"Copy kiosks' badge logs to where facilities keep them, verified and without a gap."`
	} `cmd:"" help:"The badge log."`
	Forget  forgetCmd  `cmd:"" help:"Forget visitors for good."`
	Backup  backupCmd  `cmd:"" help:"Write an encrypted backup, also while the agent runs."`
	Restore restoreCmd `cmd:"" help:"Put a backup in the place of the kiosk's file."`
	Invite  inviteCmd  `cmd:"" help:"Invite a visitor, who then checks in with a code."`
	Keys    struct {
		Renew keysRenew `cmd:"" help:"Give up a keyring that is lost for good, and all that it sealed, and begin a new one."`
	} `cmd:"" help:"The keyring that seals what visits say of people."`
	PIN struct {
		Set   pinSet   `cmd:"" help:"Set the PIN, which is asked for or read from standard input."`
		Clear pinClear `cmd:"" help:"Remove the PIN."`
	} `cmd:"" name:"pin" help:"The administrator's PIN, which ends the kiosk at the visitor's window."`
	Fleet    fleetCmd    `cmd:"" help:"Say who is inside across all lobbies and how each kiosk's log stands, from facilities' database."`
	Devices  devicesCmd  `cmd:"" help:"Serial ports and printer profiles."`
	Print    printCmd    `cmd:"" help:"Try a printer."`
	Read     readCmd     `cmd:"" help:"Try a reader."`
	Rollcall rollcallCmd `cmd:"" help:"List who is inside, by floor: for an emergency or a drill."`
	Status   statusCmd   `cmd:"" help:"Say how the kiosk is."`
	PKI      pkiCmd      `cmd:"" name:"pki" help:"The certificates of kiosks and of those who read their badge logs."`
	Simulate simulateCmd `cmd:"" help:"A simulated printer and readers on pseudo-terminals."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

func main() {
	store.CheckMain()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks an error of the call rather than of the work.
var errUsage = errors.New("usage")

type exited int

// run carries out one command and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exited: // kong exits from within --help
			code = int(p)
		default:
			panic(p)
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("lobbyctl"), kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.Description("The lobby kiosk's command line."), kong.Exit(func(code int) { panic(exited(code)) }))
	if err != nil {
		fmt.Fprintln(stderr, "lobbyctl:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "lobbyctl: %v\nSee: lobbyctl --help\n", err)
		return exitUsage
	}
	if c.MaxMB < 1 {
		fmt.Fprintln(stderr, "lobbyctl: --max-size-mb wants a number above zero")
		return exitUsage
	}
	err = command.Run(&c, &env{ctx: ctx, data: c.Data, kek: c.Kek, maxMB: c.MaxMB, stdin: stdin, stdout: stdout, stderr: stderr})
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "lobbyctl:", err)
		return exitUsage
	}
	fmt.Fprintln(stderr, "lobbyctl:", err)
	return exitFailed
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(e *env) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	_, err := fmt.Fprintln(e.stdout, "lobbyctl", version)
	return err
}
