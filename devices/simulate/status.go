package simulate

import (
	"maps"
	"slices"
)

func (p *Printer) status() DeviceStatus {
	plugged, open := p.link.state()
	p.mu.Lock()
	defer p.mu.Unlock()
	return DeviceStatus{
		Path: p.path, Plugged: plugged, Open: open,
		Faults: slices.Sorted(maps.Keys(p.faults)),
		Held:   len(p.queue), Labels: len(p.album.files()), Errors: p.language.failures() + p.lost,
	}
}

func (r *Reader) status() DeviceStatus {
	plugged, open := r.link.state()
	r.mu.Lock()
	defer r.mu.Unlock()
	return DeviceStatus{
		Path: r.link.path, Plugged: plugged, Open: open,
		Faults: slices.Sorted(maps.Keys(r.faults)),
	}
}

func (r *IDReader) status() DeviceStatus {
	plugged, open := r.link.state()
	r.mu.Lock()
	defer r.mu.Unlock()
	return DeviceStatus{
		Path: r.link.path, Plugged: plugged, Open: open,
		Faults: slices.Sorted(maps.Keys(r.faults)),
	}
}
