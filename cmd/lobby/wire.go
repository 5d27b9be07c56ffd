package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/oklog/ulid/v2"
	"golang.org/x/sync/errgroup"

	"lobby.internal/assets"
	"lobby.internal/devices/serial"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/agent"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/lock"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/pinyin"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
	"lobby.internal/kiosk/screen/desk"
	"lobby.internal/kiosk/screen/lobby"
	"lobby.internal/kiosk/screen/x11"
	"lobby.internal/store"
	"lobby.internal/store/badgelog"
	"lobby.internal/store/keyring"
	"lobby.internal/store/relay"
)

// kit is what the kiosk works with, opened once: the file, the two keys and the
// words.
type kit struct {
	db     *store.DB
	key    ed25519.PrivateKey
	logKey badgelog.Key
	book   *phrase.Book
}

// serve opens what the configuration names and runs the windows until ctx ends
// or they are closed; then it waits for everything it started.
func serve(ctx context.Context, c config, tr *trace, stderr io.Writer) (err error) {
	log := newLog(c, stderr)
	if _, err := x11.Monitors(); err != nil && !errors.Is(err, x11.ErrNone) {
		return err
	}
	if err := c.place(x11.Monitors); err != nil {
		return err
	}
	if err := c.panelFits(); err != nil {
		return fmt.Errorf("what [screen] says is not accepted: %w", err)
	}
	k, err := open(c, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.db.Close()) }()
	o, err := k.agentOptions(c, log)
	if err != nil {
		return err
	}
	fyneApp := newApp()
	voice := newPrompts(c.Speech.Command, o.Book, log)
	ctx, end := context.WithCancel(ctx)
	defer end()
	a, windows := connect(c, fyneApp, o, tr, voice, end)
	g, ctx := errgroup.WithContext(ctx)
	k.start(ctx, g, c, a, log)
	voice.start(ctx, g)
	for _, w := range windows {
		w.Open()
		readFingers(ctx, g, c, w, log)
	}
	log.Info("ready", "version", version(), "data", c.Data.Dir)
	show(ctx, fyneApp, g.Wait)
	end()
	return g.Wait()
}

// show runs the windows until ctx ends and everything that shows something in
// them has ended: what is painted after them ends in a crash.
func show(ctx context.Context, fyneApp fyne.App, wait func() error) {
	ended := make(chan struct{})
	defer close(ended)
	defer context.AfterFunc(ctx, func() {
		_ = wait() // whose error is told by who started it
		select {
		case <-ended: // the display went away first
		default:
			fyne.Do(fyneApp.Quit)
		}
	})()
	fyneApp.Run()
}

// open makes the data directory and opens what is kept in it.
func open(c config, clock kiosk.Clock) (k kit, err error) {
	if err := os.MkdirAll(c.Data.Dir, 0o700); err != nil {
		return kit{}, fmt.Errorf("make the data directory: %w", err)
	}
	k.db, err = store.Open(filepath.Join(c.Data.Dir, "lobby.db"), store.Options{
		Clock: clock, MaxSize: c.Data.MaxSize << 20, Keys: keyring.Default(c.Data.Kek, c.Data.Dir),
	})
	if err != nil {
		return kit{}, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, k.db.Close())
		}
	}()
	if k.key, err = badgeKey(c); err != nil {
		return kit{}, err
	}
	if k.logKey, err = store.OpenLogKey(c.Data.Dir, k.db.Kiosk()); err != nil {
		return kit{}, err
	}
	k.book, err = phrase.Open(assets.Words(), phrase.Company{ZH: c.House.NameZH, EN: c.House.NameEN})
	return k, err
}

// agentOptions returns what the agent is made of, but for the windows.
func (k kit) agentOptions(c config, log *slog.Logger) (agent.Options, error) {
	readers, err := openReaders(c, log)
	if err != nil {
		return agent.Options{}, err
	}
	if id := openIDReader(c, k.key); id != nil {
		readers["idcard"] = id
	}
	slips, err := slipPrinter(c)
	if err != nil {
		return agent.Options{}, err
	}
	names, err := pinyin.New(pinyin.Options{Fuzzy: fuzzy(c)})
	if err != nil {
		return agent.Options{}, err
	}
	return agent.Options{
		Records: k.db, Printers: printers(c), Slips: slips, Readers: readers, Names: names, Book: k.book, Key: k.key,
		Clock: time.Now, NewID: newID, Lock: lock.New(filepath.Join(c.Data.Dir, "pin.hash"), time.Now), Log: log, Config: agentConfig(c),
	}, nil
}

// window is a window that has been made and is not on the screen yet.
type window interface {
	Open()
	Window() fyne.Window
}

// watcher hears of each picture that a window shows.
type watcher interface {
	lobby(m checkin.Model, targets []screen.Target)
	desk(m reception.Model, targets []screen.Target)
}

