package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"lobby.internal/kiosk"
)

// defaults is the commented configuration file with every key's default.
//
//go:embed lobby.toml
var defaults []byte

type config struct {
	House struct {
		NameZH   string     `toml:"name_zh"`
		NameEN   string     `toml:"name_en"`
		Language kiosk.Lang `toml:"language"`
		Opens    clockTime  `toml:"opens"`
		Closes   clockTime  `toml:"closes"`
	} `toml:"house"`
	Data struct {
		Dir      string `toml:"dir"`
		BadgeKey string `toml:"badge_key"`
		MaxSize  int    `toml:"max_size_mb"`
		LogLevel string `toml:"log_level"`
	} `toml:"data"`
	Visitor struct {
		AskCompany   bool     `toml:"ask_company"`
		AskPhone     bool     `toml:"ask_phone"`
		Idle         duration `toml:"idle"`
		Countdown    duration `toml:"countdown"`
		Wait         duration `toml:"wait"`
		Farewell     duration `toml:"farewell"`
		GiveUp       duration `toml:"give_up"`
		GiveUpAbsent duration `toml:"give_up_absent"`
	} `toml:"visitor"`
	Desk struct {
		Language       kiosk.Lang `toml:"language"`
		LoungeReminder duration   `toml:"lounge_reminder"`
	} `toml:"desk"`
	Badge struct {
		Valid duration `toml:"valid"`
	} `toml:"badge"`
	Lifts       map[string]string `toml:"lifts"`
	LobbyWindow windowConfig      `toml:"lobby_window"`
	DeskWindow  windowConfig      `toml:"desk_window"`
	Printer     struct {
		Port string `toml:"port"`
		Baud int    `toml:"baud"`
		Flow string `toml:"flow"`
	} `toml:"printer"`
	Reader  readerConfig `toml:"reader"`
	Scanner readerConfig `toml:"scanner"`
}

type windowConfig struct {
	FullScreen bool `toml:"full_screen"`
	X          int  `toml:"x"`
	Y          int  `toml:"y"`
	Width      int  `toml:"width"`
	Height     int  `toml:"height"`
}

type readerConfig struct {
	Port   string `toml:"port"`
	Baud   int    `toml:"baud"`
	Format string `toml:"format"`
}

// duration is a time.Duration written like "90s".
type duration time.Duration

// UnmarshalText reads "90s", "10m", "12h".
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return errors.New(`write a duration like "90s", "10m" or "12h"`)
	}
	*d = duration(v)
	return nil
}

// clockTime is a time of day, counted from midnight.
type clockTime time.Duration

// UnmarshalText reads "09:00".
func (c *clockTime) UnmarshalText(text []byte) error {
	t, err := time.Parse("15:04", string(text))
	if err != nil {
		return errors.New(`write a time of day like "09:00"`)
	}
	*c = clockTime(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	return nil
}

// loadConfig reads the file over the defaults; an empty path means the defaults
// alone. Its errors name the file, the line and what is accepted.
func loadConfig(path string) (config, error) {
	var c config
	if err := toml.Unmarshal(defaults, &c); err != nil {
		return c, fmt.Errorf("the built-in configuration: %w", err)
	}
	if path == "" {
		return c, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read the configuration: %w", err)
	}
	return parseConfig(c, path, raw)
}

func parseConfig(c config, path string, raw []byte) (config, error) {
	err := toml.NewDecoder(strings.NewReader(string(raw))).DisallowUnknownFields().Decode(&c)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var lines []error
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			lines = append(lines, fmt.Errorf("%s:%d: %s is not a key this program knows", path, line, strings.Join(e.Key(), ".")))
		}
		return c, errors.Join(lines...)
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		return c, fmt.Errorf("%s:%d: %s: %s", path, line, strings.Join(wrong.Key(), "."), strings.TrimPrefix(wrong.Error(), "toml: "))
	case err != nil:
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, checkConfig(c, path, keyLines(raw))
}

