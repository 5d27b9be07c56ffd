package main

// afternoon goes on with the same disk in landscape: somebody with a companion who
// waits in the lounge first, and somebody who speaks English.
func (m *morning) afternoon() error {
	return do(
		m.stopAgent, func() error { return m.startAgent(house{windows: landscape}) }, m.screen("welcome"), m.picture("lobby", "landscape-welcome"),
		m.saying("the kiosk is switched off, and on again with the visitor's screen in landscape"),
		m.companions, m.throughTheLounge, m.leavesInLandscape, m.inEnglish,
	)
}

// companions registers somebody who has not come alone.
func (m *morning) companions() error {
	v := visitor{lang: "zh-CN", host: "czm", name: "lzx", pick: 2, title: 1, album: "landscape-"}
	var before int
	return do(
		m.answering(v), m.arrange(v), m.screen("confirm"),
		func() error { before = m.touches; return nil },
		m.tapping("party"), m.screen("companion"), m.keying("zw"),
		m.shows("candidates", func(p picture) bool { return p.Picks > 0 }), m.picture("lobby", "landscape-companion"),
		m.tapping("pick 1"), m.shows("the name", func(p picture) bool { return p.Typed > 0 && p.Keys == 0 }),
		m.tapping("title 2"), m.screen("party"), m.picture("lobby", "landscape-party"), m.tapping("next"), m.screen("confirm"),
		func() error {
			m.say("a companion with a name of two syllables takes %d touches", m.touches-before)
			m.touches = before
			return nil
		},
		m.register(v, mostTouches),
	)
}

func (m *morning) throughTheLounge() error {
	return do(
		m.serving, m.picture("desk", "party"),
		m.desk("lounge"), m.outcome("lounge"), m.picture("lobby", "landscape-lounge"),
		m.saying("the host asks them to wait in the lounge"),
		m.desk("go_up"), m.outcome("go_up"), m.badgeOut, m.picture("lobby", "landscape-go-up"),
		m.saying("then they may go up, by the map of the lobby; each has a badge"),
		m.tapping("done"), m.screen("welcome"),
	)
}

func (m *morning) leavesInLandscape() error {
	return do(
		m.scanning(m.label(5)), m.screen("farewell"), m.picture("lobby", "landscape-farewell"),
		m.saying("one of them leaves, and is seen off alone"),
		m.screen("welcome"),
	)
}

func (m *morning) inEnglish() error {
	return do(
		func() error {
			return m.checkIn(visitor{lang: "en", host: "zgy", name: "ada", title: 3, album: "landscape-english-"})
		},
		m.serving, m.desk("coming_down"), m.outcome("coming_down"), m.badgeOut, m.picture("lobby", "landscape-english-coming-down"),
		m.tapping("done"), m.screen("welcome"),
		m.scanning(m.label(7)), m.screen("farewell"), m.picture("lobby", "landscape-english-farewell"),
		m.saying("somebody else is met, and seen off, in English"),
		m.screen("welcome"),
	)
}
