package profile

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lobby.internal/devices/serial"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestProfiles_SayWhereTheyAreFrom(t *testing.T) {
	if len(Names()) < 8 {
		t.Errorf("only %d profiles", len(Names()))
	}
	for _, name := range Names() {
		p, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != name || p.Models == "" || p.Source == "" || p.Tried {
			t.Errorf("%s: models %q, source %q, tried %v: nobody had the hardware", name, p.Models, p.Source, p.Tried)
		}
		if p.Baud < 1200 || p.Baud > 921600 || p.Settle < 0 || p.Settle > 10*time.Second {
			t.Errorf("%s: %d baud, settles in %v", name, p.Baud, p.Settle)
		}
		if p.Printer("") == nil {
			t.Errorf("%s has no driver", name)
		}
	}
}

func TestProfiles_OneForEachLanguage(t *testing.T) {
	for _, language := range Languages() {
		if p, err := ByName(language); err != nil || p.Language != language {
			t.Errorf("%s is %+v, %v", language, p, err)
		}
	}
}

func TestByName_UnknownListsAll(t *testing.T) {
	_, err := ByName("laser")
	if err == nil {
		t.Fatal("there is a laser")
	}
	for _, name := range Names() {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}

func TestProfile_Port(t *testing.T) {
	p, err := ByName("epson-tm-t88iii")
	if err != nil {
		t.Fatal(err)
	}
	want := serial.Options{Path: "/dev/x", Baud: 9600, Flow: serial.FlowHardware, Settle: 1500 * time.Millisecond}
	if got := p.Port("/dev/x"); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestParse_Refusals(t *testing.T) {
	const good = "models = \"m\"\nsource = \"s\"\nlanguage = \"escpos\"\ndpi = 203\nlabel = [1, 1]\nbaud = 9600\nflow = \"none\"\nconfirm = \"sensor\"\nsettle = \"0s\"\n"
	if _, err := parse("[x]\n" + good); err != nil {
		t.Fatalf("the example: %v", err)
	}
	for name, change := range map[string][3]string{
		"a key of no profile": {"models", "model", "model ="},
		"no such language":    {`"escpos"`, `"epl"`, "there are zpl, tspl, escpos"},
		"no such flow":        {`"none"`, `"rts"`, "there are none, xonxoff, hardware"},
		"XOFF among answers":  {"\"escpos\"\ndpi = 203\nlabel = [1, 1]\nbaud = 9600\nflow = \"none\"", "\"tspl\"\ndpi = 203\nlabel = [1, 1]\nbaud = 9600\nflow = \"xonxoff\"", "XOFF"},
		"cannot confirm so":   {`"sensor"`, `"seen"`, "receipt or sensor"},
		"no duration":         {`"0s"`, `"soon"`, "settle"},
		"no label":            {"[1, 1]", "[0, 1]", "0 by 1 dots"},
		"too fine":            {"203", "300", "300 dpi"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, change[0], change[1], 1)
			if _, err := parse("[x]\n" + text); err == nil || !strings.Contains(err.Error(), change[2]) {
				t.Errorf("%v, want %q in it", err, change[2])
			}
		})
	}
}

func TestConfirms_AllAreOfSomeLanguage(t *testing.T) {
	for _, c := range Confirms() {
		if !slices.ContainsFunc(Languages(), func(l string) bool { return slices.Contains(confirms[l], c) }) {
			t.Errorf("no language confirms by %s", c)
		}
	}
}
