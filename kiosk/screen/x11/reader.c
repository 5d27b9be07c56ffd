//go:build linux && cgo && x11

#include <X11/Xlib.h>
#include <X11/extensions/XInput2.h>
#include <X11/extensions/Xrandr.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "reader.h"

// An X error ends the program unless somebody takes it. Those of the reader's
// own connection are counted; others go where they went before.
static Display *own;
static int refused;
static int (*before)(Display *, XErrorEvent *);

static int on_error(Display *d, XErrorEvent *e) {
	if (d == own) {
		refused++;
		return 0;
	}
	return before ? before(d, e) : 0;
}

static void select_events(Display *d, Window w, int devices, const int *types, int n) {
	unsigned char bits[XIMaskLen(XI_LASTEVENT)] = {0};
	XIEventMask mask = {devices, sizeof bits, bits};
	for (int i = 0; i < n; i++)
		XISetMask(bits, types[i]);
	XISelectEvents(d, w, &mask, 1);
}

void *reader_open(unsigned long window, int *usual) {
	static const int touches[] = {XI_TouchBegin, XI_TouchUpdate, XI_TouchEnd};
	static const int changes[] = {XI_HierarchyChanged};
	int op, event, error, major = 2, minor = 2;
	Display *d = XOpenDisplay(NULL);
	if (d == NULL)
		return NULL;
	if (!XQueryExtension(d, "XInputExtension", &op, &event, &error) || XIQueryVersion(d, &major, &minor) != Success || (major == 2 && minor < 2)) {
		XCloseDisplay(d);
		return NULL;
	}
	own = d;
	refused = 0;
	int (*was)(Display *, XErrorEvent *) = XSetErrorHandler(on_error);
	if (was != on_error)
		before = was;
	select_events(d, window, XIAllMasterDevices, touches, 3);
	select_events(d, DefaultRootWindow(d), XIAllDevices, changes, 1);
	XIGetClientPointer(d, None, usual);
	XSync(d, False);
	if (refused) {
		reader_close(d);
		return NULL;
	}
	return d;
}

// The error handler stays: GLFW may have put its own over it.
void reader_close(void *display) { XCloseDisplay(display); }

static int wait_for(Display *d, int wake) {
	struct pollfd fds[2] = {{ConnectionNumber(d), POLLIN, 0}, {wake, POLLIN, 0}};
	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return READER_LOST;
	if (fds[1].revents)
		return READER_WOKEN;
	return fds[0].revents & POLLIN ? READER_TOUCH : READER_LOST;
}

static int take(Display *d, XEvent *x, reader_event *e) {
	if (!XGetEventData(d, &x->xcookie))
		return 0;
	int known = 1;
	switch (e->evtype = x->xcookie.evtype) {
	case XI_TouchBegin:
	case XI_TouchUpdate:
	case XI_TouchEnd: {
		XIDeviceEvent *t = x->xcookie.data;
		e->kind = READER_TOUCH;
		e->master = t->deviceid, e->source = t->sourceid, e->id = t->detail;
		e->x = t->event_x, e->y = t->event_y;
		break;
	}
	case XI_HierarchyChanged:
		e->kind = READER_DEVICES;
		break;
	default:
		known = 0;
	}
	XFreeEventData(d, &x->xcookie);
	return known;
}

// reader_next waits for what comes next, or until wake can be read.
int reader_next(void *display, int wake, reader_event *e) {
	Display *d = display;
	for (;;) {
		while (XPending(d) > 0) {
			XEvent x;
			XNextEvent(d, &x);
			if (x.type == GenericEvent && take(d, &x, e))
				return e->kind;
		}
		int woken = wait_for(d, wake);
		if (woken != READER_TOUCH)
			return woken;
	}
}

// reader_devices lists the enabled devices that are touched and the masters.
int reader_devices(void *display, reader_device *list, int room) {
	int n, used = 0;
	XIDeviceInfo *all = XIQueryDevice(display, XIAllDevices, &n);
	for (int i = 0; all != NULL && i < n && used < room; i++) {
		reader_device d = {all[i].deviceid, 0, all[i].use == XIMasterPointer, 0};
		if (d.master)
			d.keyboard = all[i].attachment;
		for (int c = 0; c < all[i].num_classes; c++) {
			XITouchClassInfo *t = (XITouchClassInfo *)all[i].classes[c];
			if (t->type == XITouchClass && t->mode == XIDirectTouch)
				d.direct = 1;
		}
		if (all[i].enabled && (d.master || d.direct))
			list[used++] = d;
	}
	if (all != NULL)
		XIFreeDeviceInfo(all);
	return used;
}

void reader_focus(void *display, int keyboard, unsigned long window) {
	XISetFocus(display, keyboard, window, CurrentTime);
	XFlush(display);
}

// reader_monitors lists the monitors, or returns -1 without a display.
int reader_monitors(reader_monitor *list, int room) {
	int n = 0, used = 0;
	Display *d = XOpenDisplay(NULL);
	if (d == NULL)
		return -1;
	XRRMonitorInfo *all = XRRGetMonitors(d, DefaultRootWindow(d), True, &n);
	for (int i = 0; all != NULL && i < n && used < room; i++) {
		reader_monitor m = {"", all[i].x, all[i].y, all[i].width, all[i].height};
		char *name = XGetAtomName(d, all[i].name);
		if (name != NULL) {
			strncpy(m.name, name, sizeof m.name - 1);
			XFree(name);
		}
		list[used++] = m;
	}
	if (all != NULL)
		XRRFreeMonitors(all);
	XCloseDisplay(d);
	return used;
}
