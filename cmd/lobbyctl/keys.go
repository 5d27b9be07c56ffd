package main

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"lobby.internal/kiosk/control"
	"lobby.internal/store"
)

type keysRenew struct {
	Yes bool `help:"Do not ask."`
}

// Run asks, and begins a new keyring.
func (c *keysRenew) Run(e *env) error {
	_, err := control.Dial(e.ctx, control.Socket(e.data))
	switch {
	case err == nil:
		return errors.New("the agent is running, so its keyring is not lost; stop it first")
	case !errors.Is(err, control.ErrNotRunning):
		return err
	}
	if !c.Yes {
		fmt.Fprint(e.stdout, "What the old keyring sealed, such as the names of past visitors, is given up for good. Type yes to go on: ")
		answer, _ := bufio.NewReader(e.stdin).ReadString('\n') // an end without an answer is a no
		if strings.TrimSpace(answer) != "yes" {
			_, err := fmt.Fprintln(e.stdout, "nothing was changed")
			return err
		}
	}
	if err := store.RenewKeys(filepath.Join(e.data, "lobby.db"), e.options()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.stdout, "a new keyring was begun")
	return err
}
