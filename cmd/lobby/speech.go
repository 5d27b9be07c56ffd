package main

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/sync/errgroup"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/checkin"
	"lobby.internal/kiosk/phrase"
	"lobby.internal/kiosk/speech"
)

// prompts speaks the visitor's screens. Its methods do nothing when it is nil.
type prompts struct {
	speaker *speech.Speaker
	book    *phrase.Book
	mu      sync.Mutex
	lang    kiosk.Lang
	said    string // and the screen that it was said of
}

// newPrompts returns nil if nothing is to be spoken, or if what should speak is
// not there: a kiosk that is silent still checks people in.
func newPrompts(command string, book *phrase.Book, log *slog.Logger) *prompts {
	if command == "" {
		return nil
	}
	s, err := speech.New(speech.Options{Command: command, Log: log})
	if err != nil {
		log.Error("prompts are not spoken", "err", err)
		return nil
	}
	return &prompts{speaker: s, book: book}
}

// start begins to speak, until ctx ends.
func (p *prompts) start(ctx context.Context, g *errgroup.Group) {
	if p != nil {
		g.Go(func() error { return p.speaker.Serve(ctx) })
	}
}

// show speaks a screen that has come up; one that says the same as before, or
// where something is being typed, is left alone.
func (p *prompts) show(m checkin.Model) {
	if p == nil {
		return
	}
	words := speech.Words(p.book, m)
	key := string(m.Screen) + "\n" + words
	p.mu.Lock()
	defer p.mu.Unlock()
	if key == p.said && m.Lang == p.lang {
		return
	}
	p.said, p.lang = key, m.Lang
	p.speaker.Say(m.Lang, words)
}

// hush ends what is being said: somebody has touched the screen.
func (p *prompts) hush() {
	if p != nil {
		p.speaker.Hush()
	}
}
