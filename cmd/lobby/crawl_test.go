package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
)

// crawler touches whatever there is to touch, at random.
type crawler struct {
	*whole
	random  *rand.Rand
	session int            // counts the visitors who began
	said    bool           // this visitor has said theirs
	patient bool           // this visitor wants to get on
	own     int            // how often a visitor's own words were on the screen
	queries []string       // that find a host
	screens map[string]int // how often each screen was touched
	touched map[string]int // how often each target was
}

// TestCrawl_EveryControl touches the controls of every screen of both windows at
// random, types, and lets time pass: nothing panics, no screen is a dead end, and
// no visitor finds a word of another. CRAWL_SEED plays one run again.
func TestCrawl_EveryControl(t *testing.T) {
	seed := rand.Uint64()
	if text := os.Getenv("CRAWL_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("CRAWL_SEED=%d", seed)
	wholeKiosk(t, func(w *whole) {
		c := &crawler{whole: w, random: rand.New(rand.NewPCG(seed, 0)), screens: map[string]int{}, touched: map[string]int{}}
		hosts, err := w.kit.db.Hosts()
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hosts {
			c.queries = append(c.queries, h.Pinyin[:2])
		}
		for step := 0; step < crawlSteps || !c.everywhere() && step < crawlMost; step++ {
			c.step()
			c.check()
			if step%250 == 249 {
				c.walkAway()
			}
			if t.Failed() {
				t.Fatalf("at step %d", step)
			}
		}
		c.report()
	})
}

func (c *crawler) step() {
	switch n := c.random.IntN(100); {
	case n < 70:
		c.visitor()
	case n < 95:
		c.tap("desk", c.buttons(), c.click)
	case n < 97:
		c.goesOut()
	default:
		c.pass(time.Duration(c.random.IntN(40_000)) * time.Millisecond)
	}
}

// visitor does one thing at the visitor's window.
func (c *crawler) visitor() {
	m := c.seen.model()
	if m.Screen == checkin.ScreenWelcome {
		c.said = false
	}
	switch {
	case m.Screen == checkin.ScreenHost && m.Input.Text == "":
		c.types(string(rune('a'+c.random.IntN(26))) + string(rune('a'+c.random.IntN(26))))
	case m.Screen == checkin.ScreenCode && m.Input.Text == "" && c.random.IntN(2) == 0:
		c.types(c.invitation())
	case m.Screen == checkin.ScreenTicket && m.Input.Text == "":
		c.types(c.number())
	case m.Input.Limit > 6 && m.Screen != checkin.ScreenHost && m.Screen != checkin.ScreenPIN && !c.said && m.Input.Text == "":
		c.said = true
		c.types("王" + secret(c.session))
	default:
		targets := c.live()
		if on := onward(targets); c.patient && len(on) > 0 && c.random.IntN(3) > 0 && (m.Screen != checkin.ScreenHost || len(m.Hosts) > 0) {
			targets = on
		}
		c.tap(string(m.Screen), targets, c.touch)
	}
	if now := c.seen.model(); m.Screen == checkin.ScreenWelcome && now.Screen != m.Screen {
		c.session++
		c.patient = c.random.IntN(2) == 0
	}
}

// detours are the kinds of target that lead nobody on.
var detours = []string{"back", "cancel", "corner", "clear", "erase", "language", "large", "contrast", "seated", "view", "mode", "shift", "key", "page", "pick"}

// onward returns the targets that lead on, a host above all.
func onward(targets []screen.Target) []screen.Target {
	var hosts, others []screen.Target
	for _, t := range targets {
		switch kind := kindOf(t); {
		case kind == "host":
			hosts = append(hosts, t)
		case !slices.Contains(detours, kind):
			others = append(others, t)
		}
	}
	if len(hosts) > 0 {
		return hosts
	}
	return others
}

// number is that of a visit which is open, if there is one.
func (c *crawler) number() string {
	open := c.open()
	if len(open) == 0 {
		return "1"
	}
	return strconv.Itoa(open[c.random.IntN(len(open))].Ticket)
}

// invitation is the code of one for this visitor.
func (c *crawler) invitation() string {
	hosts, err := c.kit.db.Hosts()
	if err != nil {
		c.t.Fatal(err)
	}
	i, err := c.kit.db.Invite(kiosk.Invitation{
		Host: hosts[c.random.IntN(len(hosts))].ID, Visitor: kiosk.Visitor{Name: "王" + secret(c.session)},
		From: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour), Maker: kiosk.ActorStaff,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return i.Code
}

func (c *crawler) open() []kiosk.Record {
	open, err := c.kit.db.Open()
	if err != nil {
		c.t.Error(err)
	}
	return open
}

// goesOut presents the badge of somebody inside at the reader.
func (c *crawler) goesOut() {
	for _, r := range c.open() {
		if r.State != kiosk.StateOnSite || c.random.IntN(2) == 0 {
			continue
		}
		token, err := badge.Sign(c.kit.key, badge.Token{Visit: r.ID, Attempt: r.Badge.Attempt, Expires: r.Badge.Expires})
		if err != nil {
			c.t.Error(err)
		}
		c.reader.Present(devices.Read{Kind: devices.KindCode, Data: token, At: time.Now()})
		c.settle()
		return
	}
}

// tap touches one of the targets, rather one of a kind that was touched seldom.
func (c *crawler) tap(where string, targets []screen.Target, touch func(screen.Target)) {
	if len(targets) == 0 {
		return
	}
	seldom := func(t screen.Target) int { return c.touched[where+" "+kindOf(t)] }
	best := targets[c.random.IntN(len(targets))]
	for range c.random.IntN(4) {
		if t := targets[c.random.IntN(len(targets))]; seldom(t) < seldom(best) {
			best = t
		}
	}
	c.screens[where]++
	c.touched[where+" "+kindOf(best)]++
	touch(best)
}

// kindOf is a target's name without what tells it from its like.
func kindOf(t screen.Target) string {
	kind, _, _ := strings.Cut(t.Name, " ")
	return kind
}

// secret is what visitor n types: two characters that no word of the house holds
// one after the other.
func secret(n int) string { return string([]rune{rune(0x9740 + n/200), rune(0x9f60 + n%200)}) }

// check looks at what is on the visitor's window.
func (c *crawler) check() {
	m := c.seen.model()
	if len(c.live()) == 0 {
		c.t.Errorf("screen %s has nothing to touch", m.Screen)
	}
	own := ""
	if m.Visit != nil {
		own = m.Visit.Visitor.Name
	}
	for _, text := range c.lobby.Texts() {
		switch s := secretIn(text); {
		case s == "":
		case strings.Contains(own, s), s == secret(c.session) && m.Screen != checkin.ScreenWelcome:
			c.own++
		default:
			c.t.Errorf("screen %s of visitor %d holds %q", m.Screen, c.session, text)
		}
	}
	c.oneDraft()
}

func secretIn(text string) string {
	runes := []rune(text)
	for i := range max(0, len(runes)-1) {
		if runes[i] >= 0x9740 && runes[i] < 0x97a4 && runes[i+1] >= 0x9f60 && runes[i+1] < 0x9f60+200 {
			return string(runes[i : i+2])
		}
	}
	return ""
}

// oneDraft asserts that nothing is kept of a visit that is still being answered:
// the one on the screen is the only draft.
func (c *crawler) oneDraft() {
	if slices.ContainsFunc(c.open(), func(r kiosk.Record) bool { return r.State == kiosk.StateDrafted }) {
		c.t.Error("a draft is kept in the file")
	}
}

// walkAway touches nothing until the kiosk is ready for the next visitor.
func (c *crawler) walkAway() {
	for range 20 {
		if m := c.seen.model(); m.Screen == checkin.ScreenWelcome {
			return
		}
		c.pass(30 * time.Second)
	}
	m := c.seen.model()
	c.t.Errorf("ten minutes after the last touch the screen is still %s", m.Screen)
}

// reachable are the screens that a crawl has to come by.
var reachable = []checkin.Screen{
	checkin.ScreenWelcome, checkin.ScreenHost, checkin.ScreenName, checkin.ScreenCompany, checkin.ScreenPhone, checkin.ScreenArranged,
	checkin.ScreenConfirm, checkin.ScreenWaiting, checkin.ScreenOutcome, checkin.ScreenMessage, checkin.ScreenTicket, checkin.ScreenFarewell,
	checkin.ScreenCode, checkin.ScreenCourier, checkin.ScreenEnquiry, checkin.ScreenAnswer, checkin.ScreenLeaving, checkin.ScreenLost,
	checkin.ScreenTold,
	checkin.ScreenNotice, checkin.ScreenParty, checkin.ScreenCompanion,
}

func (c *crawler) everywhere() bool {
	return !slices.ContainsFunc(reachable, func(s checkin.Screen) bool { return c.screens[string(s)] == 0 })
}

func (c *crawler) report() {
	var lines []string
	for name, n := range c.touched {
		lines = append(lines, fmt.Sprintf("%s %d", name, n))
	}
	slices.Sort(lines)
	c.t.Logf("%d visitors, own words seen %d times, touched:\n%s", c.session, c.own, strings.Join(lines, "\n"))
	if c.own == 0 && crawlMost > crawlSteps { // few steps may not lead so far
		c.t.Error("no visitor saw their own words: the search for others' proves nothing")
	}
	if !c.everywhere() && crawlMost > crawlSteps {
		c.t.Errorf("not every screen was reached: %v", c.screens)
	}
}
