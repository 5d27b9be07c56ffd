package main

import (
	"context"
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
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/pinyin"
	"lobby.internal/kiosk/reception"
	"lobby.internal/kiosk/screen"
	"lobby.internal/kiosk/screen/desk"
	"lobby.internal/kiosk/screen/lobby"
	"lobby.internal/store"
	"lobby.internal/store/keyring"
	"lobby.internal/store/relay"
)

// serve opens what the configuration names and runs the windows until ctx ends
// or they are closed; then it waits for everything it started.
func serve(ctx context.Context, c config, tr *trace, stderr io.Writer) (err error) {
	log := newLog(c, stderr)
	if err := os.MkdirAll(c.Data.Dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	db, err := store.Open(filepath.Join(c.Data.Dir, "lobby.db"), store.Options{
		MaxSize: c.Data.MaxSize << 20, Keys: keyring.Default(c.Data.Kek, c.Data.Dir),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	key, err := badgeKey(c)
	if err != nil {
		return err
	}
	logKey, err := store.OpenLogKey(c.Data.Dir, db.Kiosk())
	if err != nil {
		return err
	}
	readers, err := openReaders(c, log)
	if err != nil {
		return err
	}
	if id := openIDReader(c, key); id != nil {
		readers["idcard"] = id
	}
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: c.House.NameZH, EN: c.House.NameEN})
	if err != nil {
		return err
	}

	names, err := pinyin.New(pinyin.Options{Fuzzy: fuzzy(c)})
	if err != nil {
		return err
	}

	fyneApp := newApp()
	var a *agent.Agent // the windows send to it, and it shows models in them
	var lobbyWindow *lobby.Window
	var deskWindow *desk.Window
	lobbyWindow = lobby.New(lobby.Options{
		App: fyneApp, Book: book, Send: func(i checkin.Intent) { a.Lobby(i) },
		FullScreen: c.LobbyWindow.FullScreen, Position: c.LobbyWindow.position(), Size: c.LobbyWindow.size(),
		Rendered: func(m checkin.Model) { tr.lobby(m, lobbyWindow.Targets()) },
		Closed:   fyneApp.Quit, // one window alone is no kiosk
	})
	deskWindow = desk.New(desk.Options{
		App: fyneApp, Book: book, Send: func(i reception.Intent) { a.Desk(i) }, NewOp: func() kiosk.OpID { return kiosk.OpID(newID()) },
		FullScreen: c.DeskWindow.FullScreen, Position: c.DeskWindow.position(), Size: c.DeskWindow.size(),
		Rendered: func(m reception.Model) { tr.desk(m, deskWindow.Targets()) },
		Closed:   fyneApp.Quit, // one window alone is no kiosk
	})
	a = agent.New(agent.Options{
		Records: db, Printers: printers(c), Readers: readers, Names: names, Book: book, Key: key, Clock: time.Now, NewID: newID,
		ShowLobby: lobbyWindow.Show, ShowDesk: deskWindow.Show, Log: log, Config: agentConfig(c),
	})

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return a.Serve(ctx) })
	g.Go(func() error {
		s := &service{db: db, agent: a, key: logKey, started: time.Now()}
		return control.Serve(ctx, control.Socket(c.Data.Dir), s, log)
	})
	g.Go(func() error {
		signEvery(ctx, time.Hour, func() error { _, err := db.Checkpoint(logKey); return err }, log)
		return nil
	})
	g.Go(func() error { return periods(c).serve(ctx, db.ForgetReported, log) })
	if c.Relay.Listen != "" {
		g.Go(func() error { serveFacilities(ctx, c, relay.NewLocal(db, logKey.Signer), log); return nil })
	}
	if c.Broker.URL != "" {
		g.Go(func() error { publish(ctx, c.Broker, relay.NewLocal(db, logKey.Signer), log); return nil })
	}
	stopped := context.AfterFunc(ctx, func() { fyne.Do(fyneApp.Quit) })
	lobbyWindow.Open()
	deskWindow.Open()
	log.Info("ready", "version", version(), "data", c.Data.Dir)
	fyneApp.Run()
	stopped()
	cancel()
	return g.Wait()
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
			Lang: c.House.Language, AskCompany: c.Visitor.AskCompany, AskPhone: c.Visitor.AskPhone, Keyboard: c.Visitor.Keyboard,
			IdleAfter: c.Visitor.Idle, Countdown: c.Visitor.Countdown,
			WaitYield: c.Visitor.Wait, Farewell: c.Visitor.Farewell,
			Opens: c.House.Opens, Closes: c.House.Closes,
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
