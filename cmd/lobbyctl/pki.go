package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lobby.internal/store/relay/agent"
)

type pkiCmd struct {
	Init       pkiInit       `cmd:"" help:"Make the site's authority: ca.pem and ca.key. Keep ca.key off the network."`
	Kiosk      pkiKiosk      `cmd:"" help:"Issue the certificate with which a kiosk serves its badge log."`
	Facilities pkiFacilities `cmd:"" help:"Issue a certificate with which badge logs are read."`
}

// authorityDir is where the authority is kept.
type authorityDir struct {
	Dir string `help:"The folder of the authority and of what it issues." default:"pki" placeholder:"DIR"`
}

type pkiInit struct {
	authorityDir
	Name string `help:"The site's name, shown in its certificates." default:"Lobby"`
}

// Run makes the authority.
func (c *pkiInit) Run(e *env) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the authority: %w", err)
	}
	_, pair, err := agent.NewAuthority(c.Name, time.Now())
	if err != nil {
		return err
	}
	return c.write(e, "ca", pair)
}

type pkiKiosk struct {
	authorityDir
	Hosts []string `arg:"" name:"host" help:"The host names and addresses that the kiosk is asked at; the first names the files."`
}

// Run issues a kiosk's certificate.
func (c *pkiKiosk) Run(e *env) error {
	ca, err := c.read()
	if err != nil {
		return err
	}
	pair, err := ca.Kiosk(c.Hosts, time.Now())
	if err != nil {
		return err
	}
	return c.write(e, c.Hosts[0], pair)
}

type pkiFacilities struct {
	authorityDir
	Name string `arg:"" help:"Who reads: a machine or a service. It names the files."`
}

// Run issues a reader's certificate.
func (c *pkiFacilities) Run(e *env) error {
	ca, err := c.read()
	if err != nil {
		return err
	}
	pair, err := ca.Facilities(c.Name, time.Now())
	if err != nil {
		return err
	}
	return c.write(e, c.Name, pair)
}

// read reads the authority.
func (d authorityDir) read() (*agent.Authority, error) {
	cert, errCert := os.ReadFile(filepath.Join(d.Dir, "ca.pem"))
	key, errKey := os.ReadFile(filepath.Join(d.Dir, "ca.key"))
	if err := errors.Join(errCert, errKey); err != nil {
		return nil, fmt.Errorf("read the authority (lobbyctl pki init makes one): %w", err)
	}
	return agent.ReadAuthority(agent.Pair{Cert: cert, Key: key})
}

// write keeps the pair under that name and says where. It replaces nothing.
func (d authorityDir) write(e *env, name string, p agent.Pair) error {
	if filepath.Base(name) != name || name == "." || name == ".." {
		return fmt.Errorf("%w: %q cannot name a file", errUsage, name)
	}
	for _, f := range []struct {
		suffix  string
		content []byte
		mode    fs.FileMode
	}{{".key", p.Key, 0o600}, {".pem", p.Cert, 0o644}} {
		path := filepath.Join(d.Dir, name+f.suffix)
		if err := writeNew(path, f.content, f.mode); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(e.stdout, path); err != nil {
			return err
		}
	}
	return nil
}

func writeNew(path string, content []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: move it away to renew it", path)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}
