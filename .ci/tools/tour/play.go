package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
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
	return do(m.switchOn, m.firstVisitor, m.firstLeaves, m.secondAndThird, m.powerFails, m.invited, m.leaveAtTheScreen, m.facilities)
}

func (m *morning) tapping(target string) func() error {
	return func() error { return m.touch("lobby", target) }
}

func (m *morning) typing(text string) func() error {
	return func() error {
		at := windows["lobby"].Min
		m.x.move(at.X+540, at.Y+1000) // without a window manager the keys go where the pointer is
		before := m.agent.shows("lobby").Typed
		if err := m.x.typed(text); err != nil {
			return err
		}
		want := before + len([]rune(text))
		return m.until("lobby", fmt.Sprintf("%d characters typed", want), func(p picture) bool { return p.Typed == want })
	}
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
		m.tapping("language"), func() error {
			return m.until("lobby", "English", func(p picture) bool { return p.Lang == "en" })
		},
		m.picture("lobby", "welcome-english"), m.tapping("language"),
		func() error {
			return m.until("lobby", "Chinese", func(p picture) bool { return p.Lang == "zh-CN" })
		},
	)
}

// keying touches the keys of the keyboard on the screen, each when the one before
// has had its effect.
func (m *morning) keying(letters string) func() error {
	return func() error {
		for _, r := range letters {
			p := m.agent.shows("lobby")
			want := p.Typed + p.Keys + 1
			if err := m.touch("lobby", "key "+string(r)); err != nil {
				return err
			}
			if err := m.until("lobby", fmt.Sprintf("%d letters", want), func(p picture) bool { return p.Typed+p.Keys == want }); err != nil {
				return err
			}
		}
		return nil
	}
}

// checkInByTouch is checkIn without a keyboard on the counter: the host by
// initials, the name in pinyin and picked.
func (m *morning) checkInByTouch(host, pinyin string, characters int) error {
	return do(
		func() error { m.touches = 0; return nil },
		m.tapping("start"), m.screen("host"), m.picture("lobby", "host"), m.keying(host),
		func() error { return m.until("lobby", "a host", func(p picture) bool { return p.Hosts > 0 }) },
		m.picture("lobby", "host-found"), m.tapping("host 1"), m.screen("name"), m.picture("lobby", "name"),
		m.keying(pinyin), m.picture("lobby", "name-candidates"), m.tapping("pick 1"),
		func() error {
			return m.until("lobby", "the name", func(p picture) bool { return p.Typed == characters && p.Keys == 0 && p.Picks == 0 })
		},
		m.tapping("title 2"), m.picture("lobby", "name-typed"), m.tapping("next"),
		m.screen("company"), m.picture("lobby", "company"), m.tapping("skip"),
		m.screen("phone"), m.picture("lobby", "phone"), m.tapping("skip"),
		m.screen("arranged"), m.picture("lobby", "arranged"), m.tapping("yes"),
		m.screen("confirm"), m.picture("lobby", "confirm"), m.tapping("confirm"), m.screen("waiting"),
		func() error { m.say("they have checked in with %d touches and no keyboard", m.touches); return nil },
	)
}

// checkIn answers every question on the keyboard of the counter and leaves the
// visitor at the wait screen.
func (m *morning) checkIn(host, name, title string) error {
	return do(
		m.tapping("start"), m.screen("host"), m.typing(host),
		func() error { return m.until("lobby", "a host", func(p picture) bool { return p.Hosts > 0 }) },
		m.tapping("host 1"), m.screen("name"), m.typing(name), m.tapping(title), m.tapping("next"),
		m.screen("company"), m.typing("Sample Ltd"), m.tapping("next"), m.screen("phone"), m.tapping("skip"),
		m.screen("arranged"), m.tapping("yes"), m.screen("confirm"), m.tapping("confirm"), m.screen("waiting"),
	)
}

