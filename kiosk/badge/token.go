package badge

import (
	"crypto/ed25519"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"lobby.internal/kiosk"
)

// Token says which print of which visit's badge is good until when. It holds no
// personal data.
type Token struct {
	Visit   kiosk.VisitID // a ULID
	Attempt int           // the print attempt, 1 to 65535
	Expires time.Time     // to the second
}

// Errors of Verify. None of them is worth retrying.
var (
	// ErrTokenForeign is returned for a text that is no token of this product,
	// or not spelled as Sign spells it.
	ErrTokenForeign = errors.New("badge: not a badge token")
	// ErrTokenForged is returned for a token that this house did not sign.
	ErrTokenForged = errors.New("badge: token not signed by this house")
	// ErrTokenExpired is returned, with the token, when its time is over.
	ErrTokenExpired = errors.New("badge: token expired")
)

// A token's text is "V1:" and 140 characters of base 32 (RFC 4648, upper case,
// without padding): a QR code of it is in alphanumeric mode, version 6 at medium
// level. They spell 87 bytes, numbers big-endian:
//
//	 0   1  version, 1
//	 1  16  visit, the ULID's bytes
//	17   2  attempt, from 1
//	19   4  expires, seconds since 1970 UTC
//	23  64  Ed25519 signature of tokenDomain and the 23 bytes before
const (
	tokenPrefix  = "V1:"
	tokenVersion = 1

	atVisit     = 1
	atAttempt   = atVisit + 16
	atExpires   = atAttempt + 2
	atSignature = atExpires + 4
	tokenBytes  = atSignature + ed25519.SignatureSize
)

// tokenDomain keeps a signature of a token from being one of anything else that
// the same key signs.
const tokenDomain = "lobby.internal/kiosk/badge token 1\x00"

var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding)

// Sign returns the token's text. It refuses a visit that is no ULID in its
// canonical spelling, an attempt or a time that the token has no room for, and
// a key that is none.
func Sign(key ed25519.PrivateKey, t Token) (string, error) {
	if len(key) != ed25519.PrivateKeySize {
		return "", fmt.Errorf("badge: signing key of %d bytes", len(key))
	}
	id, err := ulid.ParseStrict(string(t.Visit))
	if err != nil || id.String() != string(t.Visit) {
		return "", errors.New("badge: token for a visit that is no ULID")
	}
	expires := t.Expires.Unix()
	if t.Attempt < 1 || t.Attempt > math.MaxUint16 || expires < 0 || expires > math.MaxUint32 {
		return "", errors.New("badge: token with attempt or expiry out of range")
	}
	raw := make([]byte, 0, tokenBytes)
	raw = append(append(raw, tokenVersion), id[:]...)
	raw = binary.BigEndian.AppendUint16(raw, uint16(t.Attempt))
	raw = binary.BigEndian.AppendUint32(raw, uint32(expires))
	raw = append(raw, ed25519.Sign(key, signed(raw))...)
	return tokenPrefix + tokenText.EncodeToString(raw), nil
}

// Verify returns the token that text spells. It accepts exactly what Sign
// returned for the key that belongs to pub, until its time is over: from the
// second it expires at it returns the token with ErrTokenExpired.
func Verify(pub ed25519.PublicKey, text string, now time.Time) (Token, error) {
	if len(pub) != ed25519.PublicKeySize {
		return Token{}, fmt.Errorf("badge: public key of %d bytes", len(pub))
	}
	spelled, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok || len(spelled) != tokenText.EncodedLen(tokenBytes) {
		return Token{}, ErrTokenForeign
	}
	raw, err := tokenText.DecodeString(spelled)
	// The decoder passes over line ends and ignores the last character's spare bits.
	if err != nil || len(raw) != tokenBytes || tokenText.EncodeToString(raw) != spelled || raw[0] != tokenVersion {
		return Token{}, ErrTokenForeign
	}
	if !ed25519.Verify(pub, signed(raw[:atSignature]), raw[atSignature:]) {
		return Token{}, ErrTokenForged
	}
	t := Token{
		Visit:   kiosk.VisitID(ulid.ULID(raw[atVisit:atAttempt]).String()),
		Attempt: int(binary.BigEndian.Uint16(raw[atAttempt:])),
		Expires: time.Unix(int64(binary.BigEndian.Uint32(raw[atExpires:])), 0).UTC(),
	}
	if !now.Before(t.Expires) {
		return t, ErrTokenExpired
	}
	return t, nil
}

func signed(payload []byte) []byte {
	return append([]byte(tokenDomain), payload...)
}
