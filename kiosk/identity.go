package kiosk

import "strings"

// Identity is what is kept of the number on an identity card that a visitor
// showed, where the house has a purpose for it; never the number itself. Its
// zero value says that nothing is kept.
type Identity struct {
	Mark string `cbor:"1,keyasint,omitempty"` // a keyed hash, 32 hexadecimal digits
	Last string `cbor:"2,keyasint,omitempty"` // the number's last four characters
}

// Lengths of what is kept of a number.
const (
	markLength = 32
	lastLength = 4
)

// Check refuses with CodeBadText what cannot be left of a number, such as the
// number.
func (i Identity) Check() error {
	if i == (Identity{}) {
		return nil
	}
	if len(i.Mark) != markLength || strings.Trim(i.Mark, "0123456789abcdef") != "" ||
		len(i.Last) != lastLength || strings.Trim(i.Last, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return &Error{Code: CodeBadText, Field: "identity"}
	}
	return nil
}
