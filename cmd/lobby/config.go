package main

import (
	_ "embed"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/screen"
	"lobby.internal/kiosk/screen/lobby"
)

// defaults is the commented configuration file with every key's default.
//
//go:embed lobby.toml
var defaults []byte

type config struct {
	House struct {
		NameZH    string
		NameEN    string
		Logo      image.Image  // nil for none
		Languages []kiosk.Lang // the visitor's, in the order of the switch
		Language  kiosk.Lang
		Opens     time.Duration // since midnight, as Closes
		Closes    time.Duration
		Map       string // the file
		Accent    screen.Accent
	}
	Plan *lobby.Plan // what the file holds; nil when there is none
	Data struct {
		Dir      string
		BadgeKey string
		Kek      string
		MaxSize  int // MB
		LogLevel string
	}
	Retention struct {
		Personal, Visits, Log days
		At                    time.Duration // since midnight
	}
	Consent textConfig
	Rules   textConfig
	Visitor struct {
		AskCompany   bool
		AskPhone     bool
		Keyboard     bool
		Companions   int
		FuzzyZ       bool
		FuzzyN       bool
		FuzzyIn      bool
		Idle         time.Duration
		Countdown    time.Duration
		Wait         time.Duration
		Reassure     time.Duration
		Farewell     time.Duration
		GiveUp       time.Duration
		GiveUpAbsent time.Duration
	}
	Purposes []kiosk.Purpose // on the welcome screen, beside a visit
	Couriers []string
	Answers  []checkin.Answer
	Desk     struct {
		Language       kiosk.Lang
		LoungeReminder time.Duration
	}
	Badge struct {
		Valid time.Duration
	}
	Lifts       map[string]string // the side by lift bank
	LobbyWindow windowConfig
	Panel       panelConfig // the visitor's
	DeskWindow  windowConfig
	Speech      struct{ Command string } // "": nothing is spoken
	Touch       struct{ Fingers bool }   // each is read, not the first alone
	Printer     printerConfig
	Second      printerConfig // prints while the first cannot
	Slip        slipConfig
	Reader      readerConfig
	Scanner     readerConfig
	IDCard      idcardConfig
	Relay       relayConfig
	Broker      brokerConfig
}

type windowConfig struct {
	FullScreen bool
	Monitor    string // by its output's name; "" is X and Y
	X          int
	Y          int
	Width      int
	Height     int
}

// loadConfig reads the file over the defaults; an empty path means the defaults
// alone. Its errors name the file, the line and what is accepted.
func loadConfig(path string) (config, error) {
	var c config
	if err := c.read("the built-in configuration", defaults); err != nil || path == "" {
		return c, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read the configuration: %w", err)
	}
	return c, c.read(path, raw)
}

// read takes the keys that the file gives and leaves the others as they are.
func (c *config) read(path string, raw []byte) error {
	s, err := parseSettings(path, raw)
	if err != nil {
		return err
	}
	c.take(s)
	s.refuseUnknown()
	return s.err()
}