// connect makes the agent and its two windows, the visitor's first. A window
// alone is no kiosk: closing either ends the program, by end.
func connect(c config, fyneApp fyne.App, o agent.Options, tr watcher, voice *prompts, end func()) (a *agent.Agent, windows []window) {
	var lobbyWindow *lobby.Window
	var deskWindow *desk.Window
	lobbyWindow = lobby.New(lobby.Options{
		App: fyneApp, Book: o.Book, Send: func(i checkin.Intent) { voice.hush(); a.Lobby(i) },
		FullScreen: c.LobbyWindow.FullScreen, Position: c.LobbyWindow.position(), Size: c.LobbyWindow.size(),
		Inches: float32(c.Panel.Inches), LowerEdge: float32(c.Panel.LowerEdge),
		Rendered: func(m checkin.Model) { tr.lobby(m, lobbyWindow.Targets()) },
		Closed:   end, Plan: c.Plan, Accent: c.House.Accent, Logo: c.House.Logo,
	})
	deskWindow = desk.New(desk.Options{
		App: fyneApp, Book: o.Book, Send: func(i reception.Intent) { a.Desk(i) }, NewOp: func() kiosk.OpID { return kiosk.OpID(newID()) },
		FullScreen: c.DeskWindow.FullScreen, Position: c.DeskWindow.position(), Size: c.DeskWindow.size(),
		Rendered: func(m reception.Model) { tr.desk(m, deskWindow.Targets()) },
		Closed:   end,
	})
	o.Quit = end
	o.ShowLobby = func(m checkin.Model) { lobbyWindow.Show(m); voice.show(m) }
	o.ShowDesk = deskWindow.Show
	a = agent.New(o)
	return a, []window{lobbyWindow, deskWindow}
}

// start begins everything that runs beside the windows until ctx ends.
func (k kit) start(ctx context.Context, g *errgroup.Group, c config, a *agent.Agent, log *slog.Logger) {
	g.Go(func() error { return a.Serve(ctx) })
	g.Go(func() error {
		s := &service{db: k.db, agent: a, key: k.logKey, started: time.Now()}
		return control.Serve(ctx, control.Socket(c.Data.Dir), s, log)
	})
	g.Go(func() error {
		signEvery(ctx, time.Hour, func() error { _, err := k.db.Checkpoint(k.logKey); return err }, log)
		return nil
	})
	g.Go(func() error { return periods(c).serve(ctx, k.db.ForgetReported, log) })
	if c.Relay.Listen != "" {
		g.Go(func() error { serveFacilities(ctx, c, relay.NewLocal(k.db, k.logKey.Signer), log); return nil })
	}
	if c.Broker.URL != "" {
		g.Go(func() error { publish(ctx, c.Broker, relay.NewLocal(k.db, k.logKey.Signer), log); return nil })
	}
}

// newApp returns the Fyne application with its metadata set in the program, so
// that nothing depends on how it was packaged.
func newApp() fyne.App {
	app.SetMetadata(fyne.AppMetadata{
		ID: "internal.lobby", Name: "Lobby", Version: "1.0.0", Migrations: map[string]bool{"fyneDo": true},
	})
	a := app.NewWithID("internal.lobby")
	a.Settings().SetTheme(screen.NewTheme())
	return a
}

func newLog(c config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Data.LogLevel)); err != nil {
		level = slog.LevelInfo // checkConfig accepts only levels that parse
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

func newID() string { return ulid.Make().String() }

func port(o serial.Options) func() (serial.Conn, error) {
	return func() (serial.Conn, error) {
		p, err := serial.Open(o)
		if err != nil {
			return nil, err
		}
		return p, nil
	}
}

func periods(c config) retention {
	r := c.Retention
	return retention{personal: r.Personal, visits: r.Visits, log: r.Log, at: r.At}
}

// fuzzy are the sounds that the house takes for the same.
func fuzzy(c config) pinyin.Fuzzy {
	var f pinyin.Fuzzy
	if c.Visitor.FuzzyZ {
		f |= pinyin.FuzzyZ | pinyin.FuzzyC | pinyin.FuzzyS
	}
	if c.Visitor.FuzzyN {
		f |= pinyin.FuzzyN
	}
	if c.Visitor.FuzzyIn {
		f |= pinyin.FuzzyIn | pinyin.FuzzyEn
	}
	return f
}

func agentConfig(c config) agent.Config {
	sides := make(map[string]checkin.Side, len(c.Lifts))
	for bank, side := range c.Lifts {
		sides[bank] = checkin.Side(side)
	}
	return agent.Config{
		Checkin: checkin.Config{
			Lang: c.House.Language, Langs: c.House.Languages, AskCompany: c.Visitor.AskCompany, AskPhone: c.Visitor.AskPhone, Keyboard: c.Visitor.Keyboard,
			IdleAfter: c.Visitor.Idle, Countdown: c.Visitor.Countdown,
			WaitYield: c.Visitor.Wait, Reassure: c.Visitor.Reassure, Farewell: c.Visitor.Farewell,
			Opens: c.House.Opens, Closes: c.House.Closes, Purposes: c.Purposes, Couriers: c.Couriers, Answers: c.Answers,
			Consent: c.Consent.Document, Rules: c.Rules.Document, KeepDays: int(c.Retention.Personal), Companions: c.Visitor.Companions,
		},
		Reception: reception.Config{LoungeEvery: c.Desk.LoungeReminder},
		DeskLang:  c.Desk.Language, Sides: sides, BadgeFor: c.Badge.Valid,
		GiveUp: c.Visitor.GiveUp, GiveUpNo: c.Visitor.GiveUpAbsent,
	}
}

func (w windowConfig) position() *fyne.Position {
	p := fyne.NewPos(float32(w.X), float32(w.Y))
	return &p
}

func (w windowConfig) size() fyne.Size { return fyne.NewSize(float32(w.Width), float32(w.Height)) }
