package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"
)

const pin = "204060"

// cannotBeClosed asks the visitor's window to close, as Alt-F4 does.
func (m *morning) cannotBeClosed() error {
	w, err := m.window("lobby")
	if err != nil {
		return err
	}
	atom := func(name string) (xproto.Atom, error) {
		r, err := xproto.InternAtom(m.x.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return 0, err
		}
		return r.Atom, nil
	}
	protocols, err := atom("WM_PROTOCOLS")
	if err != nil {
		return err
	}
	remove, err := atom("WM_DELETE_WINDOW")
	if err != nil {
		return err
	}
	event := xproto.ClientMessageEvent{Format: 32, Window: w, Type: protocols, Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(remove), 0, 0, 0, 0})}
	if err := xproto.SendEventChecked(m.x.conn, false, w, 0, string(event.Bytes())).Check(); err != nil {
		return err
	}
	time.Sleep(500 * time.Millisecond)
	if m.agent.gone() {
		return fmt.Errorf("a visitor can close the window:\n%s", m.agent.log)
	}
	m.say("the visitor's window does not close for who asks it to")
	return do(m.tapping("start"), m.screen("host"), m.tapping("cancel"), m.screen("welcome"))
}

// endedByPIN finds the hidden corner, gives a wrong PIN and the right one.
func (m *morning) endedByPIN() error {
	set := exec.CommandContext(m.ctx, filepath.Join(m.bin, "lobbyctl"), "--data", filepath.Join(m.work, "data"), "pin", "set")
	set.Stdin = strings.NewReader(pin + "\n")
	if text, err := set.CombinedOutput(); err != nil {
		return fmt.Errorf("lobbyctl pin set: %w\n%s", err, text)
	}
	err := do(
		m.tapping("corner"), m.tapping("corner"), m.tapping("corner"), m.tapping("corner"), m.tapping("corner"), m.screen("pin"),
		m.keying("111111"), m.picture("lobby", "pin"), m.tapping("next"),
		func() error {
			return m.until("lobby", "that the PIN is wrong", func(p picture) bool { return p.Problem == "error.pin_wrong" && p.Typed == 0 })
		},
		m.keying(pin), m.tapping("next"),
	)
	if err != nil {
		return err
	}
	if err := m.agent.cmd.Wait(); err != nil {
		return fmt.Errorf("the kiosk did not end well: %w\n%s", err, m.agent.log)
	}
	m.say("five touches of the corner and the PIN end the kiosk")
	return nil
}
