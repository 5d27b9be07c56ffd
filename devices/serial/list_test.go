//go:build linux && !ppc64 && !ppc64le

package serial

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lobby.internal/devices/devicetest"
)

// machine lays out what a system tells of its ports: a USB adapter, a chip of
// its own, a name without a chip and a console.
func machine(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text+"\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	link := func(path, to string) {
		path = filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.Symlink(to, path)); err != nil {
			t.Fatal(err)
		}
	}
	const usb = "sys/devices/usb1/1-2"
	write(usb+"/idVendor", "1a86")
	write(usb+"/idProduct", "7523")
	write(usb+"/product", "USB Serial")
	write(usb+"/1-2:1.0/ttyUSB0/tty/ttyUSB0/dev", "188:0")
	link("sys/class/tty/ttyUSB0/device", "../../../../"+usb+"/1-2:1.0/ttyUSB0")
	write("sys/devices/chip/uevent", "")
	link("sys/class/tty/ttyS0/device", "../../../devices/chip")
	write("sys/class/tty/ttyS0/type", "4")
	link("sys/class/tty/ttyS1/device", "../../../devices/chip")
	write("sys/class/tty/ttyS1/type", "0")
	write("sys/class/tty/tty1/dev", "4:1")
	link("dev/serial/by-id/usb-1a86_USB_Serial-if00-port0", "../../ttyUSB0")
	return root
}

func TestList(t *testing.T) {
	root := machine(t)
	got, err := list(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []Found{
		{Path: filepath.Join(root, "dev/ttyS0"), Device: filepath.Join(root, "dev/ttyS0")},
		{
			Path: filepath.Join(root, "dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"), Device: filepath.Join(root, "dev/ttyUSB0"),
			Vendor: "1a86", Product: "7523", Name: "USB Serial",
		},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestList_NoSysfs(t *testing.T) {
	if got, err := list(t.TempDir()); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestDescribe(t *testing.T) {
	line := devicetest.NewPty(t)
	link := filepath.Join(t.TempDir(), "printer")
	if err := os.Symlink(line.Path, link); err != nil {
		t.Fatal(err)
	}
	device, err := filepath.EvalSymlinks(line.Path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Describe(link); err != nil || got != (Found{Path: link, Device: device}) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Describe(link + "er"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := Describe(t.TempDir()); !errors.Is(err, ErrNotAPort) {
		t.Errorf("of a folder: %v", err)
	}
}
