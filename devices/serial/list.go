package serial

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Found is a serial port of this machine. What is not known is "".
type Found struct {
	Path    string // by which it is best named: by-id where it has such a name, which stays
	Device  string // /dev/ttyUSB0
	Vendor  string // the USB adapter's vendor, four hexadecimal digits, as Product
	Product string
	Name    string // what the adapter calls itself
}

// Where the system tells of its ports (Linux, Documentation/ABI, sysfs-tty and
// sysfs-bus-usb; the names of by-id are udev's).
const (
	sysTTY  = "sys/class/tty"
	devByID = "dev/serial/by-id"
	// usbDepth is how far above a port its USB device is looked for.
	usbDepth = 5
)

// List returns the serial ports that have hardware, without opening them.
func List() ([]Found, error) { return list("/") }

// Describe returns what is known of the port at path, which may also be one that
// List leaves out, such as a pty. The error wraps fs.ErrNotExist or ErrNotAPort.
func Describe(path string) (Found, error) {
	device, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Found{}, fmt.Errorf("serial: %w", err)
	}
	info, err := os.Stat(device)
	if err != nil {
		return Found{}, fmt.Errorf("serial: %w", err)
	}
	if info.Mode()&fs.ModeCharDevice == 0 {
		return Found{}, fmt.Errorf("serial: %s: %w", path, ErrNotAPort)
	}
	f := describe("/", filepath.Base(device))
	f.Path, f.Device = path, device
	return f, nil
}

// Holder names another process that has the port open, as "name (pid 123)";
// "" when there is none or the system does not tell: other users' processes are
// hidden.
func Holder(path string) string { return holder(path) }

func list(root string) ([]Found, error) {
	entries, err := os.ReadDir(filepath.Join(root, sysTTY))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("serial: list the ports: %w", err)
	}
	stable := stableNames(root)
	var all []Found
	for _, e := range entries {
		if !hasHardware(filepath.Join(root, sysTTY, e.Name())) {
			continue
		}
		f := describe(root, e.Name())
		f.Device = filepath.Join(root, "dev", e.Name())
		f.Path = cmp.Or(stable[e.Name()], f.Device)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Found) int { return cmp.Compare(a.Device, b.Device) })
	return all, nil
}

// hasHardware reports whether a terminal is a port with a chip behind it: virtual
// consoles have none, and the system keeps names for chips that are not there.
func hasHardware(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, "device")); err != nil {
		return false
	}
	return read(filepath.Join(dir, "type")) != "0"
}

// stableNames returns the by-id name of each device that has one.
func stableNames(root string) map[string]string {
	names := map[string]string{}
	links, _ := filepath.Glob(filepath.Join(root, devByID, "*"))
	for _, l := range links {
		if device, err := os.Readlink(l); err == nil {
			names[filepath.Base(device)] = l
		}
	}
	return names
}

// describe returns what the USB device says that a terminal hangs on.
func describe(root, name string) Found {
	dir, err := filepath.EvalSymlinks(filepath.Join(root, sysTTY, name, "device"))
	for range usbDepth {
		if err != nil {
			break
		}
		if vendor := read(filepath.Join(dir, "idVendor")); vendor != "" {
			words := []string{read(filepath.Join(dir, "manufacturer")), read(filepath.Join(dir, "product"))}
			return Found{Vendor: vendor, Product: read(filepath.Join(dir, "idProduct")), Name: strings.TrimSpace(strings.Join(words, " "))}
		}
		dir = filepath.Dir(dir)
	}
	return Found{}
}

// read returns a file's one line, "" when there is none.
func read(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
