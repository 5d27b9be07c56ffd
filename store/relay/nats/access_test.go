package nats

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"lobby.internal/store/relay"
	"lobby.internal/store/relay/relaytest"
)

// house is the authority of a broker's users: an operator with one account.
type house struct {
	dir     string
	account nkeys.KeyPair
	conf    string // for the broker
	ca      string // a file
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newHouse returns a house whose broker speaks TLS alone.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{dir: t.TempDir(), account: must[nkeys.KeyPair](t)(nkeys.CreateAccount())}
	operator := must[nkeys.KeyPair](t)(nkeys.CreateOperator())
	claims := jwt.NewOperatorClaims(public(t, operator))
	operatorJWT := must[string](t)(claims.Encode(operator))
	account := jwt.NewAccountClaims(public(t, h.account))
	account.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: -1, DiskStorage: -1, Streams: -1, Consumer: -1}
	accountJWT := must[string](t)(account.Encode(operator))
	system := jwt.NewAccountClaims(public(t, must[nkeys.KeyPair](t)(nkeys.CreateAccount())))
	systemJWT := must[string](t)(system.Encode(operator))
	cert, key := h.certificate(t)
	h.conf = fmt.Sprintf("operator: %s\nresolver: MEMORY\nsystem_account: %s\nresolver_preload: { %[2]s: %s, %s: %s }\ntls { cert_file: %q, key_file: %q }\n",
		operatorJWT, system.Subject, systemJWT, account.Subject, accountJWT, cert, key)
	return h
}

func public(t *testing.T, k nkeys.KeyPair) string {
	t.Helper()
	return must[string](t)(k.PublicKey())
}

