package reception

import "slices"

// printers are the names of the devices that print badges.
var printers = []string{"printer", "second_printer"}

// Printers returns the devices that print badges.
func Printers(devices []Device) []Device {
	var list []Device
	for _, d := range devices {
		if slices.Contains(printers, d.Name) {
			list = append(list, d)
		}
	}
	return list
}

// HeldUp reports whether no printer among devices can print.
func HeldUp(devices []Device) bool {
	return !slices.ContainsFunc(Printers(devices), func(d Device) bool { return d.Health == "ready" || d.Health == "busy" })
}