// parseSettings returns what the file says; its error names the line that is
// not TOML.
func parseSettings(path string, raw []byte) (*settings, error) {
	s := &settings{path: path, lines: keyLines(raw), known: map[place]bool{}}
	err := toml.Unmarshal(raw, &s.tree)
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := wrong.Position()
		return nil, fmt.Errorf("%s:%d: this is not TOML: %s; lobby --print-config shows how it is written", path, line, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// take reads every key of the program.
func (c *config) take(s *settings) {
	c.takeHouse(s)
	s.text("data.dir", &c.Data.Dir, 1, 4096)
	s.text("data.badge_key", &c.Data.BadgeKey, 0, 4096)
	s.text("data.kek", &c.Data.Kek, 0, 4096)
	s.number("data.max_size_mb", &c.Data.MaxSize, 64, 8192)
	s.oneOf("data.log_level", &c.Data.LogLevel, "debug", "info", "warn", "error")
	c.takeRetention(s)
	c.takeTexts(s)
	c.takeVisitor(s)
	c.takeWelcome(s)
	s.deskLanguage("desk.language", &c.Desk.Language)
	s.span("desk.lounge_reminder", &c.Desk.LoungeReminder, time.Minute, 4*time.Hour)
	s.span("badge.valid", &c.Badge.Valid, 10*time.Minute, 72*time.Hour)
	c.takeLifts(s)
	c.takePlan(s)
	c.LobbyWindow.take(s, "lobby_window")
	c.takePanel(s)
	c.DeskWindow.take(s, "desk_window")
	s.text("speech.command", &c.Speech.Command, 0, 4096)
	s.flag("touch.fingers", &c.Touch.Fingers)
	c.Printer.take(s, "printer")
	c.Second.take(s, "second_printer")
	if c.Second.Port != "" && c.Second.Port == c.Printer.Port {
		s.wrong("second_printer.port", "another than printer.port", "")
	}
	c.Reader.take(s, "reader")
	c.Scanner.take(s, "scanner")
	c.checkLine(s)
	c.IDCard.take(s)
	c.checkIDPort(s)
	c.Slip.take(s, c.Printer.Port, c.Second.Port, c.Reader.Port, c.Scanner.Port, c.IDCard.Port)
	c.Relay.take(s)
	c.Broker.take(s)
}

func (c *config) takeHouse(s *settings) {
	s.text("house.name_zh", &c.House.NameZH, 1, 20)
	s.text("house.name_en", &c.House.NameEN, 1, 40)
	c.takeLanguages(s)
	c.takeLogo(s)
	c.takeAccent(s)
	opens, closes := c.House.Opens, c.House.Closes
	opensGood, closesGood := s.clock("house.opens", &opens), s.clock("house.closes", &closes)
	switch {
	case !opensGood || !closesGood || opens < closes:
	case s.given("house.closes"):
		s.wrong("house.closes", "later than house.opens, which is "+timeOfDay(opens), "")
	default:
		s.wrong("house.opens", "earlier than house.closes, which is "+timeOfDay(closes), "")
	}
	c.House.Opens, c.House.Closes = opens, closes
}

// days is a number of days, written like "90d".
type days int

const maxRetention days = 3650 // ten years

// takeRetention reads the periods, of which none may be shorter than the one
// before.
func (c *config) takeRetention(s *settings) {
	r := &c.Retention
	s.days("retention.personal", &r.Personal, 1, maxRetention)
	s.days("retention.visits", &r.Visits, 1, maxRetention)
	s.days("retention.log", &r.Log, 1, maxRetention)
	s.noShorter("retention.visits", r.Visits, "retention.personal", r.Personal)
	s.noShorter("retention.log", r.Log, "retention.visits", r.Visits)
	s.clock("retention.at", &r.At)
}

func (c *config) takeVisitor(s *settings) {
	v := &c.Visitor
	s.flag("visitor.ask_company", &v.AskCompany)
	s.flag("visitor.ask_phone", &v.AskPhone)
	s.flag("visitor.on_screen_keyboard", &v.Keyboard)
	s.number("visitor.companions", &v.Companions, 0, kiosk.MaxCompanions)
	s.flag("visitor.fuzzy_zh_z", &v.FuzzyZ)
	s.flag("visitor.fuzzy_n_l", &v.FuzzyN)
	s.flag("visitor.fuzzy_ing_in", &v.FuzzyIn)
	s.span("visitor.idle", &v.Idle, 10*time.Second, 10*time.Minute)
	s.span("visitor.countdown", &v.Countdown, 5*time.Second, 2*time.Minute)
	s.span("visitor.wait", &v.Wait, 5*time.Second, 10*time.Minute)
	s.span("visitor.reassure", &v.Reassure, time.Minute, time.Hour)
	s.span("visitor.farewell", &v.Farewell, 2*time.Second, time.Minute)
	s.span("visitor.give_up", &v.GiveUp, 10*time.Minute, 72*time.Hour)
	s.span("visitor.give_up_absent", &v.GiveUpAbsent, time.Minute, 72*time.Hour)
}

func (c *config) takeLifts(s *settings) {
	if c.Lifts == nil {
		c.Lifts = make(map[string]string)
	}
	for _, bank := range s.keys("lifts") {
		side := c.Lifts[bank]
		s.oneOf("lifts."+bank, &side, "left", "right")
		c.Lifts[bank] = side
	}
}

func (c *config) takeAccent(s *settings) {
	v, ok := s.value("house.accent")
	if !ok || v == "" {
		return
	}
	text, _ := v.(string)
	var err error
	if c.House.Accent, err = screen.ParseAccent(text); err != nil {
		s.fault("house.accent", "is not accepted: "+err.Error())
	}
}

// takePlan reads the map of the lobby, which must agree with the sides of the
// lifts.
func (c *config) takePlan(s *settings) {
	s.text("house.map", &c.House.Map, 0, 4096)
	if c.House.Map == "" {
		return
	}
	var err error
	if c.Plan, err = loadPlan(c.House.Map, c.Lifts); err != nil {
		s.fault("house.map", "is not accepted: "+err.Error())
	}
}

func (w *windowConfig) take(s *settings, name string) {
	s.flag(name+".full_screen", &w.FullScreen)
	s.text(name+".monitor", &w.Monitor, 0, 63)
	s.number(name+".x", &w.X, 0, 20000)
	s.number(name+".y", &w.Y, 0, 20000)
	s.number(name+".width", &w.Width, 600, 8000)
	s.number(name+".height", &w.Height, 600, 8000)
}
