package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strconv"
	"strings"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/directory"
	"lobby.internal/kiosk/directory/ldap"
)

// passwordVariable is read here and is no flag: flags are shown by the help and
// by the list of processes.
const passwordVariable = "LOBBY_LDAP_PASSWORD"

type hostsSync struct {
	From         string            `required:"" help:"The server: ldaps://HOST[:PORT], or ldap://HOST[:PORT], which is switched to TLS first." placeholder:"URL"`
	Base         string            `required:"" help:"Where people are, such as ou=people,dc=example,dc=com." placeholder:"DN"`
	User         string            `help:"Who signs in, as a distinguished name or user@domain; nobody without it." placeholder:"DN"`
	PasswordFile string            `help:"The file that holds the password. Without it the password is in the environment variable LOBBY_LDAP_PASSWORD." placeholder:"FILE"`
	CA           string            `name:"ca" help:"Certificates (PEM) of the authorities to trust instead of the system's." placeholder:"FILE"`
	Schema       string            `help:"How the server keeps people: ad (Active Directory) or person (inetOrgPerson)." enum:"ad,person" default:"ad"`
	Filter       string            `help:"An LDAP filter instead of the schema's." placeholder:"FILTER"`
	Group        string            `help:"Only members of this group." placeholder:"DN"`
	Attribute    map[string]string `help:"The attribute that holds a column, such as floor=physicalDeliveryOfficeName; floor= for none. May be given several times." mapsep:"none" placeholder:"COLUMN=NAME"`
	DryRun       bool              `help:"Say what would change and change nothing."`
	Every        time.Duration     `help:"Go on, once in so long (1h), until stopped." placeholder:"AGE"`
	MostRemoved  percent           `help:"Refuse to remove more of the hosts than this." default:"10%"`
}

// percent is a whole number from 0 to 100, written with or without its sign.
type percent int

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *percent) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(strings.TrimSuffix(string(text), "%"))
	if err != nil || n < 0 || n > 100 {
		return fmt.Errorf("%q is no share from 0%% to 100%%", text)
	}
	*p = percent(n)
	return nil
}

// Run brings the directory up to date, once or again and again.
func (c *hostsSync) Run(e *env) error {
	if c.Every < 0 {
		return fmt.Errorf("%w: --every is negative", errUsage)
	}
	if _, err := c.options(); err != nil {
		return err
	}
	if c.Every == 0 {
		return c.once(e)
	}
	repeat(e.ctx, c.Every, func() {
		fmt.Fprintln(e.stdout, time.Now().Format(time.RFC3339))
		if err := c.once(e); err != nil && e.ctx.Err() == nil {
			fmt.Fprintln(e.stderr, "lobbyctl:", err)
		}
	})
	return nil
}

// repeat calls fn at once and then once in so long, until ctx ends.
func repeat(ctx context.Context, every time.Duration, fn func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		fn()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// once reads the whole directory before anything is changed. The options are
// read again, so that a new password is taken without a restart.
func (c *hostsSync) once(e *env) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	answer, err := ldap.Read(e.ctx, o)
	if err != nil {
		return fmt.Errorf("%w\nThe directory is as it was", err)
	}
	return with(e, func(s control.Service) error {
		before, err := s.Hosts(e.ctx)
		if err != nil {
			return err
		}
		after := answer.Over(before)
		changes := directory.Compare(before, after)
		c.report(e.stdout, answer, after, changes)
		if err := changes.Allow(int(c.MostRemoved)); err != nil {
			return fmt.Errorf("%w\nThe directory is as it was. Look at the base, the filter and the server; if they are to go, allow it once with --most-removed", err)
		}
		if c.DryRun || changes.None() {
			fmt.Fprintln(e.stdout, "nothing was changed")
			return nil
		}
		if err := s.ReplaceHosts(e.ctx, after); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "the directory is up to date")
		return nil
	})
}

// maxListed is how many staff numbers or faults are listed.
const maxListed = 100

// report says what was read and what it changes: staff numbers, no names.
func (c *hostsSync) report(w io.Writer, a ldap.Answer, after []kiosk.Host, changes directory.Changes) {
	fmt.Fprintf(w, "%d hosts\n", len(after))
	for _, part := range []struct {
		name string
		ids  []kiosk.HostID
	}{{"added", changes.Added}, {"changed", changes.Changed}, {"removed", changes.Removed}} {
		fmt.Fprintf(w, "%s %d%s\n", part.name, len(part.ids), listed(part.ids, ": ", " "))
	}
	if len(a.Faults) > 0 {
		fmt.Fprintf(w, "%d faults; a field at fault is empty, an entry without id or name is as it was\n%s\n",
			len(a.Faults), listed(a.Faults, "  ", "\n  "))
	}
	if a.Referrals > 0 {
		fmt.Fprintf(w, "%d references to other servers were not followed\n", a.Referrals)
	}
}

// listed writes the first of the list behind a lead, and how many more there
// are.
func listed[T any](list []T, lead, between string) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	for i, v := range list[:min(len(list), maxListed)] {
		if i == 0 {
			b.WriteString(lead)
		} else {
			b.WriteString(between)
		}
		fmt.Fprint(&b, v)
	}
	if more := len(list) - maxListed; more > 0 {
		fmt.Fprintf(&b, "%sand %d more", between, more)
	}
	return b.String()
}

// options reads what the flags name.
func (c *hostsSync) options() (ldap.Options, error) {
	o := ldap.Options{URL: c.From, User: c.User, Base: c.Base, Group: c.Group, Schema: ldap.ActiveDirectory()}
	if c.Schema == "person" {
		o.Schema = ldap.Person()
	}
	if c.Filter != "" {
		o.Schema.Filter = c.Filter
	}
	maps.Copy(o.Schema.Attributes, c.Attribute)
	maps.DeleteFunc(o.Schema.Attributes, func(_, name string) bool { return name == "" })
	var err error
	if o.TLS, err = trusting(c.CA); err != nil {
		return o, err
	}
	if c.User != "" {
		if o.Password, err = c.password(); err != nil {
			return o, err
		}
	}
	if err := o.Check(); err != nil {
		return o, fmt.Errorf("%w: %w", errUsage, err)
	}
	return o, nil
}

func (c *hostsSync) password() (ldap.Secret, error) {
	if c.PasswordFile == "" {
		word := os.Getenv(passwordVariable)
		if word == "" {
			return "", fmt.Errorf("%w: --user needs a password: name its file with --password-file, or set %s", errUsage, passwordVariable)
		}
		return ldap.Secret(word), nil
	}
	info, err := os.Stat(c.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("everybody may read %s: take that away first, chmod o= %s", c.PasswordFile, c.PasswordFile)
	}
	data, err := os.ReadFile(c.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	word := bytes.TrimRight(data, "\r\n")
	if len(word) == 0 {
		return "", fmt.Errorf("%s holds no password", c.PasswordFile)
	}
	return ldap.Secret(word), nil
}

// trusting returns settings that trust the authorities in the file, or the
// system's when there is none.
func trusting(path string) (*tls.Config, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // ldap.Options.TLS has it so
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, errors.New(path + " holds no certificate in PEM")
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
