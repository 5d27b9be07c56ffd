package postgres

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"lobby.internal/store/relay"
)

// The classes and codes of PostgreSQL's errors (its manual, appendix A).
const (
	classData       = "22" // a value that does not fit its type
	classIntegrity  = "23" // a constraint
	classLimit      = "54" // a row or a key that is too long
	codeRaised      = "P0001"
	classAuth       = "28"
	classNoDatabase = "3D"
	classNoSchema   = "3F"
	classSyntax     = "42" // also: no right, no such table
)

// permanentError is an error that no retry mends; it does not say so itself.
type permanentError struct{ error }

func (p permanentError) Unwrap() error { return p.error }

func (p permanentError) Is(target error) bool { return target == relay.ErrPermanent }

// code returns the server's code of an error, empty when the server said
// nothing.
func code(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == len(codeRaised) {
		return e.Code
	}
	return ""
}

// refused reports whether the server refused a value rather than the moment.
func refused(err error) bool {
	c := code(err)
	if c == "" {
		return false
	}
	return c == codeRaised || c[:2] == classData || c[:2] == classIntegrity || c[:2] == classLimit
}

// classify wraps an error of the server or the connection. It is permanent when
// the server is there and a person has to change something.
func classify(what string, err error) error {
	if errors.Is(err, relay.ErrPermanent) {
		return err
	}
	wrapped := fmt.Errorf("postgres: %s: %w", what, err)
	c := code(err)
	if c == "" {
		return wrapped
	}
	switch c[:2] {
	case classAuth, classNoDatabase, classNoSchema, classSyntax, classData, classIntegrity, classLimit:
		return permanentError{wrapped}
	}
	return wrapped
}
