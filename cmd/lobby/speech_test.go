package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
)

// speaker is a program that keeps its arguments and what it is told, and then
// speaks until it is ended. It tells when it begins, and never that it ended by
// itself.
const speaker = `#!/bin/sh
cd "$(dirname "$0")"
echo "$@" >>args
cat >>said
echo >>said
exec sleep 600
`

// spoken is a kiosk's prompts over a fake program, and where that is.
type spoken struct {
	*prompts
	t   *testing.T
	dir string
}

func speaking(t *testing.T) (s *spoken, stop func()) {
	t.Helper()
	s = &spoken{t: t, dir: t.TempDir()}
	command := filepath.Join(s.dir, "speaker")
	if err := os.WriteFile(command, []byte(speaker), 0o700); err != nil {
		t.Fatal(err)
	}
	s.prompts = newPrompts(command, wordsOf(t), slog.New(slog.NewTextHandler(failing{t}, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	g, ctx := errgroup.WithContext(ctx)
	s.start(ctx, g)
	return s, func() {
		cancel()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// failing is a log in which nothing may stand.
type failing struct{ t *testing.T }

func (f failing) Write(line []byte) (int, error) {
	f.t.Errorf("logged %s", line)
	return len(line), nil
}

func wordsOf(t *testing.T) *phrase.Book {
	t.Helper()
	b, err := phrase.Open(assets.Words(), phrase.Company{ZH: "示例大厦", EN: "Sample Tower"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hears waits until the program has been told these prompts, one after the other.
func (s *spoken) hears(prompts ...string) {
	s.t.Helper()
	want := strings.Join(prompts, "\n") + "\n"
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got, err := os.ReadFile(filepath.Join(s.dir, "said"))
		if err == nil && string(got) == want {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("said %q, %v, want %q", got, err, want)
		}
	}
}

// asks is a screen that asks the visitor something.
func asks(screen checkin.Screen, lang kiosk.Lang, typed string) checkin.Model {
	return checkin.Model{Screen: screen, Lang: lang, Input: checkin.Input{Text: typed}}
}

// TestPrompts_OneForEachScreen: what is being said gives way to what comes up
// next, and typing is no news. Words go by standard input, the voice as an
// argument.
func TestPrompts_OneForEachScreen(t *testing.T) {
	s, stop := speaking(t)
	book := wordsOf(t)
	host, name := book.Text(kiosk.LangZH, "house.ask_host"), book.Text(kiosk.LangZH, "house.ask_name")
	s.show(asks(checkin.ScreenWelcome, kiosk.LangZH, "")) // nobody has asked it to speak
	s.show(asks(checkin.ScreenHost, kiosk.LangZH, ""))
	s.hears(host)
	s.hush()
	s.show(asks(checkin.ScreenHost, kiosk.LangZH, "z"))
	s.show(asks(checkin.ScreenHost, kiosk.LangZH, "zh"))
	s.show(asks(checkin.ScreenName, kiosk.LangZH, ""))
	s.hears(host, name)
	s.show(asks(checkin.ScreenName, kiosk.LangEN, "")) // the visitor wants to hear it in English
	s.hears(host, name, book.Text(kiosk.LangEN, "house.ask_name"))
	s.show(asks(checkin.ScreenName, kiosk.LangJA, "")) // has no voice: it ends what is said
	s.show(asks(checkin.ScreenName, kiosk.LangEN, ""))
	s.hears(host, name, book.Text(kiosk.LangEN, "house.ask_name"), book.Text(kiosk.LangEN, "house.ask_name"))
	stop() // waits for the program, which would speak for ten minutes
	args, err := os.ReadFile(filepath.Join(s.dir, "args"))
	if want := strings.Repeat("-v cmn-latn-pinyin -b 1 --stdin\n", 2) + strings.Repeat("-v en-gb -b 1 --stdin\n", 2); err != nil || string(args) != want {
		t.Errorf("the arguments are %q, %v, want %q", args, err, want)
	}
}

// TestPrompts_NoneUnlessWanted: without a command nothing is spoken and nothing
// logged; a command that is not there is told of once, and the kiosk goes on.
func TestPrompts_NoneUnlessWanted(t *testing.T) {
	var log bytes.Buffer
	for command, told := range map[string]int{"": 0, filepath.Join(t.TempDir(), "none"): 1} {
		log.Reset()
		p := newPrompts(command, wordsOf(t), slog.New(slog.NewTextHandler(&log, nil)))
		if p != nil {
			t.Errorf("%q: speaks", command)
		}
		g, ctx := errgroup.WithContext(t.Context())
		p.start(ctx, g)
		p.show(asks(checkin.ScreenHost, kiosk.LangZH, ""))
		p.hush()
		p.show(asks(checkin.ScreenName, kiosk.LangZH, ""))
		if err := g.Wait(); err != nil { // nothing runs
			t.Error(err)
		}
		if n := strings.Count(log.String(), "prompts are not spoken"); n != told || strings.Count(log.String(), "\n") != told {
			t.Errorf("%q: logged %q, want it told %d times", command, log.String(), told)
		}
	}
}
