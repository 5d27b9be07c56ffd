//go:build !linux || !cgo || !x11

package x11

import "context"

// Touchscreen is none.
type Touchscreen struct{}

// Open returns ErrNone.
func Open(uintptr) (*Touchscreen, error) { return nil, ErrNone }

// Serve returns ErrNone.
func (*Touchscreen) Serve(context.Context, func(Touch)) error { return ErrNone }

// Monitors returns ErrNone.
func Monitors() ([]Monitor, error) { return nil, ErrNone }
