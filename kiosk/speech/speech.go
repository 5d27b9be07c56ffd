// Package speech reads the visitor's screen aloud, for who cannot read it: its
// question, or the house's words, when it comes up. A program of the system
// speaks, espeak-ng as a rule: one process a prompt, which is given the words on
// its standard input and is ended when the screen changes or is touched. What is
// said can be heard by the whole hall: it never has a name, a company or a
// number of a telephone in it.
package speech

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"strings"
	"sync"
	"time"

	"lobby.internal/kiosk"
)

// voices are espeak-ng's by language. Its "cmn" of version 1.51 reads the tones
// as English numbers; the voice for pinyin reads characters as it should. Its
// Japanese knows no kanji ("Chinese letter"): Japanese is not spoken.
var voices = map[kiosk.Lang]string{kiosk.LangZH: "cmn-latn-pinyin", kiosk.LangEN: "en-gb"}

// grace is how long a program that was told to end may take.
const grace = time.Second

// Options is what a Speaker works with. All fields are needed.
type Options struct {
	Command string // a program's name or path, with espeak-ng's options -v, -b and --stdin
	Log     *slog.Logger
}

// Speaker speaks one prompt at a time. Its methods may be called from any
// goroutine and do not block.
type Speaker struct {
	o      Options
	path   string
	wake   chan struct{} // holds one: there is news
	mu     sync.Mutex
	next   *prompt // nil: nothing new to say
	cancel context.CancelFunc
}

type prompt struct {
	lang kiosk.Lang
	text string
}

// New returns a Speaker that says nothing until it is served. Its error says
// that the program is not there, and what to do.
func New(o Options) (*Speaker, error) {
	path, err := exec.LookPath(o.Command)
	if err != nil {
		return nil, fmt.Errorf("speech: %w; install it (apt-get install espeak-ng) or leave speech.command empty", err)
	}
	return &Speaker{o: o, path: path, wake: make(chan struct{}, 1)}, nil
}

// Speaks reports whether there is a voice for that language.
func Speaks(lang kiosk.Lang) bool { return voices[lang] != "" }

// Say ends what is being said and says text. Nothing is said in a language
// without a voice.
func (s *Speaker) Say(lang kiosk.Lang, text string) {
	if !Speaks(lang) {
		text = ""
	}
	s.put(&prompt{lang: lang, text: text})
}

// Hush ends what is being said.
func (s *Speaker) Hush() { s.put(nil) }

func (s *Speaker) put(p *prompt) {
	s.mu.Lock()
	s.next = p
	if s.cancel != nil {
		s.cancel()
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Serve speaks until ctx ends, and ends the program that is speaking then. One
// that fails is logged once, until one succeeds.
func (s *Speaker) Serve(ctx context.Context) error {
	failed := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		}
		p, speaking := s.take(ctx)
		if p == nil {
			continue
		}
		err := s.speak(speaking, *p)
		if speaking.Err() != nil {
			err = nil // it was cut short
		}
		if err != nil && !failed {
			s.o.Log.Error("speak", "err", err)
		}
		failed = err != nil
		s.settle()
	}
}

// take returns what is to be said, and the context in which.
func (s *Speaker) take(ctx context.Context) (*prompt, context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.next
	s.next = nil
	if p == nil || p.text == "" {
		return nil, ctx
	}
	ctx, s.cancel = context.WithCancel(ctx)
	return p, ctx
}

func (s *Speaker) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.cancel = nil
}

// speak runs the program and waits for it. The words go by standard input: who
// lists the processes does not read them.
func (s *Speaker) speak(ctx context.Context, p prompt) error {
	cmd := exec.CommandContext(ctx, s.path, "-v", voices[p.lang], "-b", "1", "--stdin")
	cmd.Stdin = strings.NewReader(p.text)
	cmd.WaitDelay = grace
	if err := cmd.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("speech: %s: %w", s.o.Command, err)
	}
	return nil
}
