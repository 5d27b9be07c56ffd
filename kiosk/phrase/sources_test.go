package phrase_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A use is a phrase's name as the sources have it, with "*" for each part that
// is known only when the program runs: "device.cause.*.next".
type use struct{ pattern, where string }

// completions are what may stand for the "*" of a pattern: the constants of a
// type, or words given here. Every pattern with one "*" whose prefix ends in no
// more than its subject ("error.*") must be here, or it would match everything.
var completions = map[string]completion{
	"error.*":             {dir: "kiosk", typ: "Code"},
	"title.*":             {words: []string{"mr", "ms"}},
	"device.*":            {words: []string{"printer", "second_printer", "slip_printer", "reader", "scanner", "idcard"}},
	"device.health.*":     {dir: "devices", typ: "Health"},
	"device.cause.*":      {dir: "devices", typ: "Cause", words: printCauses},
	"device.cause.*.next": {dir: "devices", typ: "Cause", words: printCauses},
	"desk.state.*":        {dir: "kiosk", typ: "State", but: []string{"drafted"}},
	"desk.step.*":         {dir: "kiosk", typ: "EventKind", but: []string{"read_refused"}},
	"desk.print.*":        {dir: "kiosk", typ: "JobState"},
	"desk.action.*":       {dir: "kiosk/reception", typ: "Action", prefix: "Action"},
	"lobby.state.*":       {dir: "kiosk", typ: "State", but: []string{"drafted"}},
}

// printCauses are the causes of a failed print job that are no device's.
var printCauses = []string{"not_ready", "stopped", "image", "glyphs"}

type completion struct {
	dir, typ, prefix string   // constants of a type whose names begin with prefix
	words, but       []string // besides those, and without those
}

func TestWords_NoneMissing(t *testing.T) {
	root := moduleRoot(t)
	b := openBook(t)
	keys := b.Keys()
	for _, u := range usesIn(t, root, "kiosk") {
		for _, id := range u.ids(t, root) {
			if !slices.ContainsFunc(keys, matcher(id)) {
				t.Errorf("%s: no phrase %s", u.where, id)
			}
		}
	}
}

func TestWords_NoneUnused(t *testing.T) {
	root := moduleRoot(t)
	var used []func(string) bool
	for _, u := range append(usesIn(t, root, "kiosk"), usesIn(t, root, "cmd")...) {
		for _, id := range u.ids(t, root) {
			used = append(used, matcher(id))
		}
	}
	b := openBook(t)
	for _, id := range b.Keys() {
		said := slices.ContainsFunc(used, func(is func(string) bool) bool { return is(id) })
		if unsaid := slices.Contains(unsaid, id); said == unsaid {
			t.Errorf("%s: said by a screen: %t, listed as unsaid: %t", id, said, unsaid)
		}
	}
}

// unsaid are sentences of the conduct code that only people say so far: the
// telephone's (F3).
var unsaid = []string{"house.phone_greeting", "house.phone_engaged", "house.phone_no_answer"}

// The scanner itself finds what it should, in a source made for it.
func TestWords_ScannerFinds(t *testing.T) {
	dir := t.TempDir()
	const source = `package x
func f(s, u string) {
	say("house.one"); say("device.cause." + s + ".next"); say("device.health." + string(s))
	say("desk." + u + ".title"); open("lobby.toml"); open("house.en.toml"); say("a house.two"); say("lobby.internal/kiosk")
	say("(" + say("house.within") + ")")
	say(pick(map[string]string{"k": "notice.three"}, s)); say(fmt("error.%s", s))
}`
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range usesIn(t, dir, ".") {
		got = append(got, u.pattern)
	}
	slices.Sort(got)
	want := []string{"desk.*.title", "device.cause.*.next", "device.health.*", "error.*", "house.one", "house.within", "notice.three"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if causes := constants(t, moduleRoot(t), completions["device.cause.*"]); !slices.Contains(causes, "paper_out") || len(causes) < 10 {
		t.Errorf("the causes of devices are %q", causes)
	}
}

// ids returns the names that a use may come to; a pattern of unknown parts that
// says enough of its own stays as it is and wants one phrase at least.
func (u use) ids(t *testing.T, root string) []string {
	if !strings.Contains(u.pattern, "*") {
		return []string{u.pattern}
	}
	c, known := completions[u.pattern]
	if !known {
		if before, _, _ := strings.Cut(u.pattern, "*"); strings.Count(before, ".") < 2 && strings.HasSuffix(u.pattern, "*") {
			t.Errorf("%s: %s could be any phrase: say in completions what completes it", u.where, u.pattern)
		}
		return []string{u.pattern}
	}
	words := append(constants(t, root, c), c.words...)
	var ids []string
	for _, w := range words {
		if !slices.Contains(c.but, w) {
			ids = append(ids, strings.ReplaceAll(u.pattern, "*", w))
		}
	}
	return ids
}

func matcher(pattern string) func(string) bool {
	re := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, `.+`) + "$")
	return re.MatchString
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this folder")
		}
	}
}

var (
	idShape   = regexp.MustCompile(`^(house|lobby|desk|error|notice|device|title)(\.([a-z0-9_]+|\*))+$`)
	fileNames = []string{".toml", ".db", ".go", ".csv", ".png", ".json", ".jsonl", ".lock", ".sock", ".internal", ".log"}
)

// usesIn returns the phrases that the sources below a folder of the module
// name, tests apart.
func usesIn(t *testing.T, root, folder string) []use {
	t.Helper()
	var uses []use
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, whole := spelled(e)
			text = strings.ReplaceAll(strings.ReplaceAll(text, "%s", "*"), "%v", "*")
			if whole && idShape.MatchString(text) && !slices.Contains(fileNames, filepath.Ext(text)) {
				uses = append(uses, use{pattern: text, where: set.Position(e.Pos()).String()})
				return false
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses
}

// spelled returns the text of a string literal or of a sum of strings, "*" for
// what is no literal, and whether e is one of these.
func spelled(e ast.Expr) (text string, whole bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.ParenExpr:
		return spelled(e.X)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, l := spelled(e.X)
		right, r := spelled(e.Y)
		if !l {
			left = "*"
		}
		if !r {
			right = "*"
		}
		return left + right, l || r
	}
	return "", false
}

// constants returns the values of the string constants of a type.
func constants(t *testing.T, root string, c completion) []string {
	t.Helper()
	if c.dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(root, c.dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if group, ok := d.(*ast.GenDecl); ok && group.Tok == token.CONST {
				for _, spec := range group.Specs {
					values = append(values, c.values(spec.(*ast.ValueSpec))...)
				}
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("no constants of type %s in %s", c.typ, c.dir)
	}
	return values
}

func (c completion) values(spec *ast.ValueSpec) []string {
	if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != c.typ {
		return nil
	}
	var values []string
	for i, name := range spec.Names {
		if text, ok := spelled(spec.Values[i]); ok && text != "" && strings.HasPrefix(name.Name, c.prefix) {
			values = append(values, text)
		}
	}
	return values
}
