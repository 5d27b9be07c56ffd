// Command names writes names.txt, what the kiosk knows of Chinese characters and
// personal names, from licensed sources and five lists of the project's own
// (surnames.txt, given.txt, pairs.txt, alike.txt, characters.txt). NOTICE says what
// comes from where; the same versions of the sources give the same bytes.
//
//	apt-get install unicode-data
//	npm pack pinyin-pro@3.29.4 && tar xzf pinyin-pro-3.29.4.tgz
//	go mod download -json github.com/go-ego/gse@v0.80.3
//	go run ./assets/names -pinyin-pro package -gse "$(go env GOMODCACHE)/github.com/go-ego/gse@v0.80.3"
//
// It takes two seconds, and nothing of the sources is needed to build or to run
// the kiosk.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

// sources are the folders and files that everything is read from.
type sources struct {
	unihan    string // folder of Debian's Unihan_*.txt.bz2
	pinyinPro string // unpacked npm package
	gse       string // unpacked Go module
	own       string // folder of the lists of the project
}

func main() {
	log.SetFlags(0)
	var from sources
	flag.StringVar(&from.unihan, "unihan", "/usr/share/unicode", "folder of Unihan_*.txt.bz2 (Debian: unicode-data)")
	flag.StringVar(&from.pinyinPro, "pinyin-pro", "package", "folder of the npm package pinyin-pro")
	flag.StringVar(&from.gse, "gse", "", "folder of the Go module github.com/go-ego/gse")
	flag.StringVar(&from.own, "own", "assets/names", "folder of the lists of the project, and of what is written")
	flag.Parse()

	data, err := generate(from)
	if err != nil {
		log.Fatalf("names: %v", err)
	}
	if err := os.WriteFile(filepath.Join(from.own, "names.txt"), data, 0o644); err != nil {
		log.Fatalf("names: %v", err)
	}
	fmt.Printf("names.txt: %d bytes\n", len(data))
}

// generate returns the file. Its sections are told in docs/assets.md.
func generate(from sources) ([]byte, error) {
	chars, err := readCharacters(from.unihan)
	if err != nil {
		return nil, err
	}
	surnames, err := readSurnames(from, chars)
	if err != nil {
		return nil, err
	}
	given, err := readGiven(from, chars, surnames)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString("# Made by assets/names from the sources that NOTICE names. Do not edit.\n")
	chars.write(&out) // After readGiven, which adds to the weights.
	surnames.write(&out, chars)
	given.write(&out)
	return out.Bytes(), nil
}
