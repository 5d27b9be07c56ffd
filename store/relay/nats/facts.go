package nats

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
	"golang.org/x/sync/errgroup"

	"lobby.internal/store/badgelog"
)

// facts are the personal columns of a visit, as badgelog.PersonalColumns names
// them.
type facts struct {
	Visitor string `json:"visitor,omitempty"`
	Title   string `json:"title,omitempty"`
	Company string `json:"company,omitempty"`
	Erased  bool   `json:"erased,omitempty"` // then the others are empty for good
}

// atOnce is how many visits are looked after at the same time.
const atOnce = 16

// keepFacts publishes the personal columns of the rows, before the rows: an
// entry is never there without what belongs to it, and an erasure never before
// it is carried out.
func (b *Broker) keepFacts(ctx context.Context, kioskID string, rows []badgelog.Row) error {
	visits := gather(rows, b.facts)
	if len(visits) == 0 {
		return nil
	}
	s, err := b.stream(ctx, StreamFacts)
	if errors.Is(err, jetstream.ErrStreamNotFound) && !b.facts {
		return nil // there never were any to erase
	}
	if err != nil {
		return err
	}
	messages, err := b.changed(ctx, s, kioskID, visits)
	for err == nil && len(messages) > 0 {
		n := min(len(messages), maxAtOnce)
		if _, err = b.send(ctx, messages[:n]); err != nil {
			return b.failed(ctx, "publish the personal columns", err)
		}
		messages = messages[n:]
	}
	return err
}

// changed returns what is to be published, with what it replaces overwritten.
func (b *Broker) changed(ctx context.Context, s jetstream.Stream, kioskID string, visits map[string]facts) ([]*client.Msg, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	var mu sync.Mutex
	var messages []*client.Msg
	for visit, f := range visits {
		g.Go(func() error {
			m, err := b.replace(ctx, s, factsSubject+token(kioskID)+"."+token(visit), f)
			if m != nil {
				mu.Lock()
				defer mu.Unlock()
				messages = append(messages, m)
			}
			return err
		})
	}
	err := g.Wait()
	return messages, err
}

// gather returns what the rows say about each visit; only what is erased when
// the rest is not carried.
func gather(rows []badgelog.Row, carried bool) map[string]facts {
	visits := make(map[string]facts)
	for _, r := range rows {
		visit := string(r.Visit)
		switch f := (facts{Visitor: r.Visitor, Title: string(r.Title), Company: r.Company}); {
		case visit == "" || visits[visit].Erased:
		case r.Kind == badgelog.KindErased:
			visits[visit] = facts{Erased: true}
		case carried && f != facts{}:
			visits[visit] = f
		}
	}
	return visits
}

// replace overwrites what was known of a visit, if it is something else, and
// returns the message to publish in its place; nil when there is none.
func (b *Broker) replace(ctx context.Context, s jetstream.Stream, subject string, f facts) (*client.Msg, error) {
	limited, cancel := b.bounded(ctx)
	defer cancel()
	switch raw, err := s.GetLastMsgForSubject(limited, subject); {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		if f.Erased && !b.facts {
			return nil, nil
		}
	case err != nil:
		return nil, b.failed(ctx, "read the personal columns", err)
	default:
		was, err := decodeFacts(raw)
		if err != nil || was.Erased || was == f {
			return nil, err
		}
		if err := s.SecureDeleteMsg(limited, raw.Sequence); err != nil && !errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) {
			return nil, b.failed(ctx, "overwrite the personal columns", err)
		}
	}
	data, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("nats: encode personal columns: %w", err)
	}
	m := client.NewMsg(subject)
	m.Data = data
	none := uint64(0)
	expect(m, StreamFacts, &none)
	return m, nil
}

func decodeFacts(raw *jetstream.RawStreamMsg) (facts, error) {
	var f facts
	if err := json.Unmarshal(raw.Data, &f); err != nil {
		return f, fmt.Errorf("nats: message %d of %s holds no personal columns: %w", raw.Sequence, raw.Subject, err)
	}
	return f, nil
}

// join fills in the personal columns of the rows, as far as they are there.
func (b *Broker) join(ctx context.Context, kioskID string, rows []badgelog.Row) error {
	if _, err := b.stream(ctx, StreamFacts); errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	var subjects []string
	of := make(map[string][]*badgelog.Row)
	for i := range rows {
		if r := &rows[i]; r.Visit != "" && r.Kind != badgelog.KindErased {
			subject := factsSubject + token(kioskID) + "." + token(string(r.Visit))
			if of[subject] == nil {
				subjects = append(subjects, subject)
			}
			of[subject] = append(of[subject], r)
		}
	}
	for len(subjects) > 0 {
		n := min(len(subjects), page)
		err := b.facted(ctx, subjects[:n], func(subject string, f facts) {
			for _, r := range of[subject] {
				r.Visitor, r.Company = f.Visitor, f.Company
				put(&r.Title, f.Title)
			}
		})
		if err != nil {
			return err
		}
		subjects = subjects[n:]
	}
	return nil
}

// facted calls fn with what is there of the subjects.
func (b *Broker) facted(ctx context.Context, subjects []string, fn func(subject string, f facts)) error {
	limited, cancel := b.bounded(ctx)
	defer cancel()
	all, err := jetstreamext.GetLastMsgsFor(limited, b.js, StreamFacts, subjects)
	if err != nil {
		return b.failed(ctx, "read the personal columns", err)
	}
	for raw, err := range all {
		switch {
		case errors.Is(err, jetstreamext.ErrNoMessages):
			return nil
		case err != nil:
			return b.failed(ctx, "read the personal columns", err)
		}
		f, err := decodeFacts(raw)
		if err != nil {
			return err
		}
		fn(raw.Subject, f)
	}
	if err := limited.Err(); err != nil { // the answer ended before its last word
		return b.failed(ctx, "read the personal columns", err)
	}
	return nil
}

// put sets a text of whatever type.
func put[T ~string](to *T, text string) { *to = T(text) }
