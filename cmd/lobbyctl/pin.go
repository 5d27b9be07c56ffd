package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"lobby.internal/kiosk/lock"
)

// pinFile is the name of the PIN's hash in the data directory.
const pinFile = "pin.hash"

type pinSet struct{}

// Run asks twice at a terminal, and takes the first line of anything else.
func (pinSet) Run(e *env) error {
	pin, err := readPIN(e, "The administrator's new PIN: ")
	if err != nil {
		return err
	}
	if terminal(e.stdin) {
		again, err := readPIN(e, "The same again: ")
		if err != nil {
			return err
		}
		if pin != again {
			return errors.New("the two were not the same; nothing was changed")
		}
	}
	if err := lock.Set(filepath.Join(e.data, pinFile), pin); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.stdout, "the PIN is set and counts at once")
	return err
}

type pinClear struct{}

// Run removes the PIN.
func (pinClear) Run(e *env) error {
	if err := lock.Clear(filepath.Join(e.data, pinFile)); err != nil {
		return err
	}
	_, err := fmt.Fprintln(e.stdout, "there is no PIN any more; the visitor's window ends the kiosk for nobody")
	return err
}

func terminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// readPIN reads a line, which a terminal does not show.
func readPIN(e *env, ask string) (string, error) {
	if terminal(e.stdin) {
		fmt.Fprint(e.stderr, ask)
		line, err := term.ReadPassword(int(e.stdin.(*os.File).Fd()))
		fmt.Fprintln(e.stderr)
		if err != nil {
			return "", fmt.Errorf("read the PIN: %w", err)
		}
		return string(line), nil
	}
	line, err := bufio.NewReader(e.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the PIN: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
