package badge

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"
	"pgregory.net/rapid"

	"lobby.internal/kiosk"
)

var (
	testPublic = testKey.Public().(ed25519.PublicKey)
	testNow    = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
)

func TestToken_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var id ulid.ULID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		want := Token{
			Visit:   kiosk.VisitID(id.String()),
			Attempt: rapid.IntRange(1, 65535).Draw(t, "attempt"),
			Expires: time.Unix(rapid.Int64Range(testNow.Unix()+1, 1<<32-1).Draw(t, "expires"), 0).UTC(),
		}
		text, err := Sign(testKey, want)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") != "" {
			t.Errorf("%q leaves the QR alphanumeric mode", text)
		}
		if got, err := Verify(testPublic, text, testNow); err != nil || got != want {
			t.Errorf("Verify = %v, %v, want %v", got, err, want)
		}
	})
}

// The layout is on badges in people's hands: it may not change by accident.
func TestToken_Layout(t *testing.T) {
	raw, err := tokenText.DecodeString(strings.TrimPrefix(testToken(t), "V1:"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "01" + "019359e25cdb3a90b4b00d0b84f1c091" + "0001" + "6b05d0a0"
	if got := hex.EncodeToString(raw[:atSignature]); got != want {
		t.Errorf("payload %s, want %s", got, want)
	}
	message := append([]byte("lobby.internal/kiosk/badge token 1\x00"), raw[:23]...)
	if !ed25519.Verify(testPublic, message, raw[23:]) {
		t.Error("the signature is not over the documented message")
	}
}

func TestToken_Refused(t *testing.T) {
	good := testToken(t)
	raw, err := tokenText.DecodeString(strings.TrimPrefix(good, tokenPrefix))
	if err != nil {
		t.Fatal(err)
	}
	changed := func(i int) string {
		b := bytes.Clone(raw)
		b[i] ^= 1
		return tokenPrefix + tokenText.EncodeToString(b)
	}
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"good":            {good, nil},
		"nothing":         {"", ErrTokenForeign},
		"another QR code": {"https://example.com/", ErrTokenForeign},
		"prefix alone":    {tokenPrefix, ErrTokenForeign},
		"lower case":      {tokenPrefix + strings.ToLower(good[3:]), ErrTokenForeign},
		"line end":        {good + "\n", ErrTokenForeign},
		"line end inside": {good[:20] + "\n" + good[21:], ErrTokenForeign},
		"cut":             {good[:len(good)-1], ErrTokenForeign},
		"padded":          {good + "====", ErrTokenForeign},
		"other version":   {changed(0), ErrTokenForeign},
		"other visit":     {changed(atVisit), ErrTokenForged},
		"other attempt":   {changed(atAttempt + 1), ErrTokenForged},
		"other expiry":    {changed(atExpires), ErrTokenForged},
		"other signature": {changed(tokenBytes - 1), ErrTokenForged},
	} {
		if _, err := Verify(testPublic, c.text, testNow); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)).Public().(ed25519.PublicKey)
	if _, err := Verify(other, good, testNow); !errors.Is(err, ErrTokenForged) {
		t.Errorf("another house's badge: %v, want ErrTokenForged", err)
	}
	if _, err := Verify(other[:5], good, testNow); err == nil {
		t.Error("half a key was accepted")
	}
}

func TestToken_Expires(t *testing.T) {
	at := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	if _, err := Verify(testPublic, testToken(t), at.Add(-time.Nanosecond)); err != nil {
		t.Errorf("before its time: %v", err)
	}
	got, err := Verify(testPublic, testToken(t), at)
	if !errors.Is(err, ErrTokenExpired) {
		t.Errorf("at its time: %v, want ErrTokenExpired", err)
	}
	if got.Visit != "01JDCY4Q6V7A8B9C0D1E2F3G4H" || got.Attempt != 1 {
		t.Errorf("an expired token names %v", got)
	}
}

func TestSign_Refuses(t *testing.T) {
	good := Token{Visit: "01JDCY4Q6V7A8B9C0D1E2F3G4H", Attempt: 1, Expires: testNow}
	for name, change := range map[string]func(*Token){
		"no visit":         func(t *Token) { t.Visit = "" },
		"lower-case visit": func(t *Token) { t.Visit = kiosk.VisitID(strings.ToLower(string(t.Visit))) },
		"visit too large":  func(t *Token) { t.Visit = "8ZZZZZZZZZZZZZZZZZZZZZZZZZ" },
		"no attempt":       func(t *Token) { t.Attempt = 0 },
		"attempt too high": func(t *Token) { t.Attempt = 65536 },
		"no expiry":        func(t *Token) { t.Expires = time.Time{} },
		"expiry too late":  func(t *Token) { t.Expires = time.Unix(1<<32, 0) },
	} {
		token := good
		change(&token)
		if text, err := Sign(testKey, token); err == nil {
			t.Errorf("%s: signed as %q", name, text)
		}
	}
	if _, err := Sign(nil, good); err == nil {
		t.Error("signed without a key")
	}
}

// Whatever text is presented, Verify does not panic, and what it accepts is
// spelled as Sign spells it.
func FuzzVerify(f *testing.F) {
	good := testToken(f)
	for _, text := range []string{good, "", tokenPrefix, good[:50], good + "A", strings.ToLower(good), tokenPrefix + strings.Repeat("7", 140)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		token, err := Verify(testPublic, text, testNow)
		if err != nil {
			if token != (Token{}) && !errors.Is(err, ErrTokenExpired) {
				t.Errorf("a refused text yields %v", token)
			}
			return
		}
		if again, err := Sign(testKey, token); err != nil || again != text {
			t.Errorf("a second spelling was accepted: %q for %q (%v)", text, again, err)
		}
	})
}

// Every one-character change of a good token is refused.
func TestVerify_NoSecondSpelling(t *testing.T) {
	good := testToken(t)
	for i := range good {
		for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567=\n\r a") {
			if text := good[:i] + string(c) + good[i+1:]; text != good {
				if _, err := Verify(testPublic, text, testNow); err == nil {
					t.Errorf("accepted with character %d as %q", i, c)
				}
			}
		}
	}
}
