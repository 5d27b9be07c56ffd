// Package agent ties the kiosk together: what people do at the windows and what
// the devices report come in, decisions go to the store, and models go out to
// the windows. One goroutine decides everything, in the order it happened; the
// devices run beside it.
package agent

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/directory"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// Printer is a printer and its name, which the history of its jobs keeps.
type Printer struct {
	Name string
	devices.Printer
	Coarse bool // its badges are drawn of squares of two dots: it has a slow line
}

// Options is what an agent works with. All fields but Printers, Slips, Readers,
// Names, Lock and Quit are needed.
type Options struct {
	Records   kiosk.Records
	Printers  []Printer                 // the first choice first; none: badges are written by hand
	Slips     devices.SlipPrinter       // nil: none
	Readers   map[string]devices.Reader // by name: "reader", "scanner", "idcard"
	Names     Names                     // nil: visitors type in Latin letters alone
	Lock      Lock                      // nil: no PIN ends the kiosk
	Quit      func()                    // ends the kiosk; is called if Lock is opened
	Book      *phrase.Book
	Key       ed25519.PrivateKey // signs the tokens on badges
	Clock     kiosk.Clock        // local time
	NewID     func() string      // a new ULID at each call
	ShowLobby func(checkin.Model)
	ShowDesk  func(reception.Model)
	Log       *slog.Logger
	Config    Config
}

// Config is what the house decides.
type Config struct {
	Checkin   checkin.Config
	Reception reception.Config
	DeskLang  kiosk.Lang
	Sides     map[string]checkin.Side // where each lift bank lies
	BadgeFor  time.Duration           // how long a badge is good for
	GiveUp    time.Duration           // after which a visit that nobody took further times out
	GiveUpNo  time.Duration           // the same for one whose host is absent or declined
}

// Agent is the kiosk's one orchestrator. Its methods may be called from any
// goroutine and never block.
type Agent struct {
	o        Options
	inbox    *inbox
	slips    chan slip
	health   atomic.Pointer[[]reception.Device] // for other goroutines
	deciding sync.Mutex                         // held for each decision: a print job is journalled beside the loop

	// What follows belongs to the goroutine of Serve.
	lobby      checkin.State
	asked      asked
	directory  directory.Directory
	desk       desk
	devices    map[string]reception.Device
	printing   bool // a job is with a printer
	printAfter time.Time
	rests      map[string]time.Time // until when a printer rests that did not print
	unsaved    []kiosk.PrintJob     // outcomes that the disk refused
	checked    time.Time
	sight      sight
	picture    picture                    // at the desk
	wrong      []time.Time                // when wrong codes of invitations were tried, of late
	broken     map[kiosk.VisitID]bool     // the damaged records found
	unknown    map[devices.Kind]time.Time // when one was last logged that is not of this house
	lastLobby  checkin.Model
	lastDesk   reception.Model
	shown      bool
}

// desk is what the agent remembers for the desk's window.
type desk struct {
	lang     kiosk.Lang
	selected kiosk.VisitID
	problem  kiosk.Line
	passing  []passing
	lending  kiosk.VisitID // the next card goes with this visit
	lendTill time.Time
	roll     *reception.RollCall // nil: not open
}

// New returns an agent that does nothing until it is served.
func New(o Options) *Agent {
	return &Agent{
		o: o, inbox: newInbox(), slips: make(chan slip, slipsWait), desk: desk{lang: o.Config.DeskLang},
		devices: make(map[string]reception.Device), broken: make(map[kiosk.VisitID]bool), rests: make(map[string]time.Time),
		unknown: make(map[devices.Kind]time.Time),
	}
}

// Lobby hands over what a visitor did.
func (a *Agent) Lobby(i checkin.Intent) { a.inbox.put(i) }

// Desk hands over what the receptionist did.
func (a *Agent) Desk(i reception.Intent) { a.inbox.put(i) }

