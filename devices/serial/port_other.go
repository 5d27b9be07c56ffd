//go:build !linux || ppc64 || ppc64le

package serial

import (
	"errors"
	"fmt"
	"runtime"
)

// Port is an open serial port. On this system there is none.
type Port struct{ Conn }

// Open returns an error that wraps errors.ErrUnsupported: ports are driven on
// Linux only.
func Open(o Options) (*Port, error) {
	return nil, fmt.Errorf("serial: open %s on %s/%s: %w", o.Path, runtime.GOOS, runtime.GOARCH, errors.ErrUnsupported)
}

// holder names nobody: this system is not asked.
func holder(string) string { return "" }
