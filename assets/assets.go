// Package assets holds the files the program carries inside itself: the fonts,
// icons, pictures, the words said to people, and a sample directory.
//
// It returns bytes and file systems and knows nothing of what they are for. The
// byte slices are the embedded data itself: callers must not write to them.
//
// The fonts are "Lobby Sans", a subset of Noto Sans CJK SC, and "Lobby Sans
// Latin", a subset of Noto Sans for the letters that the first lacks, both under
// the SIL Open Font License (fonts/OFL.txt, returned by [FontLicence]); how each
// file is made is told in docs/assets.md.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed fonts/LobbySans-Regular.otf
var fontRegular []byte

//go:embed fonts/LobbySans-Bold.otf
var fontBold []byte

//go:embed fonts/LobbySansLatin-Regular.ttf
var fontLatinRegular []byte

//go:embed fonts/LobbySansLatin-Bold.ttf
var fontLatinBold []byte

//go:embed fonts/OFL.txt
var fontLicence string

//go:embed fonts/standard.txt
var standard string

//go:embed directory/sample.csv
var sampleDirectory []byte

//go:embed texts/consent.toml
var consent []byte

//go:embed texts/house_rules.toml
var houseRules []byte

//go:embed map/sample.toml
var sampleMap []byte

//go:embed names/names.txt
var names string

//go:embed names/NOTICE
var namesNotice string

//go:embed icons/*.svg
var icons embed.FS

//go:embed art/*.png
var art embed.FS

//go:embed words/*.toml
var words embed.FS

// SampleMap returns the map of a fictional lobby, in TOML.
func SampleMap() []byte { return sampleMap }

// FontRegular returns the regular face as one OpenType (CFF) font.
func FontRegular() []byte { return fontRegular }

// FontBold returns the bold face as one OpenType (CFF) font.
func FontBold() []byte { return fontBold }

// FontLatinRegular returns the regular face of the Latin, Greek and Cyrillic
// letters as one TrueType font: those that [FontRegular] lacks (Ł, ğ, ễ), and the
// common ones, so that a name can be set in one design.
func FontLatinRegular() []byte { return fontLatinRegular }

// FontLatinBold returns the bold face of what [FontLatinRegular] has.
func FontLatinBold() []byte { return fontLatinBold }

// FontLicence returns the text of the SIL Open Font License that goes with all
// fonts, copyright notices included.
func FontLicence() string { return fontLicence }

// StandardCharacters returns the 8,105 characters of the Table of General
// Standard Chinese Characters (2013) in the table's order: 3,500 common, 3,000
// less common, then 1,605 that occur in names and places. [FontRegular] and
// [FontBold] have them all. The source is the property kTGH of Unicode's Unihan database.
func StandardCharacters() string { return strings.ReplaceAll(standard, "\n", "") }

// Names returns what is known of characters and personal names, for typing them
// as pinyin: the sections [readings], [surnames] and [given], told in
// docs/assets.md.
func Names() string { return names }

// NamesNotice returns what goes with [Names] wherever it is shipped: the sources,
// their copyright notices and licences. The text of the Apache licence lies beside
// it in the repository.
func NamesNotice() string { return namesNotice }

// SampleDirectory returns the directory of a fictional company as CSV: UTF-8
// without a byte order mark, a header row, then one host a row. The columns are
// 工号,姓名,称谓,拼音,部门,楼层,电梯,分机,代理人 (id, name, title, pinyin,
// department, floor, lift_bank, extension, deputy).
func SampleDirectory() []byte { return sampleDirectory }

// Consent returns a sample of the notice on what is kept of visitors, in the form
// that phrase.ReadDocument reads.
func Consent() []byte { return consent }

// HouseRules returns a sample of the rules that visitors may be asked to sign, in
// the form of [Consent].
func HouseRules() []byte { return houseRules }

// Icon returns the SVG of an icon by its file name without the extension, such
// as "check". Icons are filled paths in one colour in a 96 × 96 box. It reports
// false when there is no such icon.
func Icon(name string) ([]byte, bool) { return file(icons, "icons", name, ".svg") }

// IconNames returns the names that [Icon] knows, sorted.
func IconNames() []string { return namesOf(icons, "icons", ".svg") }

// Art returns a picture as PNG by its file name without the extension, such as
// "hero-portrait". It reports false when there is no such picture.
func Art(name string) ([]byte, bool) { return file(art, "art", name, ".png") }

// ArtNames returns the names that [Art] knows, sorted.
func ArtNames() []string { return namesOf(art, "art", ".png") }

// Words returns the catalogues of what is said to people, TOML files at the
// root, one a window and language: lobby.zh-CN.toml, desk.en.toml.
func Words() fs.FS {
	sub, err := fs.Sub(words, "words")
	if err != nil {
		panic(fmt.Sprintf("assets: words: %v", err)) // The name is a valid path: it cannot fail.
	}
	return sub
}

func file(fsys fs.FS, dir, name, ext string) ([]byte, bool) {
	b, err := fs.ReadFile(fsys, path.Join(dir, name+ext))
	return b, err == nil
}

func namesOf(fsys fs.FS, dir, ext string) []string {
	matches, err := fs.Glob(fsys, path.Join(dir, "*"+ext))
	if err != nil {
		panic(fmt.Sprintf("assets: %s: %v", dir, err)) // The pattern is well formed: it cannot fail.
	}
	for i, m := range matches {
		matches[i] = strings.TrimSuffix(path.Base(m), ext)
	}
	return matches
}
