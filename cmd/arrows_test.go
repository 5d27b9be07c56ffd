// Package cmd_test holds the arrows between the module's packages: who may
// import whom.
package cmd_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "lobby.internal/"

// may says what each package may import of this module; a name that ends in
// "/..." stands for everything below it.
var may = map[string][]string{
	"kiosk":                   {},
	"kiosk/checkin":           {"kiosk"},
	"kiosk/reception":         {"kiosk"},
	"kiosk/directory":         {"kiosk"},
	"kiosk/control":           {"kiosk"},
	"kiosk/phrase":            {"kiosk", "assets"},
	"kiosk/pinyin":            {"assets"},
	"kiosk/lock":              {},
	"kiosk/speech":            {"kiosk", "kiosk/checkin", "kiosk/phrase"},
	"kiosk/badge":             {"kiosk", "kiosk/phrase", "assets"},
	"kiosk/agent":             {"kiosk", "kiosk/checkin", "kiosk/reception", "kiosk/directory", "kiosk/phrase", "kiosk/pinyin", "kiosk/lock", "kiosk/badge", "devices"},
	"kiosk/kiosktest":         {"kiosk", "kiosk/...", "devices"},
	"kiosk/screen":            {"kiosk", "kiosk/phrase", "assets"},
	"kiosk/screen/lobby":      {"kiosk", "kiosk/checkin", "kiosk/screen", "kiosk/phrase", "assets"},
	"kiosk/screen/desk":       {"kiosk", "kiosk/reception", "kiosk/screen", "kiosk/phrase", "assets"},
	"kiosk/screen/x11":        {},
	"kiosk/screen/screentest": {},
	"devices":                 {},
	"devices/serial":          {"devices"},
	"devices/printing":        {"devices", "devices/serial"},
	"devices/zpl":             {"devices", "devices/printing"},
	"devices/tspl":            {"devices", "devices/printing"},
	"devices/escpos":          {"devices", "devices/printing"},
	"devices/rfid":            {"devices", "devices/serial"},
	"devices/profile":         {"devices", "devices/serial", "devices/printing", "devices/zpl", "devices/tspl", "devices/escpos"},
	"devices/simulate":        {"devices", "devices/zpl", "devices/rfid", "devices/osdp", "devices/idcard"},
	"devices/osdp":            {"devices", "devices/serial"},
	"devices/idcard":          {"devices", "devices/serial"},
	"devices/devicetest":      {"devices"},
	"store":                   {"kiosk", "store/badgelog", "store/keyring"},
	"store/badgelog":          {"kiosk"},
	"store/keyring":           {},
	"store/relay":             {"store/badgelog"},
	// The ends, and the suite that they pass.
	"store/relay/relaytest":             {"kiosk", "store/badgelog", "store/relay"},
	"store/relay/csvlog":                {"store/badgelog", "store/relay"},
	"store/relay/agent":                 {"store/badgelog", "store/relay"},
	"store/relay/postgres":              {"store/badgelog", "store/relay"},
	"store/relay/nats":                  {"store/badgelog", "store/relay"},
	"assets":                            {},
	"assets/art":                        {},
	"assets/names":                      {},
	"cmd/lobby":                         {"assets", "devices", "devices/...", "kiosk", "kiosk/...", "store", "store/..."},
	"cmd/lobbyctl":                      {"assets", "devices", "devices/profile", "devices/rfid", "devices/serial", "devices/simulate", "kiosk", "kiosk/badge", "kiosk/control", "kiosk/directory", "kiosk/directory/ldap", "kiosk/lock", "kiosk/phrase", "store", "store/..."},
	"store/relay/postgres/postgrestest": {},

	"kiosk/directory/ldap":          {"kiosk", "kiosk/directory"},
	"kiosk/directory/ldap/ldaptest": {},
	"store/relay/nats/natstest":     {},
}