func (h *house) write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificate writes one for 127.0.0.1.
func (h *house) certificate(t *testing.T) (cert, key string) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	der := must[[]byte](t)(x509.MarshalPKCS8PrivateKey(web.TLS.Certificates[0].PrivateKey))
	h.ca = h.write(t, "cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}))
	return h.ca, h.write(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// user writes the credentials of a user who may publish and subscribe to these
// alone, or to all.
func (h *house) user(t *testing.T, name string, publish, subscribe []string) string {
	t.Helper()
	key := must[nkeys.KeyPair](t)(nkeys.CreateUser())
	claims := jwt.NewUserClaims(public(t, key))
	claims.Pub.Allow.Add(publish...)
	claims.Sub.Allow.Add(subscribe...)
	seed := must[[]byte](t)(key.Seed())
	return h.write(t, name+".creds", must[[]byte](t)(jwt.FormatUserConfig(must[string](t)(claims.Encode(h.account)), seed)))
}

// allowed is what a kiosk's user may publish, as docs/nats.md says.
func allowed(kiosk string) []string {
	return []string{
		"lobby.badgelog." + kiosk, "lobby.badgefacts." + kiosk + ".*",
		"$JS.API.STREAM.INFO.LOBBY_BADGELOG", "$JS.API.STREAM.INFO.LOBBY_BADGEFACTS",
		"$JS.API.DIRECT.GET.LOBBY_BADGELOG.lobby.badgelog." + kiosk,
		"$JS.API.DIRECT.GET.LOBBY_BADGEFACTS.lobby.badgefacts." + kiosk + ".*",
		"$JS.API.STREAM.MSG.DELETE.LOBBY_BADGEFACTS",
	}
}

func TestAccess_AKioskPublishesItsOwnLogAlone(t *testing.T) {
	h := newHouse(t)
	server := startBroker(t, h.conf)
	office := server.open(t, Options{CA: h.ca, Credentials: h.user(t, "office", nil, nil)})
	kiosk, err := Open(Options{
		URL: server.url(), CA: h.ca, Facts: true, Inbox: "_INBOX_K1",
		Credentials: h.user(t, "K1", allowed("K1"), []string{"_INBOX_K1.>"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer kiosk.Close() //nolint:errcheck // it returns none
	l := relaytest.NewLog("K1").Grow(40)
	r := relay.New(relay.Options{Source: relaytest.NewKiosk(l), Sink: kiosk.Sink(), Limit: 9})
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Erase(relaytest.Visit(2)).Grow(3)
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Restore(44).Grow(20) // the kiosk's file was made anew
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	var far relaytest.Memory
	if err := once(t, office, &far); err != nil {
		t.Fatal(err)
	}
	same(t, &far, l.Rows())

	ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
	defer cancel()
	if err := kiosk.Sink().Append(ctx, relaytest.NewLog("K2").Grow(3).Batch(1, 3)); err == nil {
		t.Error("the kiosk published another's log")
	}
	if _, _, err := kiosk.read(ctx, "K1", 1, 9); err == nil {
		t.Error("the kiosk read the stream")
	}
	if kiosks, err := office.Kiosks(t.Context()); err != nil || len(kiosks) != 1 {
		t.Errorf("there are the logs of %q, %v", kiosks, err)
	}
}

func TestAccess_Refused(t *testing.T) {
	h, other := newHouse(t), newHouse(t)
	server := startBroker(t, h.conf)
	good := h.user(t, "good", nil, nil)
	for name, c := range map[string]struct {
		o    Options
		says string
	}{
		"no credentials":       {Options{CA: h.ca}, "uthorization"},
		"another house's":      {Options{CA: h.ca, Credentials: other.user(t, "good", nil, nil)}, "uthorization"},
		"an untrusted broker":  {Options{Credentials: good}, "certificate"},
		"no credentials there": {Options{CA: h.ca, Credentials: "/no/such.creds"}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.URL = server.url()
			b, err := Open(c.o)
			if err == nil {
				defer b.Close() //nolint:errcheck // it returns none
				for tries := 0; tries < 1000 && (err == nil || !strings.Contains(err.Error(), c.says)); tries++ {
					time.Sleep(10 * time.Millisecond) // the reason is known from the second attempt on
					_, err = b.Sink().Cursor(t.Context(), "K1")
				}
			}
			if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, relay.ErrPermanent) {
				t.Errorf("error is %v, want one that says %q", err, c.says)
			}
		})
	}
}

func TestOpen_ABrokerThatIsNotThereYet(t *testing.T) {
	server := startBroker(t, "")
	server.stop()
	b, err := Open(Options{URL: server.url()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close() //nolint:errcheck // it returns none
	if _, err := b.Sink().Cursor(t.Context(), "K1"); err == nil || errors.Is(err, relay.ErrPermanent) || !strings.Contains(err.Error(), "not connected") {
		t.Errorf("error is %v", err)
	}
	server.start(t)
	for err = errors.New("not tried"); err != nil; time.Sleep(10 * time.Millisecond) {
		err = b.Create(t.Context(), Keep{})
	}
	if at, err := b.Sink().Cursor(t.Context(), "K1"); err != nil || at != (relay.Cursor{}) {
		t.Errorf("cursor is %+v, %v", at, err)
	}
}

func TestOpen_NoStream(t *testing.T) {
	b, err := Open(Options{URL: startBroker(t, "").url()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close() //nolint:errcheck // it returns none
	_, err = b.Sink().Cursor(t.Context(), "K1")
	if err == nil || !strings.Contains(err.Error(), StreamLog) || !strings.Contains(err.Error(), "create it first") {
		t.Errorf("error is %v", err)
	}
}

func TestOptions_OnlyThisMachineIsSpokenToInTheClear(t *testing.T) {
	for url, want := range map[string]bool{
		"nats://127.0.0.1:4222": true, "nats://localhost": true, "nats://[::1]:4222": true, "nats://broker.example.com": false,
		"nats://localhost,nats://192.0.2.7:4222": false, "tls://127.0.0.1": false,
	} {
		if got, err := (Options{URL: url}).local(); err != nil || got != want {
			t.Errorf("%s: %v, %v", url, got, err)
		}
	}
	for _, url := range []string{"", "broker.example.com", "http://127.0.0.1", "nats://user:hush@127.0.0.1", "nats://token@127.0.0.1", "nats://"} {
		if _, err := Open(Options{URL: url}); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: error is %v", url, err)
		}
	}
}

func TestToken(t *testing.T) {
	for id, want := range map[string]string{"K1": "K1", "lobby-7_a": "lobby-7_a", "a.b": "a%2Eb", "*": "%2A", ">": "%3E", "大 3%": "%E5%A4%A7%203%25"} {
		if got := token(id); got != want {
			t.Errorf("%q is %q, want %q", id, got, want)
		}
	}
}
