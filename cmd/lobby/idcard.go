package main

import (
	"crypto/ed25519"
	"time"

	"lobby.internal/devices"
	"lobby.internal/devices/idcard"
	"lobby.internal/devices/serial"
	"lobby.internal/kiosk/agent"
)

// keepName keeps of an identity card the name alone; keepNumber also what is
// left of the number.
const (
	keepName   = "name"
	keepNumber = "name_number"
)

type idcardConfig struct {
	Port   string
	Baud   int
	Settle time.Duration // after the port is opened
	Keep   string
}

func (i *idcardConfig) take(s *settings) {
	s.text("idcard.port", &i.Port, 0, 4096)
	s.number("idcard.baud", &i.Baud, 9600, 115200)
	s.span("idcard.settle", &i.Settle, 0, longestSettle)
	s.oneOf("idcard.keep", &i.Keep, keepName, keepNumber)
}

// checkIDPort refuses a port that another reader has.
func (c *config) checkIDPort(s *settings) {
	for name, port := range map[string]string{"reader.port": c.Reader.Port, "scanner.port": c.Scanner.Port} {
		if port != "" && port == c.IDCard.Port {
			s.wrong("idcard.port", "another than "+name, "")
		}
	}
}

// openIDReader returns the reader of identity cards, nil when there is none.
// Numbers are hashed under the key of the house, where they are read.
func openIDReader(c config, key ed25519.PrivateKey) devices.Reader {
	if c.IDCard.Port == "" {
		return nil
	}
	o := idcard.Options{Open: port(serial.Options{Path: c.IDCard.Port, Baud: c.IDCard.Baud, Settle: c.IDCard.Settle})}
	if c.IDCard.Keep == keepNumber {
		o.Hash = func(number string) string { return agent.Mark(key, "id", number) }
	}
	return idcard.New(o)
}
