package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// evening goes on in portrait in a house that has its rules signed: somebody whose
// name an identity card gives signs them, reads what is kept, and is turned away.
func (m *morning) evening() error {
	v := visitor{lang: "zh-CN", album: "-"}
	return do(
		m.stopAgent, func() error { return m.startAgent(house{windows: portrait, sign: true}) }, m.screen("welcome"),
		func() error { m.touches = 0; return nil },
		m.tapping("start"), m.screen("host"), m.finding("qxm"), m.tapping("host 1"), m.screen("name"), m.identityCard,
		m.tapping("title 2"), m.screen("company"), m.arrange(v),
		m.screen("sign"), m.picture("lobby", "rules"), m.signing, m.picture("lobby", "rules-signed"), m.tapping("next"),
		m.screen("confirm"), m.picture("lobby", "confirm-signed"),
		m.tapping("read"), m.screen("notice"), m.picture("lobby", "notice"), m.tapping("back"),
		m.register(v, 0), m.serving, m.picture("desk", "signed"),
		m.desk("declined"), m.picture("desk", "declined-once"), m.desk("declined"), m.outcome("declined"), m.picture("lobby", "declined"),
		m.saying("the host cannot see them today, which is said politely"),
		m.desk("see_off"), m.screen("welcome"),
	)
}

// identityCard lays a card on the reader, which the question for the name takes.
func (m *morning) identityCard() error {
	return do(
		m.deskShows("the reader of cards ready", func(p picture) bool { return p.Devices["idcard"] == "ready" }),
		func() error { return m.simulate("id", "访客甲") },
		m.shows("the name on the card", func(p picture) bool { return p.Typed == 3 }),
		m.picture("lobby", "name-from-card"),
		m.saying("an identity card gives the name"),
	)
}

// signing draws a wave on the pad with a finger.
func (m *morning) signing() error {
	pad := m.agent.shows("lobby").Targets["pad"]
	at := m.windows["lobby"].Min
	var line [][2]int
	for i := range 40 {
		x, y := float64(i)/40, 0.5
		if i%8 < 4 {
			y = 0.35
		}
		line = append(line, [2]int{at.X + int(pad[0]+pad[2]*(0.2+0.6*x)), at.Y + int(pad[1]+pad[3]*y)})
	}
	m.touches++
	m.x.draw(line)
	m.say("the rules of the house are signed by finger")
	return m.until("lobby", "the signature", func(p picture) bool { _, ok := p.Targets["clear"]; return ok })
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
	for _, kind := range []string{"registered", "contacted", "confirmed", "issued", "entered", "read_exit", "left", "absent", "message_left", "lounge", "declined"} {
		if !strings.Contains(string(text), ","+kind+",") {
			return fmt.Errorf("the badge log has no entry %q:\n%s", kind, text)
		}
	}
	m.say("facilities export the badge log: %s, %d entries", file, strings.Count(string(text), "\n")-1)
	labels, err := filepath.Glob(filepath.Join(m.out, "badges", "*.png"))
	if err != nil {
		return err
	}
	m.say("the agent has %s resident; %d pictures, %d badges", m.agent.memory(), m.pictures, len(labels))
	return nil
}
