package main

import "time"

// touch is where and on which screen the visitor's window was touched.
type touch struct {
	screen string
	x, y   int
}

// looks is how long people look at a screen before they touch it where they
// touched the one before; a touch that is quicker is the second half of a double
// tap to the kiosk.
const looks = 600 * time.Millisecond

// touch clicks the middle of a target.
func (m *morning) touch(window, target string) error {
	err := m.until(window, "something to touch: "+target, func(p picture) bool { _, ok := p.Targets[target]; return ok })
	if err != nil {
		return err
	}
	time.Sleep(120 * time.Millisecond) // a person's, and for the picture to be on the screen
	shows := m.agent.shows(window)
	b := shows.Targets[target]
	at := m.windows[window].Min
	x, y := at.X+int(b[0]+b[2]/2), at.Y+int(b[1]+b[3]/2)
	if window != "lobby" {
		m.x.click(x, y)
		return nil
	}
	m.touches++
	now := touch{shows.Screen, x, y}
	if now.screen != m.last.screen && near(now, m.last) {
		time.Sleep(looks)
	}
	m.last = now
	if m.glass != nil {
		return m.glass.tap(x, y)
	}
	m.x.click(x, y)
	return nil
}

func near(a, b touch) bool {
	return max(a.x-b.x, b.x-a.x) < 60 && max(a.y-b.y, b.y-a.y) < 60
}
