package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// scanning holds the code on a picture to the scanner.
func (m *morning) scanning(picture string) func() error {
	return func() error {
		code, err := exec.CommandContext(m.ctx, "zbarimg", "--quiet", "--raw", picture).Output()
		if err != nil {
			return fmt.Errorf("read the code on %s: %w", picture, err)
		}
		return m.simulate("scan", strings.TrimSpace(string(code)))
	}
}

// invited checks a visitor in who shows an invitation at the scanner.
func (m *morning) invited() error {
	qr := filepath.Join(m.out, "invitation.png")
	return do(
		m.tapping("done"), m.screen("welcome"),
		func() error {
			_, err := m.lobbyctl("invite", "--host", invitingHost, "--name", "Fourth Sample", "--title", "ms",
				"--phone", "010 5550 0142", "--at", time.Now().Format(time.DateOnly), "--qr", qr)
			return err
		},
		func() error { m.touches = 0; return nil },
		m.scanning(qr), m.screen("confirm"), m.picture("lobby", "invited"),
		m.tapping("confirm"), m.screen("waiting"),
		func() error {
			if m.touches > mostInvited {
				return fmt.Errorf("an invitation took %d touches, want %d at most", m.touches, mostInvited)
			}
			m.say("an invited visitor has checked in with a scan and %d touch of %d", m.touches, mostInvited)
			return nil
		},
		m.serving,
		m.picture("desk", "invited"),
		m.desk("go_up"), m.outcome("go_up"), m.badgeOut,
		m.tapping("done"), m.screen("welcome"),
		m.scanning(qr), m.screen("code"),
		func() error {
			return m.until("lobby", "the refusal", func(p picture) bool { return p.Problem == "error.invitation_unknown" })
		},
		m.picture("lobby", "invitation-used"), m.tapping("cancel"), m.screen("welcome"),
		m.saying("shown again, the invitation is refused"),
	)
}

// invitingHost is one of the sample directory.
const invitingHost = "S1001"

// leaveAtTheScreen sees one visitor off who touches the screen first, and sends
// another to the desk who has no badge; in between somebody asks something.
func (m *morning) leaveAtTheScreen() error {
	return do(
		m.tapping("leaving"), m.screen("leaving"), m.picture("lobby", "leaving"),
		m.scanning(m.label(3)), m.screen("farewell"), m.screen("welcome"),
		m.saying("the invited visitor leaves through the screen"),
		m.tapping("enquiry"), m.screen("enquiry"), m.picture("lobby", "enquiry"),
		m.tapping("topic 2"), m.screen("answer"), m.picture("lobby", "answer"),
		m.tapping("other"), m.screen("told"), m.picture("lobby", "promise"),
		m.deskShows("somebody asking", func(p picture) bool { return contains(p.Notices, "notice.enquiry") }),
		m.saying("somebody asks something, is answered, and asks the desk for more"),
		m.tapping("done"), m.screen("welcome"),
		m.tapping("leaving"), m.tapping("lost"), m.screen("lost"), m.keying("3"), m.tapping("next"), m.screen("told"),
		m.deskShows("somebody leaving without a badge", func(p picture) bool { return contains(p.Notices, "notice.leaving_number") }),
		m.picture("desk", "leaving-without-badge"),
		m.saying("the third visitor has no badge at hand and is led to the desk"),
		m.tapping("done"), m.screen("welcome"),
	)
}

// courier registers a delivery.
func (m *morning) courier() error {
	return do(
		func() error { m.touches = 0; return nil },
		m.tapping("delivery"), m.screen("host"), m.picture("lobby", "delivery"), m.finding("zmy"),
		m.tapping("host 1"), m.screen("courier"), m.picture("lobby", "courier"), m.tapping("courier 1"), m.screen("waiting"),
		func() error { m.say("a courier has checked in with %d touches", m.touches); return nil },
		m.serving, m.picture("desk", "courier"),
		m.desk("coming_down"), m.outcome("coming_down"), m.badgeOut, m.tapping("done"), m.screen("welcome"),
	)
}
