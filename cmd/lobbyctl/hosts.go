package main

import (
	"errors"
	"fmt"
	"os"

	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/directory"
)

type hostsImport struct {
	File   string `arg:"" help:"The CSV file, or - for standard input."`
	DryRun bool   `help:"Check the file and change nothing."`
}

// Run reads the whole file before anything is changed.
func (c *hostsImport) Run(e *env) (err error) {
	in := e.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("open the directory: %w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		in = f
	}
	hosts, err := directory.Parse(in)
	if err != nil {
		return fmt.Errorf("%s: %w\nMend these lines and import the file again; the directory is as it was", c.File, err)
	}
	if c.DryRun {
		_, err := fmt.Fprintf(e.stdout, "%d hosts can be imported; nothing was changed\n", len(hosts))
		return err
	}
	if err := with(e, func(s control.Service) error { return s.ReplaceHosts(e.ctx, hosts) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "imported %d hosts\n", len(hosts))
	return err
}
