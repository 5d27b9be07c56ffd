package kiosk

import (
	"slices"
	"strings"
	"time"
)

// Invitation lets a visitor whom a host expects check in without typing. It
// opens nothing: the host is contacted all the same (F7, F8).
type Invitation struct {
	Code    string    `json:"code,omitempty" cbor:"1,keyasint"` // as MakeCode makes it
	Host    HostID    `json:"host" cbor:"2,keyasint"`
	Visitor Visitor   `json:"visitor,omitzero" cbor:"3,keyasint"` // empty once it is used
	From    time.Time `json:"from" cbor:"4,keyasint"`
	Until   time.Time `json:"until" cbor:"5,keyasint"` // no longer good from here on
	Made    time.Time `json:"made,omitzero" cbor:"6,keyasint"`
	Maker   Actor     `json:"maker,omitempty" cbor:"7,keyasint"`
	Used    VisitID   `json:"used,omitempty" cbor:"8,keyasint,omitempty"` // the visit that was made of it
}

// ErrInvitation is returned for an invitation that there is not, that was used
// or whose time it is not: which of them is nobody's business at the kiosk.
var ErrInvitation error = &Error{Code: CodeNotFound, Field: "invitation"}

// Check returns the invitation with what it says of the visitor cleaned, or the
// first refusal.
func (i Invitation) Check() (Invitation, error) {
	var err error
	if i.Visitor, err = i.Visitor.Check(); err != nil {
		return i, err
	}
	switch {
	case i.Host == "":
		return i, &Error{Code: CodeIncomplete, Field: "host"}
	case !i.Until.After(i.From):
		return i, &Error{Code: CodeIncomplete, Field: "until", Detail: "the invitation ends before it begins"}
	}
	return i, nil
}

// Good returns ErrInvitation unless the invitation can be used now.
func (i Invitation) Good(now time.Time) error {
	if i.Used != "" || now.Before(i.From) || !now.Before(i.Until) {
		return ErrInvitation
	}
	return nil
}

// Redeem returns the invitation as it stands once the visit was made of it, or
// ErrInvitation. What it said of the visitor the visit keeps from now on.
func (i Invitation) Redeem(id VisitID, now time.Time) (Invitation, error) {
	if err := i.Good(now); err != nil {
		return i, err
	}
	i.Used, i.Visitor = id, Visitor{}
	return i, nil
}

// CodeDigits is the length of an invitation's code. The last digit checks the
// others.
const CodeDigits = 8

// CodeLimit is how many codes there are: MakeCode takes less than that.
const CodeLimit = 10_000_000

// MakeCode returns the code of a number below CodeLimit: its seven digits and a
// check digit (Luhn, as on bank cards).
func MakeCode(n uint32) string {
	digits := make([]byte, CodeDigits-1, CodeDigits)
	for i := range digits {
		digits[len(digits)-1-i] = byte('0' + n%10)
		n /= 10
	}
	return string(append(digits, byte('0'+(10-luhn(digits, 2))%10)))
}

// CodeTyped reports whether the text is a code without a slip of the finger: a
// wrong digit, or two that changed places (but for 09 and 90).
func CodeTyped(text string) bool {
	return len(text) == CodeDigits && strings.Trim(text, "0123456789") == "" && luhn([]byte(text), 1) == 0
}

// luhn returns the sum of the digits modulo 10, every other one doubled; first
// is the last digit's weight.
func luhn(digits []byte, first int) int {
	sum, weight := 0, first
	for _, digit := range slices.Backward(digits) {
		d := int(digit-'0') * weight
		sum += d/10 + d%10
		weight = 3 - weight
	}
	return sum % 10
}

// invitationPrefix begins what an invitation's QR code says.
const invitationPrefix = "INVITE:"

// InvitationText returns what the invitation's QR code says.
func InvitationText(code string) string { return invitationPrefix + code }

// InvitationScanned returns the code of an invitation that was scanned, and
// whether it was one.
func InvitationScanned(text string) (code string, ok bool) {
	code, ok = strings.CutPrefix(strings.TrimSpace(text), invitationPrefix)
	return code, ok && CodeTyped(code)
}

// GroupedCode returns the code as people read it: "1234 5678".
func GroupedCode(code string) string {
	if len(code) <= CodeDigits/2 {
		return code
	}
	return code[:CodeDigits/2] + " " + code[CodeDigits/2:]
}

// MaskedPhone returns a telephone number of which only the first three and the
// last two digits can be read, so that who sees it knows their own and nobody
// another's.
func MaskedPhone(phone string) string {
	digits := 0
	for _, r := range phone {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	at := 0
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		at++
		if at <= 3 && digits >= 8 || at > digits-2 {
			return r
		}
		return '*'
	}, phone)
}
