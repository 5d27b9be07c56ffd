package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"lobby.internal/devices"
	"lobby.internal/devices/osdp"
	"lobby.internal/devices/rfid"
	"lobby.internal/devices/serial"
)

const formatOSDP = "osdp"

var formats = map[string]rfid.Format{"card": rfid.FormatCard, "line": rfid.FormatLine, "auto": rfid.FormatAuto, "wiegand": rfid.FormatWiegand}

type readerConfig struct {
	Port      string
	Baud      int
	Format    string
	Reversed  bool
	Prefix    string
	Suffix    string
	Settle    time.Duration // after the port is opened
	Address   int
	OSDPKey   string // its file
	Provision bool
}

func (r *readerConfig) take(s *settings, name string) {
	s.text(name+".port", &r.Port, 0, 4096)
	s.number(name+".baud", &r.Baud, 1200, 921600)
	s.span(name+".settle", &r.Settle, 0, longestSettle)
	s.oneOf(name+".format", &r.Format, "card", "line", "auto", "wiegand", formatOSDP)
	r.takeLine(s, name)
	s.number(name+".address", &r.Address, 0, 126)
	s.text(name+".osdp_key", &r.OSDPKey, 0, 4096)
	s.flag(name+".provision", &r.Provision)
	if r.OSDPKey != "" && r.Format != formatOSDP {
		s.wrong(name+".osdp_key", fmt.Sprintf("%q while %s.format is %q", "", name, r.Format), `other readers have no key; set the format to "osdp"`)
	}
	if r.Provision && r.OSDPKey == "" {
		s.wrong(name+".provision", fmt.Sprintf("false while %s.osdp_key is %q", name, ""), "name the file in which the key is to be kept")
	}
}

// takeLine reads what only readers have that send lines.
func (r *readerConfig) takeLine(s *settings, name string) {
	lines := r.Format != "card" && r.Format != formatOSDP
	s.flag(name+".reversed", &r.Reversed)
	if r.Reversed && r.Format != "auto" && r.Format != "wiegand" {
		s.wrong(name+".reversed", fmt.Sprintf("false while %s.format is %q", name, r.Format), `only cards in lines, of the formats "auto" and "wiegand", come in either order`)
	}
	for key, to := range map[string]*string{name + ".prefix": &r.Prefix, name + ".suffix": &r.Suffix} {
		s.text(key, to, 0, 16)
		switch {
		case *to != "" && !lines:
			s.wrong(key, fmt.Sprintf("%q while %s.format is %q", "", name, r.Format), "only lines have one")
		case strings.ContainsAny(*to, "\r\n\x02\x03"):
			s.wrong(key, "without CR, LF, STX and ETX", "those are taken off by themselves")
		}
	}
}

// checkLine refuses two readers on one port that cannot share it.
func (c *config) checkLine(s *settings) {
	r, o := c.Reader, c.Scanner
	if r.Port == "" || r.Port != o.Port {
		return
	}
	if r.Format != formatOSDP || o.Format != formatOSDP || r.Baud != o.Baud || r.Address == o.Address {
		s.wrong("scanner.port", "another than reader.port", `only readers whose formats are "osdp" share a port, at one baud and with two addresses`)
	}
}

// openReaders returns the readers that the configuration names; those of OSDP
// on one port share it.
func openReaders(c config, log *slog.Logger) (map[string]devices.Reader, error) {
	all := make(map[string]devices.Reader)
	lines := make(map[string]*osdp.Bus)
	for name, r := range map[string]readerConfig{"reader": c.Reader, "scanner": c.Scanner} {
		if r.Port == "" {
			continue
		}
		open := port(serial.Options{Path: r.Port, Baud: r.Baud, Settle: c.settles(r)})
		if r.Format != formatOSDP {
			all[name] = rfid.New(rfid.Options{Open: open, Format: formats[r.Format], Reverse: r.Reversed, Prefix: r.Prefix, Suffix: r.Suffix})
			continue
		}
		o, err := osdpOptions(name, r, log)
		if err != nil {
			return nil, err
		}
		if lines[r.Port] == nil {
			lines[r.Port] = osdp.NewBus(osdp.Options{Open: open})
		}
		all[name] = lines[r.Port].Reader(o)
	}
	return all, nil
}

// settles returns how long the reader's port needs after it is opened: where two
// readers share it, the longer of what is said of each.
func (c *config) settles(r readerConfig) time.Duration {
	if c.Reader.Port == c.Scanner.Port {
		return max(c.Reader.Settle, c.Scanner.Settle)
	}
	return r.Settle
}

func osdpOptions(name string, r readerConfig, log *slog.Logger) (osdp.ReaderOptions, error) {
	o := osdp.ReaderOptions{Address: byte(r.Address)}
	if r.OSDPKey == "" {
		return o, nil
	}
	key, err := readerKey(r)
	if err != nil {
		return o, err
	}
	o.Key = &key
	if !r.Provision {
		return o, nil
	}
	mark := fmt.Sprintf("%s.sent-%d", r.OSDPKey, r.Address)
	_, err = os.Lstat(mark)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		o.Install = func() error { return markSent(mark) }
	case err != nil:
		return o, fmt.Errorf("look whether the key was sent: %w", err)
	default:
		log.Info("the reader was given its key before; to give it once more, remove the file", "name", name, "file", mark)
	}
	return o, nil
}

// readerKey reads the reader's key, 32 hexadecimal digits. A missing file is
// made while the reader may be given the key.
func readerKey(r readerConfig) (osdp.Key, error) {
	text, err := os.ReadFile(r.OSDPKey)
	if errors.Is(err, fs.ErrNotExist) && r.Provision {
		return makeReaderKey(r.OSDPKey)
	}
	if err != nil {
		return osdp.Key{}, fmt.Errorf("read the reader's key: %w; restore the file from a backup, or set provision = true to make a new key", err)
	}
	key, err := osdp.ParseKey(string(text))
	if err != nil {
		return key, fmt.Errorf("%s is no reader's key: %w; restore it from a backup", r.OSDPKey, err)
	}
	return key, nil
}

func makeReaderKey(path string) (osdp.Key, error) {
	var key osdp.Key
	if _, err := rand.Read(key[:]); err != nil {
		return key, fmt.Errorf("make a reader's key: %w", err)
	}
	if err := renameio.WriteFile(path, []byte(hex.EncodeToString(key[:])+"\n"), 0o600); err != nil {
		return key, fmt.Errorf("keep the reader's key: %w", err)
	}
	return key, nil
}

// markSent keeps that the key goes over the line now where everybody can read
// it, and fails if that is kept already.
func markSent(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep that the key was sent: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
