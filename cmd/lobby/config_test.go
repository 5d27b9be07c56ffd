package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lobby.internal/devices/profile"
	"lobby.internal/kiosk/badge"
)

func load(t *testing.T, text string) (config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lobby.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return loadConfig(path)
}

func TestConfig_DefaultsAreAccepted(t *testing.T) {
	plain, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	same, err := load(t, string(defaults))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(plain, same) {
		t.Error("the commented file differs from the defaults")
	}
}

// TestConfig_EveryKeyIsShown requires that each key of the program stands in the
// commented file.
func TestConfig_EveryKeyIsShown(t *testing.T) {
	s, err := parseSettings("lobby.toml", defaults)
	if err != nil {
		t.Fatal(err)
	}
	var c config
	c.take(s)
	if len(s.known) < 40 {
		t.Errorf("only %d keys were asked for", len(s.known))
	}
	for p := range s.known {
		if key := strings.TrimSuffix(p.table+"."+p.key, "."); !s.given(key) {
			t.Errorf("%s is not in lobby.toml", key)
		}
	}
}

func TestConfig_Refusals(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":         {"[house]\nname_zh = \"示例\"\nopen = \"09:00\"\n", "lobby.toml:3: house.open is not a key"},
		"unknown table":       {"\n[cafe]\nx = 1\n", "cafe"},
		"weak accent":         {"[house]\naccent = \"#FF6600\"\n", "lobby.toml:2: house.accent is not accepted: pale gold text on it has a contrast of 2.13, and 4.5 is the least; the nearest accepted is \"#A54200\""},
		"a telephone":         {"[screen]\ndiagonal_inches = 6.1\n", "lobby.toml:2: screen.diagonal_inches must be from 15 to 65, and is 6.1"},
		"inches as a text":    {"[screen]\ndiagonal_inches = \"big\"\n", "lobby.toml:2: screen.diagonal_inches must be from 15 to 65, and is \"big\"; write a number like 21.5 without quotation marks"},
		"inches without end":  {"[screen]\ndiagonal_inches = inf\n", "lobby.toml:2: screen.diagonal_inches must be from 15 to 65"},
		"no room to touch":    {"[lobby_window]\nwidth = 1024\nheight = 768\n[screen]\ndiagonal_inches = 15\n", "lobby.toml:5: screen.diagonal_inches is not accepted: with 1024×768 pixels on 15 inches, buttons of 15 mm leave no room for the words; a screen of that shape has 16.3 inches or more"},
		"a strip of a window": {"[lobby_window]\nwidth = 1920\nheight = 600\n", "lobby.toml:2: lobby_window.width is not accepted: with 1920×600 pixels on 21.5 inches"},
		"out of reach":        {"[screen]\nlower_edge_mm = 1000\n", "lobby.toml:2: screen.lower_edge_mm is not accepted: the lower part of a picture of 476 mm then reaches up to 1286 mm, and who sits reaches 1220; hang it 66 mm lower"},
		"no such map":         {"[house]\nmap = \"no.toml\"\n", "lobby.toml:2: house.map is not accepted: read the map of the lobby: open no.toml"},
		"wrong type":          {"[visitor]\nask_company = \"yes\"\n", "lobby.toml:2: "},
		"bad duration":        {"[visitor]\nidle = \"soon\"\n", "lobby.toml:2: "},
		"bad time of day":     {"[house]\nopens = \"25:00\"\n", "lobby.toml:2: "},
		"number too small":    {"[printer]\nport = \"\"\nbaud = 5\n", "lobby.toml:3: printer.baud must be from 1200 to 921600, and is 5"},
		"duration too long":   {"[visitor]\n# a comment\nidle = \"1h\"\n", "lobby.toml:3: visitor.idle must be from 10s to 10m, and is \"1h\""},
		"not one of":          {"[lifts]\nA = \"up\"\n", "lobby.toml:2: lifts.A must be one of"},
		"flow of tspl":        {"[printer]\nlanguage = \"tspl\"\nflow = \"xonxoff\"\n", "lobby.toml:3: printer.flow does not go with the rest: tspl: flow \"xonxoff\" does not go with tspl"},
		"compact tspl":        {"[printer]\nlanguage = \"tspl\"\ncompact = true\n", "lobby.toml:3: printer.compact does not go with the rest: tspl: compact does not go with tspl"},
		"slips of zpl":        {"[slip_printer]\nprofile = \"zpl\"\n", "lobby.toml:2: slip_printer.profile must be one of \"epson-tm-t88iii\", \"escpos\""},
		"slips and badges":    {"[printer]\nport = \"/dev/a\"\n[slip_printer]\nport = \"/dev/a\"\n", "lobby.toml:4: slip_printer.port must be another than"},
		"no such profile":     {"[printer]\nprofile = \"laser\"\n", "lobby.toml:2: printer.profile must be one of \"epson-tm-t88iii\", \"escpos\", "},
		"no such second":      {"[second_printer]\nprofile = \"laser\"\n", "lobby.toml:2: second_printer.profile must be one of"},
		"confirm of zpl":      {"[printer]\nconfirm = \"receipt\"\n", "lobby.toml:2: printer.confirm does not go with the rest: zpl: zpl knows of a label by seen, not by \"receipt\""},
		"settles too long":    {"[printer]\nsettle = \"1m\"\n", "lobby.toml:2: printer.settle must be from 0s to 5s"},
		"both on one port":    {"[printer]\nport = \"/dev/a\"\n[second_printer]\nport = \"/dev/a\"\n", "lobby.toml:4: second_printer.port must be another than printer.port"},
		"no such language":    {"[printer]\nlanguage = \"epl\"\n", "lobby.toml:2: printer.language must be one of \"zpl\", \"tspl\", \"escpos\""},
		"address too high":    {"[reader]\nformat = \"osdp\"\naddress = 127\n", "lobby.toml:3: reader.address must be from 0 to 126, and is 127"},
		"key of no OSDP":      {"[reader]\nosdp_key = \"k\"\n", `lobby.toml:2: reader.osdp_key must be "" while reader.format is "auto", and is "k"`},
		"provision no key":    {"[scanner]\nformat = \"osdp\"\nprovision = true\n", `lobby.toml:3: scanner.provision must be false while scanner.osdp_key is "", and is true`},
		"no such text":        {"[consent]\nfile = \"/nowhere\"\n", "lobby.toml:2: consent.file names a file that cannot be read"},
		"no such format":      {"[reader]\nformat = \"hex\"\n", `lobby.toml:2: reader.format must be one of "card", "line", "auto", "wiegand", "osdp"`},
		"order of codes":      {"[scanner]\nreversed = true\n", `lobby.toml:2: scanner.reversed must be false while scanner.format is "line", and is true`},
		"prefix of a frame":   {"[reader]\nformat = \"card\"\nprefix = \"<\"\n", `lobby.toml:3: reader.prefix must be "" while reader.format is "card", and is "<"`},
		"end of line":         {"[scanner]\nsuffix = \"\\r\\n\"\n", `lobby.toml:2: scanner.suffix must be without CR, LF, STX and ETX, and is "\r\n"`},
		"long prefix":         {"[scanner]\nprefix = \"12345678901234567\"\n", `lobby.toml:2: scanner.prefix must be 0 to 16 characters long`},
		"reader settles":      {"[reader]\nsettle = \"6s\"\n", "lobby.toml:2: reader.settle must be from 0s to 5s"},
		"idcard settles":      {"[idcard]\nsettle = 2\n", "lobby.toml:2: idcard.settle must be from 0s to 5s"},
		"all of a card":       {"[idcard]\nkeep = \"all\"\n", `lobby.toml:2: idcard.keep must be one of "name", "name_number", and is "all"`},
		"baud of idcard":      {"[idcard]\nbaud = 230400\n", "lobby.toml:2: idcard.baud must be from 9600 to 115200"},
		"port of idcard":      {"[reader]\nport = \"/dev/a\"\n[idcard]\nport = \"/dev/a\"\n", "lobby.toml:4: idcard.port must be another than reader.port"},
		"one port":            {"[reader]\nport = \"/dev/a\"\n[scanner]\nport = \"/dev/a\"\n", "lobby.toml:4: scanner.port must be another than reader.port"},
		"one address":         {"reader = { port = \"/dev/a\", format = \"osdp\" }\n[scanner]\nport = \"/dev/a\"\nformat = \"osdp\"\n", "lobby.toml:3: scanner.port must be another than reader.port"},
		"no such purpose":     {"[welcome]\npurposes = [\"visit\", \"tea\"]\n", `lobby.toml:2: welcome.purposes must be a list of "visit", "invitation", "delivery", "enquiry", "leaving", and is ["visit", "tea"]`},
		"too many couriers":   {"[welcome]\ncouriers = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\"]\n", `lobby.toml:2: welcome.couriers must be a list of at most 7`},
		"long courier":        {"[welcome]\ncouriers = [\"1234567890123\"]\n", `lobby.toml:2: welcome.couriers must be a list of texts of 1 to 12 characters`},
		"visits switched off": {"[welcome]\npurposes = [\"leaving\"]\n", `lobby.toml:2: welcome.purposes must be a list with "visit" in it`},
		"closes first":        {"[house]\nopens = \"18:00\"\ncloses = \"09:00\"\n", "lobby.toml:3: house.closes must be later"},
		"no days":             {"[retention]\npersonal = \"90\"\n", `lobby.toml:2: retention.personal must be from 1d to 3650d, and is "90"; write a number of days like "90d"`},
		"visits too short":    {"[retention]\npersonal = \"90d\"\nvisits = \"30d\"\n", `lobby.toml:3: retention.visits must be no shorter than retention.personal, which is 90d, and is "30d"`},
		"names too long":      {"[retention]\npersonal = \"500d\"\n", `lobby.toml:2: retention.personal must be no longer than retention.visits, which is 400d, and is "500d"`},
		"not TOML":            {"[house\n", "lobby.toml:1: this is not TOML: "},
		"key twice":           {"[house]\nopens = \"08:00\"\nopens = \"09:00\"\n", "lobby.toml:3: "},
		"only opens":          {"[house]\nopens = \"19:00\"\n", `lobby.toml:2: house.opens must be earlier than house.closes, which is 18:00, and is "19:00"`},
		"only closes":         {"[house]\ncloses = \"08:30\"\n", `lobby.toml:2: house.closes must be later than house.opens, which is 09:00, and is "08:30"`},
		"closes at once":      {"[house]\nopens = \"09:00\"\ncloses = \"09:00\"\n", "lobby.toml:3: house.closes must be later than house.opens"},
		"inline table":        {"\nhouse = { opens = \"9\" }\n", `lobby.toml:2: house.opens must be a time of day like "09:00", and is "9"`},
		"range in inline":     {"\nprinter = { flow = \"none\", baud = 5 }\n", "lobby.toml:2: printer.baud must be from 1200 to 921600, and is 5"},
		"dotted key":          {"\nprinter.baud = 5\n", "lobby.toml:2: printer.baud must be"},
		"quoted flag":         {"[visitor]\nask_company = \"no\"\n", `lobby.toml:2: visitor.ask_company must be true or false, and is "no"`},
		"quoted number":       {"[printer]\nbaud = \"9600\"\n", `lobby.toml:2: printer.baud must be from 1200 to 921600, and is "9600"; write a whole number`},
		"bare duration":       {"[visitor]\nidle = 60\n", `lobby.toml:2: visitor.idle must be from 10s to 10m, and is 60; write a duration like "90s"`},
		"no duration":         {"[badge]\nvalid = \"a day\"\n", `lobby.toml:2: badge.valid must be from 10m to 72h, and is "a day"; write a duration like "90s"`},
		"bare time of day":    {"[house]\nopens = 09:00:00\n", `lobby.toml:2: house.opens must be a time of day like "09:00", and is 09:00:00`},
		"number for a text":   {"[house]\nname_zh = 5\n", "lobby.toml:2: house.name_zh must be 1 to 20 characters in quotation marks, and is 5"},
		"text too long":       {"[house]\nname_en = \"" + strings.Repeat("x", 41) + "\"\n", "; it has 41"},
		"list for a table":    {"[[house]]\nname_zh = \"示例\"\n", "lobby.toml:1: house must be a table, and is a list"},
		"number for lifts":    {"lifts = 5\n", "lobby.toml:1: lifts must be a table, and is 5"},
		"table for a key":     {"[house.opens]\nx = 1\n", "lobby.toml:1: house.opens must be a time of day like \"09:00\", and is a table"},
		"bank with a dot":     {"[lifts]\n\"B.1\" = \"up\"\n", `lobby.toml:2: lifts.B.1 must be one of "left", "right", and is "up"`},
		"key with a dot":      {"\"house.opens\" = \"08:00\"\n", "lobby.toml:1: house.opens is not a key"},
		"another case":        {"[House]\nopens = \"08:00\"\n", "lobby.toml:1: House is not a key"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestConfig_OverridesOneKey(t *testing.T) {
	c, err := load(t, "[house]\nname_zh = \"示例中心\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if c.House.NameZH != "示例中心" || c.House.NameEN != "Yunqi Tower" || c.LobbyWindow.Width != 1080 {
		t.Errorf("names are %q, %q; width %d", c.House.NameZH, c.House.NameEN, c.LobbyWindow.Width)
	}
}

// TestConfig_EverythingWrongIsSaidAtOnce, in the file's order.
func TestConfig_EverythingWrongIsSaidAtOnce(t *testing.T) {
	_, err := load(t, "[visitor]\nask_phone = 1\n[house]\nopen = \"09:00\"\nopens = \"nine\"\n[printer]\nbaud = 5\n[cafe]\nx = 1\n")
	if err == nil {
		t.Fatal("the file was accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{
		":2: visitor.ask_phone must be true or false, and is 1", ":4: house.open is not a key", ":5: house.opens must be",
		":7: printer.baud must be", ":8: cafe is not a key",
	}
	if len(lines) != len(want) {
		t.Fatalf("%d faults are named, want %d:\n%v", len(lines), len(want), err)
	}
	for i, w := range want {
		if !strings.Contains(lines[i], w) {
			t.Errorf("fault %d is %q, want %q in it", i+1, lines[i], w)
		}
	}
}

func TestConfig_SlipPrinter(t *testing.T) {
	for text, want := range map[string]bool{"": false, "[slip_printer]\nport = \"/dev/s\"\ncolumns = 32\n": true} {
		c, err := load(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := slipPrinter(c); err != nil || (p != nil) != want {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
}

func TestConfig_ProfileAndWhatIsOtherwise(t *testing.T) {
	c, err := load(t, "[printer]\nport = \"/dev/a\"\nprofile = \"epson-tm-t88iii\"\nbaud = 38400\nsettle = \"2s\"\ncompact = true\n"+
		"[second_printer]\nport = \"/dev/b\"\nlanguage = \"tspl\"\n")
	if err != nil {
		t.Fatal(err)
	}
	first, second := c.Printer.resolve(), c.Second.resolve()
	if first.Language != "escpos" || first.Baud != 38400 || first.Settle != 2*time.Second || first.Confirm != "sensor" || first.DPI != 180 {
		t.Errorf("the first is %+v", first)
	}
	if second.Name != "tspl" || second.Baud != 115200 || second.Flow != "none" {
		t.Errorf("the second is %+v", second)
	}
	if all := printers(c); len(all) != 2 || all[0].Name != "printer" || !all[0].Coarse || all[1].Name != "second_printer" || all[1].Coarse {
		t.Errorf("the printers are %+v", all)
	}
}

// What the file says goes back to the profile's where it says so.
func TestConfig_AsTheProfileSays(t *testing.T) {
	c, err := load(t, "[printer]\nprofile = \"intermec-pd42\"\nlanguage = \"\"\nbaud = 0\nflow = \"\"\nconfirm = \"\"\nsettle = \"\"\n")
	if err != nil {
		t.Fatal(err)
	}
	want, err := profile.ByName("intermec-pd42")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Printer.resolve(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// A badge fits every profile's printer, from receipt paper lengthwise.
func TestConfig_ABadgeFitsEveryProfile(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		width, height := badge.Width, badge.Height
		if p.Language == profile.ESCPOS {
			width, height = height, width
		}
		if p.Label[0] < width || p.Label[1] < height {
			t.Errorf("%s: a label is %v dots, a badge %d by %d", name, p.Label, width, height)
		}
	}
}

func TestConfig_InlineTableIsRead(t *testing.T) {
	c, err := load(t, "house = { opens = \"08:15\", closes = \"17:45\" }\nvisitor.idle = \"90s\"\n[lifts]\n\"B.1\" = \"left\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if timeOfDay(c.House.Opens) != "08:15" || timeOfDay(c.House.Closes) != "17:45" || c.Visitor.Idle != 90*time.Second {
		t.Errorf("the house opens at %v and closes at %v, idle is %v", c.House.Opens, c.House.Closes, c.Visitor.Idle)
	}
	if c.Lifts["B.1"] != "left" || c.Lifts["A"] != "left" || c.Lifts["C"] != "right" {
		t.Errorf("the lifts are %v", c.Lifts)
	}
}