// alone are the modules that only some packages may import.
var alone = map[string][]string{
	"fyne.io/fyne/v2":            {"kiosk/screen", "kiosk/screen/...", "cmd/lobby"},
	"go.etcd.io/bbolt":           {"store", "store/badgelog"},
	"github.com/tarm/serial":     {"devices/serial"},
	"github.com/skip2/go-qrcode": {"kiosk/badge"},
	"github.com/jackc/pgx/v5":    {"store/relay/postgres", "store/relay/postgres/postgrestest"},
	"github.com/nats-io":         {"store/relay/nats", "store/relay/nats/natstest"},
	"github.com/synadia-io":      {"store/relay/nats"},
	"github.com/go-ldap/ldap":    {"kiosk/directory/ldap", "kiosk/directory/ldap/..."},
}

// file is one parsed file of the module, tests left out.
type file struct {
	pkg     string // its folder
	name    string
	syntax  *ast.File
	imports []string
}

func files(t *testing.T) []file {
	t.Helper()
	var all []file
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "var"):
			return filepath.SkipDir
		case !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		f := file{pkg: filepath.ToSlash(strings.TrimPrefix(filepath.Dir(p), "../")), name: p, syntax: syntax}
		for _, i := range syntax.Imports {
			text, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, text)
		}
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files were found", len(all))
	}
	return all
}

func allowed(list []string, pkg string) bool {
	return slices.ContainsFunc(list, func(l string) bool {
		below, tree := strings.CutSuffix(l, "/...")
		return l == pkg || tree && strings.HasPrefix(pkg, below+"/")
	})
}

func TestArrows(t *testing.T) {
	for _, f := range files(t) {
		list, known := may[f.pkg]
		if !known {
			t.Errorf("%s: the arrows do not name the package %s", f.name, f.pkg)
			continue
		}
		for _, i := range f.imports {
			if inner, ok := strings.CutPrefix(i, module); ok && !allowed(list, inner) {
				t.Errorf("%s imports %s: %s may import only %v", f.name, inner, f.pkg, list)
			}
		}
	}
}

func TestArrows_OneHomeForEachLibrary(t *testing.T) {
	for _, f := range files(t) {
		for _, i := range f.imports {
			for library, homes := range alone {
				if (i == library || strings.HasPrefix(i, library+"/")) && !allowed(homes, f.pkg) {
					t.Errorf("%s imports %s, which only %v may", f.name, i, homes)
				}
			}
		}
	}
}

// TestArrows_NoGoroutineBesideFyne: what runs beside the windows is started in
// packages that know no window.
func TestArrows_NoGoroutineBesideFyne(t *testing.T) {
	for _, f := range files(t) {
		if !slices.ContainsFunc(f.imports, func(i string) bool { return strings.HasPrefix(i, "fyne.io/") }) {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s has a go statement", f.name)
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "fyne" && n.Sel.Name == "DoAndWait" {
					t.Errorf("%s waits for Fyne's goroutine", f.name)
				}
			}
			return true
		})
	}
}

// TestArrows_CStandsInOnePlace: what the garbage collector and the race detector
// do not see is read in one package.
func TestArrows_CStandsInOnePlace(t *testing.T) {
	found := false
	for _, f := range files(t) {
		if slices.Contains(f.imports, "C") {
			found = found || f.pkg == "kiosk/screen/x11"
			if f.pkg != "kiosk/screen/x11" {
				t.Errorf("%s has C", f.name)
			}
		}
	}
	if !found {
		t.Error("no C was found where it is")
	}
}

// TestArrows_CommandLineNeedsNoDisplay follows lobbyctl's imports within the
// module: none leads to Fyne or to C.
func TestArrows_CommandLineNeedsNoDisplay(t *testing.T) {
	imports := map[string][]string{}
	for _, f := range files(t) {
		imports[f.pkg] = append(imports[f.pkg], f.imports...)
	}
	seen := map[string]bool{}
	var walk func(pkg string)
	walk = func(pkg string) {
		if seen[pkg] {
			return
		}
		seen[pkg] = true
		for _, i := range imports[pkg] {
			if i == "C" || strings.HasPrefix(i, "fyne.io/") {
				t.Errorf("lobbyctl needs %s through %s", i, pkg)
			}
			if inner, ok := strings.CutPrefix(i, module); ok {
				walk(path.Clean(inner))
			}
		}
	}
	walk("cmd/lobbyctl")
	if !seen["store"] {
		t.Error("the walk did not reach the store")
	}
}
