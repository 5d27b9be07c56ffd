package agent

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lobby.internal/assets"
	"lobby.internal/devices"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/badge"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/kiosktest"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/reception"
)

// lobby is a whole kiosk without windows, disk or ports, inside a synctest
// bubble: its time is that of the bubble.
type lobby struct {
	t       *testing.T
	agent   *Agent
	records *kiosktest.Records
	printer *kiosktest.Printer
	reader  *kiosktest.Reader
	stop    func()

	mu    sync.Mutex
	seen  checkin.Model
	desk  reception.Model
	drawn int
	told  int // models the desk was shown
}

// ops counts the desk's intents and ids everything new, over restarts.
var ops, ids atomic.Int64

var key = ed25519.NewKeyFromSeed([]byte("a seed of thirty-two bytes, test"))

func testConfig() Config {
	return Config{
		Checkin: checkin.Config{
			Lang: kiosk.LangZH, AskCompany: true, AskPhone: true, IdleAfter: time.Minute, Countdown: 20 * time.Second,
			WaitYield: 45 * time.Second, Companions: 5, Farewell: 8 * time.Second, Opens: 9 * time.Hour, Closes: 18 * time.Hour,
			Purposes: []kiosk.Purpose{kiosk.PurposeInvited, kiosk.PurposeDelivery, kiosk.PurposeEnquiry, kiosk.PurposeLeaving},
		},
		Reception: reception.Config{LoungeEvery: 10 * time.Minute},
		DeskLang:  kiosk.LangZH, Sides: map[string]checkin.Side{"A": checkin.SideLeft},
		BadgeFor: 12 * time.Hour, GiveUp: 10 * time.Hour, GiveUpNo: 30 * time.Minute,
	}
}

var testHosts = []kiosk.Host{
	{ID: "H1", Name: "示例", Title: "经理", Pinyin: "shi li", Department: "行政部", Floor: "12", LiftBank: "A", Extension: "8001", Deputy: "H2"},
	{ID: "H2", Name: "样本", Title: kiosk.TitleMs, Pinyin: "yang ben", Department: "行政部", Floor: "12", LiftBank: "A"},
}

// open starts a kiosk on records, which may hold what an earlier one left.
func open(t *testing.T, records *kiosktest.Records) *lobby {
	t.Helper()
	return openWith(t, records, &kiosktest.Printer{})
}

// openWith has more printers, the first of which is the lobby's.
func openWith(t *testing.T, records *kiosktest.Records, printers ...*kiosktest.Printer) *lobby {
	t.Helper()
	return openAs(t, records, func(*Options) {}, printers...)
}

// openConfig is openWith of another house.
func openConfig(t *testing.T, records *kiosktest.Records, config Config, printers ...*kiosktest.Printer) *lobby {
	t.Helper()
	return openAs(t, records, func(o *Options) { o.Config = config }, printers...)
}

// openAs opens a kiosk with other options than usual.
func openAs(t *testing.T, records *kiosktest.Records, change func(*Options), printers ...*kiosktest.Printer) *lobby {
	t.Helper()
	var all []Printer
	for i, p := range printers {
		all = append(all, Printer{Name: []string{"printer", "second_printer"}[i], Printer: p})
	}
	book, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	l := &lobby{t: t, records: records, printer: printers[0], reader: &kiosktest.Reader{}}
	o := Options{
		Records: records, Printers: all, Readers: map[string]devices.Reader{"reader": l.reader}, Book: book, Key: key,
		Clock: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Config: testConfig(),
		NewID:     func() string { return fmt.Sprintf("01ARZ3NDEKTSV4RRFFQ%07d", ids.Add(1)) },
		ShowLobby: func(m checkin.Model) { l.mu.Lock(); l.seen = m; l.drawn++; l.mu.Unlock() },
		ShowDesk:  func(m reception.Model) { l.mu.Lock(); l.desk = m; l.told++; l.mu.Unlock() },
	}
	change(&o)
	l.agent = New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.agent.Serve(ctx) }()
	l.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the agent ended with %v", err)
		}
	})
	t.Cleanup(l.stop)
	synctest.Wait()
	return l
}

func (l *lobby) touch(intents ...checkin.Intent) {
	for _, i := range intents {
		l.agent.Lobby(i)
		synctest.Wait()
	}
}

func (l *lobby) visitor() checkin.Model {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen
}

func (l *lobby) reception() reception.Model {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.desk
}

// checkIn plays a visitor up to the wait screen and returns the visit.
func (l *lobby) checkIn(name string) kiosk.VisitID {
	l.t.Helper()
	l.touch(checkin.Intent{Kind: checkin.IntentStart}, checkin.Intent{Kind: checkin.IntentType, Text: "shili"},
		checkin.Intent{Kind: checkin.IntentHost, Host: "H1"}, checkin.Intent{Kind: checkin.IntentType, Text: name},
		checkin.Intent{Kind: checkin.IntentNext}, checkin.Intent{Kind: checkin.IntentSkip}, checkin.Intent{Kind: checkin.IntentSkip},
		checkin.Intent{Kind: checkin.IntentArranged, Text: "yes"}, checkin.Intent{Kind: checkin.IntentConfirm})
	m := l.visitor()
	if m.Screen != checkin.ScreenWaiting {
		l.t.Fatalf("after confirming the screen is %s (%s)", m.Screen, m.Problem.ID)
	}
	return m.Visit.ID
}

// does presses an action of the desk on the visit it is looking at.
func (l *lobby) does(kind reception.Action, change ...func(*reception.Intent)) {
	l.t.Helper()
	i := reception.Intent{Op: kiosk.OpID(fmt.Sprintf("op%d", ops.Add(1))), Kind: kind}
	if s := l.reception().Selected; s != nil {
		i.Visit, i.Rev = s.Visit, s.Rev
	}
	for _, c := range change {
		c(&i)
	}
	l.agent.Desk(i)
	synctest.Wait()
}

func (l *lobby) state(id kiosk.VisitID) kiosk.Record {
	l.t.Helper()
	r, err := l.records.VisitByID(id)
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

func (l *lobby) wantState(id kiosk.VisitID, want kiosk.State) {
	l.t.Helper()
	if got := l.state(id).State; got != want {
		l.t.Fatalf("the visit is %s, want %s (desk says %q)", got, want, l.reception().Problem.ID)
	}
}

func (l *lobby) notice(id string) bool {
	for _, n := range l.reception().Notices {
		if n.Words.ID == id {
			return true
		}
	}
	return false
}

func (l *lobby) badgeCode(id kiosk.VisitID, attempt int) devices.Read {
	l.t.Helper()
	text, err := badge.Sign(key, badge.Token{Visit: id, Attempt: attempt, Expires: l.state(id).Badge.Expires})
	if err != nil {
		l.t.Fatal(err)
	}
	return devices.Read{Kind: devices.KindCode, Data: text}
}

func (l *lobby) present(r devices.Read) {
	l.reader.Present(r)
	synctest.Wait()
}
