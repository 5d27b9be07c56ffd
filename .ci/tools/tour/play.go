package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// do runs steps until one fails.
func do(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (m *morning) play() error {
	return do(m.switchOn, m.firstVisitor, m.firstLeaves, m.secondAndThird, m.paperRunsOut, m.powerFails, m.paperIsPutIn,
		m.readerUnplugged, m.invited, m.leaveAtTheScreen, m.courier)
}

func (m *morning) tapping(target string) func() error {
	return func() error { return m.touch("lobby", target) }
}

func (m *morning) shows(what string, ok func(picture) bool) func() error {
	return func() error { return m.until("lobby", what, ok) }
}

func (m *morning) screen(name string) func() error {
	return func() error {
		return m.until("lobby", "the screen "+name, func(p picture) bool { return p.Screen == name })
	}
}

func (m *morning) outcome(answer string) func() error {
	return func() error {
		return m.until("lobby", "the outcome "+answer, func(p picture) bool { return p.Screen == "outcome" && p.Answer == answer })
	}
}

func (m *morning) picture(window, name string) func() error {
	return func() error { return m.shoot(window, name) }
}

func (m *morning) saying(format string, args ...any) func() error {
	return func() error { m.say(format, args...); return nil }
}

func (m *morning) desk(target string) func() error {
	return func() error { return m.touch("desk", target) }
}

func (m *morning) deskShows(what string, ok func(picture) bool) func() error {
	return func() error { return m.until("desk", what, ok) }
}

func (m *morning) switchOn() error {
	return do(
		m.screen("welcome"),
		func() error {
			m.say("the kiosk is on, first picture after %d ms", m.agent.first.Milliseconds())
			return nil
		},
		func() error {
			text, err := m.lobbyctl("hosts", "import", m.hosts)
			m.say("facilities: %s", strings.TrimSpace(text))
			return err
		},
		m.deskShows("both devices ready", func(p picture) bool { return p.Devices["printer"] == "ready" && p.Devices["reader"] == "ready" }),
		m.picture("lobby", "welcome"), m.picture("desk", "quiet"),
		m.speaking("en"), m.picture("lobby", "welcome-english"), m.speaking("zh-CN"),
		m.tapping("large"), m.picture("lobby", "welcome-large"), m.tapping("contrast"), m.picture("lobby", "welcome-large-contrast"),
		m.tapping("large"), m.tapping("contrast"),
	)
}

func (m *morning) firstVisitor() error {
	return do(
		m.saying("a visitor walks up"),
		func() error { return m.checkIn(visitor{lang: "zh-CN", host: "zmy", name: "wxm", pick: 3, title: 2}) },
		m.saying("the visitor is registered and waits; reception sees them"),
		m.deskShows("one visitor waiting", func(p picture) bool { return p.Queue == 1 }),
		m.picture("desk", "one-waits"),
		m.serving,
		m.picture("desk", "contacting"), m.picture("lobby", "waiting-contacting"),
		m.saying("reception contacts the host and records: please come up"),
		m.desk("go_up"), m.outcome("go_up"), m.picture("lobby", "go-up-printing"),
		m.badgeOut,
		m.picture("lobby", "go-up"), m.picture("desk", "on-site"),
		func() error {
			if _, err := os.Stat(m.label(1)); err != nil {
				return fmt.Errorf("no badge was printed: %w", err)
			}
			m.say("the badge is printed: %s", m.label(1))
			return nil
		},
		m.tapping("done"), m.screen("welcome"),
	)
}

func (m *morning) badgeOut() error {
	return m.until("lobby", "the badge to take", func(p picture) bool { return p.Badge == "take" })
}

func (m *morning) label(n int) string {
	return filepath.Join(m.out, "badges", fmt.Sprintf("label-%04d.png", n))
}

func (m *morning) firstLeaves() error {
	return do(
		m.scanning(m.label(1)),
		m.screen("farewell"), m.picture("lobby", "farewell"),
		m.deskShows("a visitor leaving", func(p picture) bool { return contains(p.Notices, "notice.leaving") && p.OnSite == 0 }),
		m.picture("desk", "leaving"),
		m.saying("the visitor holds the badge's code to the reader and is seen off"),
		m.screen("welcome"),
	)
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

func (m *morning) secondAndThird() error {
	var typed int
	return do(
		m.saying("a second visitor registers and makes room for a third, who begins to type"),
		func() error {
			return m.checkIn(visitor{lang: "en", host: "oyyq", name: "second sample", title: 1, company: "sample ltd", album: "english-"})
		},
		m.tapping("yield"), m.screen("welcome"), m.picture("lobby", "welcome-strip"),
		m.tapping("start"), m.screen("host"), m.keying("lin"),
		func() error { typed = m.agent.shows("lobby").Typed; return nil },
		m.serving, m.desk("absent"), m.deskShows("the host absent", func(p picture) bool { return p.State == "absent" }),
		m.picture("desk", "absent"),
		func() error {
			time.Sleep(time.Second)
			if p := m.agent.shows("lobby"); p.Screen != "host" || p.Typed != typed {
				return fmt.Errorf("the second visitor's outcome disturbed the third, who was typing: %+v", p)
			}
			m.say("the second's host is absent; the third goes on typing undisturbed")
			return m.shoot("lobby", "third-typing")
		},
		m.tapping("cancel"), m.screen("welcome"),
		func() error { return m.until("lobby", "one open ticket", func(p picture) bool { return p.Strip == 1 }) },
		m.picture("lobby", "welcome-strip-outcome"),
		m.speaking("en"), m.tapping("tickets"), m.screen("ticket"), m.keying("2"), m.picture("lobby", "ticket"), m.tapping("next"),
		m.outcome("absent"), m.picture("lobby", "absent"),
		m.saying("the second visitor looks up their number and is told, with three choices"),
		m.tapping("message"), m.screen("message"), m.keying("please call"), m.picture("lobby", "message"), m.tapping("next"),
		m.screen("farewell"), m.picture("lobby", "message-kept"),
		m.deskShows("the message", func(p picture) bool { return contains(p.Notices, "notice.message_waiting") }),
		m.picture("desk", "message"),
		m.saying("the second visitor leaves a message, and reception is told to pass it on"),
		m.screen("welcome"),
	)
}
