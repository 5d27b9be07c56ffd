package main

import (
	"fmt"
	"time"

	"github.com/jezek/xgb/xproto"
)

// reception is where the receptionist's keyboard and mouse are.
func (m *morning) reception() (string, error) {
	focus, err := xproto.GetInputFocus(m.x.conn).Reply()
	if err != nil {
		return "", err
	}
	pointer, err := xproto.QueryPointer(m.x.conn, m.x.root).Reply()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("keyboard at %#x, mouse at %d,%d", focus.Focus, pointer.RootX, pointer.RootY), nil
}

// atDesk clicks at the desk's window, and returns what reception does then.
func (m *morning) atDesk() (string, error) {
	desk, err := m.window("desk")
	if err != nil {
		return "", err
	}
	m.x.click(m.windows["desk"].Min.X+960, m.windows["desk"].Min.Y+1060)
	deadline := time.Now().Add(patience)
	for {
		focus, err := xproto.GetInputFocus(m.x.conn).Reply()
		if err != nil {
			return "", err
		}
		if focus.Focus == desk {
			return m.reception()
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("a click does not bring the keyboard to the desk: it is at %#x, not %#x", focus.Focus, desk)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// twoPeople checks a visitor in by touch while the receptionist's keyboard and
// mouse stay where they are, and then serves them with a key.
func (m *morning) twoPeople() error {
	before, err := m.atDesk()
	if err != nil {
		return err
	}
	err = do(
		func() error {
			return m.checkIn(visitor{lang: "zh-CN", host: "zmy", name: "wxm", pick: 3, title: 2, album: "-"})
		},
		m.deskShows("one visitor waiting", func(p picture) bool { return p.Queue == 1 }),
	)
	if err != nil {
		return err
	}
	after, err := m.reception()
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("the visitor's %d touches took the receptionist's %s to %s", m.touches, before, after)
	}
	m.x.tap(symF1)
	if err := m.until("desk", "the visit being served by a key", func(p picture) bool { return p.State == "contacting" }); err != nil {
		return err
	}
	m.say("a visitor checks in with %d touches; the receptionist's keyboard and mouse stay at the desk, and F1 serves them", m.touches)
	return do(m.picture("lobby", "waiting"), m.picture("desk", "contacting"), m.tapping("yield"), m.screen("welcome"))
}

// twoKeyboards types on the keyboard beside the visitor's pointer, which a touch
// has brought to their window, while reception's stays where it is.
func (m *morning) twoKeyboards() error {
	counter, err := reach(nil, m.x.name)
	if err != nil {
		return err
	}
	defer counter.conn.Close()
	mark, err := xproto.NewWindowId(counter.conn) // by which the connection is told from others
	if err != nil {
		return err
	}
	err = xproto.CreateWindowChecked(counter.conn, 0, mark, counter.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check()
	if err != nil {
		return err
	}
	if _, err := m.tool("xinput", "set-cp", fmt.Sprint(mark), "visitor pointer"); err != nil {
		return err
	}
	before, err := m.reception()
	if err != nil {
		return err
	}
	if err := do(m.tapping("start"), m.screen("host"), func() error { return counter.typed("zmy") }); err != nil {
		return err
	}
	if err := m.until("lobby", "what is typed on the counter", func(p picture) bool { return p.Typed == 3 && p.Hosts > 0 }); err != nil {
		return err
	}
	after, err := m.reception()
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("the visitor's keyboard took the receptionist's %s to %s", before, after)
	}
	m.say("a keyboard on the counter types for the visitor, and reception's stays at the desk")
	return do(m.tapping("cancel"), m.screen("welcome"))
}