func (m *morning) firstVisitor() error {
	return do(
		m.saying("a visitor walks up"),
		func() error { return m.checkInByTouch("zmy", "wangxm", 3) },
		m.picture("lobby", "waiting"),
		m.saying("the visitor is registered and waits; reception sees them"),
		m.deskShows("one visitor waiting", func(p picture) bool { return p.Queue == 1 }),
		m.picture("desk", "one-waits"),
		m.desk("serve_next"),
		m.deskShows("the visit being served", func(p picture) bool { return p.State == "contacting" }),
		m.picture("desk", "contacting"), m.picture("lobby", "waiting-contacting"),
		m.saying("reception contacts the host and records: please come up"),
		m.desk("go_up"), m.outcome("go_up"), m.picture("lobby", "go-up-printing"),
		func() error {
			return m.until("lobby", "the badge to take", func(p picture) bool { return p.Badge == "take" })
		},
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
		func() error { return m.checkIn("ouyang", "Second Sample", "title 1") },
		m.tapping("yield"), m.screen("welcome"), m.picture("lobby", "welcome-strip"),
		m.tapping("start"), m.screen("host"), m.typing("lin"),
		func() error { typed = m.agent.shows("lobby").Typed; return nil },
		m.desk("serve_next"), m.deskShows("the second being served", func(p picture) bool { return p.State == "contacting" }),
		m.desk("absent"), m.deskShows("the host absent", func(p picture) bool { return p.State == "absent" }),
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
		m.tapping("tickets"), m.screen("ticket"), m.typing("2"), m.picture("lobby", "ticket"), m.tapping("next"),
		m.outcome("absent"), m.picture("lobby", "absent"),
		m.saying("the second visitor looks up their number and is told, with three choices"),
		m.tapping("message"), m.screen("message"), m.typing("Please call me"), m.picture("lobby", "message"), m.tapping("next"),
		m.screen("farewell"), m.picture("lobby", "message-kept"),
		m.deskShows("the message", func(p picture) bool { return contains(p.Notices, "notice.message_waiting") }),
		m.picture("desk", "message"),
		m.saying("the second visitor leaves a message, and reception is told to pass it on"),
		m.screen("welcome"),
	)
}

// powerFails kills the agent while the third visitor waits with the printer out
// of paper, and starts it again.
func (m *morning) powerFails() error {
	var visit string
	return do(
		func() error { return m.simulate("fault", "printer", "paper-out") },
		m.deskShows("the printer held up", func(p picture) bool { return p.Devices["printer"] == "not_ready" }),
		m.picture("desk", "paper-out"),
		m.saying("the printer runs out of paper, reception is told in words"),
		func() error { return m.checkIn("linzhixia", "Third Sample", "title 3") },
		func() error { visit = m.agent.shows("lobby").Visit; return nil },
		func() error {
			if err := m.agent.cmd.Process.Kill(); err != nil {
				return err
			}
			err := m.agent.cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				return fmt.Errorf("the agent did not end by kill -9: %w", err)
			}
			return m.startAgent()
		},
		m.screen("waiting"),
		func() error {
			if got := m.agent.shows("lobby").Visit; got != visit {
				return fmt.Errorf("after the restart the wait screen is about %q, not %q", got, visit)
			}
			m.say("the agent is killed and started again: the wait screen and the queue are back")
			return nil
		},
		m.deskShows("the third still waiting", func(p picture) bool { return p.Queue == 1 }),
		m.desk("serve_next"), m.deskShows("the third being served", func(p picture) bool { return p.State == "contacting" }),
		m.desk("coming_down"), m.outcome("coming_down"), m.picture("lobby", "coming-down-waiting-for-paper"), m.picture("desk", "badge-waits"),
		func() error { return m.simulate("fault", "printer", "clear") },
		func() error {
			return m.until("lobby", "the badge to take", func(p picture) bool { return p.Badge == "take" })
		},
		m.picture("lobby", "coming-down"),
		func() error {
			labels, err := filepath.Glob(filepath.Join(m.out, "badges", "*.png"))
			if err != nil || len(labels) != 2 {
				return fmt.Errorf("%d badges were printed in all, want 2 (%w)", len(labels), err)
			}
			m.say("paper is put in and the badge comes out by itself: %s", m.label(2))
			return nil
		},
		func() error { return m.simulate("fault", "reader", "unplug") },
		m.deskShows("the reader unplugged", func(p picture) bool { return p.Devices["reader"] == "absent" }),
		m.picture("desk", "reader-unplugged"),
		func() error { return m.simulate("fault", "reader", "replug") },
		m.deskShows("the reader back", func(p picture) bool { return p.Devices["reader"] == "ready" }),
		m.saying("the reader is unplugged and plugged in again; reception saw both"),
	)
}

func (m *morning) facilities() error {
	file := filepath.Join(m.out, "badgelog.csv")
	if _, err := m.lobbyctl("badgelog", "export", "--format", "csv", "--output", file); err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, kind := range []string{"registered", "contacted", "confirmed", "issued", "entered", "read_exit", "left", "absent", "message_left"} {
		if !strings.Contains(string(text), ","+kind+",") {
			return fmt.Errorf("the badge log has no entry %q:\n%s", kind, text)
		}
	}
	m.say("facilities export the badge log: %s, %d entries", file, strings.Count(string(text), "\n")-1)
	m.say("the agent has %s resident; %d pictures, %d badges", m.agent.memory(), m.pictures, 3)
	return nil
}