// keyLines returns the line on which each key stands.
func keyLines(raw []byte) map[string]int {
	lines := make(map[string]int)
	var p unstable.Parser
	p.Reset(raw)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		var parts []string
		line := 0
		for k := e.Key(); k.Next(); {
			parts = append(parts, string(k.Node().Data))
			line = p.Shape(k.Node().Raw).Start.Line
		}
		key := strings.Join(parts, ".")
		switch e.Kind {
		case unstable.Table:
			table = key + "."
		case unstable.KeyValue:
			lines[table+key] = line
		}
	}
	return lines
}

// checker collects what is wrong with a configuration.
type checker struct {
	path  string
	lines map[string]int
	errs  []error
}

func (c *checker) wrong(key, accepts string) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d: %s must be %s", c.path, c.lines[key], key, accepts))
}

func (c *checker) number(key string, v, low, high int) {
	if v < low || v > high {
		c.wrong(key, fmt.Sprintf("from %d to %d, and is %d", low, high, v))
	}
}

func (c *checker) span(key string, d duration, low, high time.Duration) {
	if v := time.Duration(d); v < low || v > high {
		c.wrong(key, fmt.Sprintf("from %s to %s, and is %s", low, high, v))
	}
}

func (c *checker) text(key, v string, limit int) {
	if n := utf8.RuneCountInString(strings.TrimSpace(v)); n < 1 || n > limit {
		c.wrong(key, fmt.Sprintf("1 to %d characters long, and has %d", limit, n))
	}
}

func (c *checker) oneOf(key, v string, accepted ...string) {
	if !slices.Contains(accepted, v) {
		c.wrong(key, fmt.Sprintf("one of %q, and is %q", accepted, v))
	}
}

func (c *checker) window(name string, w windowConfig) {
	c.number(name+".x", w.X, 0, 20000)
	c.number(name+".y", w.Y, 0, 20000)
	c.number(name+".width", w.Width, 600, 8000)
	c.number(name+".height", w.Height, 600, 8000)
}

func (c *checker) reader(name string, r readerConfig) {
	c.number(name+".baud", r.Baud, 1200, 921600)
	c.oneOf(name+".format", r.Format, "card", "line", "auto")
}

func checkConfig(v config, path string, lines map[string]int) error {
	c := &checker{path: path, lines: lines}
	c.text("house.name_zh", v.House.NameZH, 20)
	c.text("house.name_en", v.House.NameEN, 40)
	c.oneOf("house.language", string(v.House.Language), string(kiosk.LangZH), string(kiosk.LangEN))
	if v.House.Closes <= v.House.Opens {
		c.wrong("house.closes", "later than house.opens")
	}
	c.text("data.dir", v.Data.Dir, 4096)
	c.number("data.max_size_mb", v.Data.MaxSize, 64, 8192)
	c.oneOf("data.log_level", v.Data.LogLevel, "debug", "info", "warn", "error")
	c.span("visitor.idle", v.Visitor.Idle, 10*time.Second, 10*time.Minute)
	c.span("visitor.countdown", v.Visitor.Countdown, 5*time.Second, 2*time.Minute)
	c.span("visitor.wait", v.Visitor.Wait, 5*time.Second, 10*time.Minute)
	c.span("visitor.farewell", v.Visitor.Farewell, 2*time.Second, time.Minute)
	c.span("visitor.give_up", v.Visitor.GiveUp, 10*time.Minute, 72*time.Hour)
	c.span("visitor.give_up_absent", v.Visitor.GiveUpAbsent, time.Minute, 72*time.Hour)
	c.oneOf("desk.language", string(v.Desk.Language), string(kiosk.LangZH), string(kiosk.LangEN))
	c.span("desk.lounge_reminder", v.Desk.LoungeReminder, time.Minute, 4*time.Hour)
	c.span("badge.valid", v.Badge.Valid, 10*time.Minute, 72*time.Hour)
	for bank, side := range v.Lifts {
		c.oneOf("lifts."+bank, side, "left", "right")
	}
	c.window("lobby_window", v.LobbyWindow)
	c.window("desk_window", v.DeskWindow)
	c.number("printer.baud", v.Printer.Baud, 1200, 921600)
	c.oneOf("printer.flow", v.Printer.Flow, "none", "xonxoff", "hardware")
	c.reader("reader", v.Reader)
	c.reader("scanner", v.Scanner)
	return errors.Join(c.errs...)
}
