// What of Xlib the reader needs, as plain values.

typedef struct {
	int kind; // of the constants below
	int evtype, master, source;
	unsigned id;
	double x, y;
} reader_event;

typedef struct {
	int id, direct, master, keyboard;
} reader_device;

typedef struct {
	char name[64];
	int x, y, width, height;
} reader_monitor;

enum { READER_WOKEN, READER_TOUCH, READER_DEVICES, READER_LOST };

void *reader_open(unsigned long window, int *usual);
void reader_close(void *display);
int reader_next(void *display, int wake, reader_event *e);
int reader_devices(void *display, reader_device *list, int room);
void reader_focus(void *display, int keyboard, unsigned long window);
int reader_monitors(reader_monitor *list, int room);
