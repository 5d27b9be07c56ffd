//go:build !linux

package simulate

import (
	"errors"
	"os"
)

// Devices are simulated on Linux only; a Client works everywhere.

func pointTo(_, _ string) error { return errors.ErrUnsupported }

func listening(*os.File) bool { return false }

func speed(*os.File) int { return 0 }

func openRaw() (*os.File, string, error) { return nil, "", errors.ErrUnsupported }