// DirectoryReplaced says that the store holds another directory now.
func (a *Agent) DirectoryReplaced() { a.inbox.put(directoryReplaced{}) }

type (
	directoryReplaced struct{}
	statusOf          struct {
		name   string
		status devices.Status
	}
)

// Serve runs the agent and its devices until ctx ends, or until something fails
// that no retry mends. It waits for every goroutine it started.
func (a *Agent) Serve(ctx context.Context) error {
	if err := a.begin(); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range a.o.Printers {
		a.devices[p.Name] = opening(p.Name, a.o.Clock())
		g.Go(func() error { return p.Serve(ctx, a.report(p.Name)) })
	}
	if a.o.Slips != nil {
		a.devices[slipDevice] = opening(slipDevice, a.o.Clock())
		g.Go(func() error { return a.o.Slips.Serve(ctx, a.report(slipDevice)) })
		g.Go(func() error { a.serveSlips(ctx); return nil })
	}
	for name, reader := range a.o.Readers {
		a.devices[name] = opening(name, a.o.Clock())
		g.Go(func() error {
			return reader.Serve(ctx, a.report(name), func(r devices.Read) { a.inbox.put(presented{name, r}) })
		})
	}
	a.publishHealth()
	g.Go(func() error { return a.loop(ctx, g) })
	return g.Wait()
}

// begin takes up where the program ended.
func (a *Agent) begin() error {
	if err := a.loadDirectory(); err != nil {
		return err
	}
	if err := a.recoverJobs(); err != nil {
		return err
	}
	config := a.o.Config.Checkin
	config.Pinyin = a.o.Names != nil
	a.lobby = checkin.Start(config, a.o.Clock())
	a.refresh()
	return nil
}

func (a *Agent) loadDirectory() error {
	hosts, err := a.o.Records.Hosts()
	if err != nil {
		return fmt.Errorf("agent: read the directory: %w", err)
	}
	a.directory = directory.New(hosts)
	return nil
}

// atOnce is how many events are handled before the windows show what they led
// to: a reader that reads garbage must not freeze them.
const atOnce = 64

func (a *Agent) loop(ctx context.Context, g *errgroup.Group) error {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-second.C:
			a.tick()
		case <-a.inbox.ready:
			for _, event := range a.inbox.take(atOnce) {
				a.handle(event)
			}
		}
		a.startPrinting(ctx, g)
		a.refresh()
	}
}

func (a *Agent) handle(event any) {
	switch e := event.(type) {
	case checkin.Intent:
		a.step(e)
	case reception.Intent:
		a.receive(e)
	case presented:
		a.present(e)
	case statusOf:
		a.status(e)
	case printed:
		a.printing = false
		a.finish(e)
	case directoryReplaced:
		if err := a.loadDirectory(); err != nil {
			a.storageTrouble(err)
		}
	}
}

func (a *Agent) tick() {
	now := a.o.Clock()
	a.step(checkin.Tick{Now: now})
	a.expirePassing(now)
	a.saveAgain()
	if now.Sub(a.checked) >= time.Minute {
		a.checked = now
		a.checkRoom()
		a.timeOut(now)
		a.voidUnwanted(now)
		a.expireReminders(now)
	}
}

// refresh reads how things stand and shows each window its model, if it is
// another than the last. A store that cannot be read freezes neither.
func (a *Agent) refresh() {
	seen, ok := a.look()
	if ok {
		a.step(checkin.Visits{Open: a.views(seen)})
	}
	if lobby := a.lobby.Model(); !a.shown || !reflect.DeepEqual(lobby, a.lastLobby) {
		a.lastLobby = lobby
		a.o.ShowLobby(lobby)
	}
	if desk := a.deskModel(seen); !a.shown || !reflect.DeepEqual(desk, a.lastDesk) {
		a.lastDesk = desk
		a.o.ShowDesk(desk)
	}
	a.shown = true
}
