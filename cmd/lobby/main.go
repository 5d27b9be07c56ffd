// Command lobby is the kiosk: the agent with the visitor's window and
// reception's.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"lobby.internal/store"
)

func main() {
	store.CheckMain()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code: 0 done, 1 refused with a sentence, 2 wrong usage.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("lobby", flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("config", "", "the configuration `file`; without it every key has its default")
	check := flags.Bool("check-config", false, "check the configuration and exit")
	show := flags.Bool("print-config", false, "print the commented configuration with every default and exit")
	tracePath := flags.String("trace", "", "write to this `file` what each window shows and where it can be touched, without personal data; for tests")
	showVersion := flags.Bool("version", false, "print the version and exit")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "lobby: unexpected %q; see lobby --help\n", flags.Arg(0))
		return 2
	}
	switch {
	case *showVersion:
		fmt.Fprintln(stdout, "lobby", version())
		return 0
	case *show:
		fmt.Fprint(stdout, string(defaults))
		return 0
	}
	c, err := loadConfig(*path)
	if err != nil {
		fmt.Fprintf(stderr, "lobby: %s:\n%v\n", refusal(*path), err)
		return 1
	}
	if *check {
		fmt.Fprintln(stdout, "lobby: the configuration is accepted")
		return 0
	}
	if err := start(c, *tracePath, stderr); err != nil {
		fmt.Fprintf(stderr, "lobby: %v\n", err)
		return 1
	}
	return 0
}

// start serves until the program is told to end.
func start(c config, tracePath string, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	tr, err := openTrace(tracePath)
	if err != nil {
		return err
	}
	return errors.Join(serve(ctx, c, tr, stderr), tr.Close())
}

// refusal says what is wrong with the configuration in that file.
func refusal(path string) string {
	if _, err := os.Stat(path); path != "" && errors.Is(err, fs.ErrNotExist) {
		return "there is no such configuration; lobby --print-config writes one to begin with"
	}
	return "the configuration is not accepted"
}
