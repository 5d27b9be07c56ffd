package nats

import (
	"context"
	"fmt"

	"lobby.internal/store/relay"
)

// Source reads the log of one kiosk from the stream. What the stream has twice
// it returns once, and where an entry is missing it ends the batch: the next one
// then does not follow, which the loop reports by name.
type Source struct {
	b     *Broker
	kiosk string
	marks [2]mark // where the last call began and ended
}

var _ relay.Source = (*Source)(nil)

// mark is a place in the stream: what follows the cursor is found from next on.
type mark struct {
	after relay.Cursor
	next  uint64          // 0 when the place is not known
	left  map[string]bool // epochs that ended before
}

// Source returns the source of a kiosk's log. Closing it leaves the broker open.
func (b *Broker) Source(kiosk string) *Source { return &Source{b: b, kiosk: kiosk} }

// Close implements relay.Source.
func (s *Source) Close() error { return nil }

// Kiosk implements relay.Source.
func (s *Source) Kiosk(ctx context.Context) (string, error) { return s.kiosk, ctx.Err() }

// Next implements relay.Source.
func (s *Source) Next(ctx context.Context, after relay.Cursor, limit int) (relay.Batch, error) {
	begin, err := s.find(ctx, after)
	if err != nil {
		return relay.Batch{}, err
	}
	r := &reading{at: begin, limit: limit}
	err = s.b.each(ctx, s.kiosk, begin.next, min(limit, page), r.take)
	if err != nil {
		return relay.Batch{}, err
	}
	if len(r.batch.Rows) == 0 {
		r.at.after = after // nothing followed it, so it stays what it was
	}
	if err := s.b.join(ctx, s.kiosk, r.batch.Rows); err != nil {
		return relay.Batch{}, err
	}
	s.marks = [2]mark{begin, r.at}
	return r.batch, nil
}

// find returns where what follows the cursor begins.
func (s *Source) find(ctx context.Context, after relay.Cursor) (mark, error) {
	for _, m := range s.marks {
		if m.next > 0 && m.after == after {
			return m, nil
		}
	}
	if after == (relay.Cursor{}) {
		return mark{next: 1}, nil
	}
	if m, ok, err := s.halve(ctx, after); err != nil || ok {
		return m, err
	}
	return s.scan(ctx, after)
}

// halve finds the place by halving, in a stream whose last epoch is the
// cursor's. It gives up, without error, where that epoch's messages are not as
// many as its entries: then some are missing or there twice, and only reading
// shows where.
func (s *Source) halve(ctx context.Context, after relay.Cursor) (m mark, ok bool, err error) {
	last, ok, err := s.b.last(ctx, s.kiosk)
	if err != nil || !ok || last.Row.Epoch != after.Epoch || last.Row.Seq < after.Seq {
		return m, false, err
	}
	first, pending, err := s.search(ctx, 1, last, func(m message) bool { return m.Row.Epoch == after.Epoch })
	switch {
	case err != nil || last.Row.Seq != first.Row.Seq+pending:
		return m, false, err
	case last.cursor() == after:
		return mark{after: after, next: last.at + 1}, true, nil
	}
	next, _, err := s.search(ctx, first.at, last, func(m message) bool { return m.Row.Seq > after.Seq })
	if err != nil || next.Row.Seq != after.Seq+1 || next.Row.Previous != after.Hash {
		return m, false, err
	}
	return mark{after: after, next: next.at}, true, nil
}

// search returns the first message from that place on of which is is true, as it
// is of the last and of all between, and how many follow.
func (s *Source) search(ctx context.Context, low uint64, last message, is func(message) bool) (found message, pending uint64, err error) {
	found = last
	for high := last.at; low < high; {
		middle := low + (high-low)/2
		some, more, err := s.b.read(ctx, s.kiosk, middle, 1)
		switch {
		case err != nil:
			return found, 0, err
		case len(some) == 0: // the messages are just being removed
			return message{}, 0, nil
		case is(some[0]):
			high, found, pending = middle, some[0], more
		default:
			low = some[0].at + 1
		}
	}
	return found, pending, nil
}

// scan finds the place by reading from the beginning. What an unknown cursor is
// of came before everything there is, or never was: then all follows.
func (s *Source) scan(ctx context.Context, after relay.Cursor) (mark, error) {
	m := mark{after: after, left: make(map[string]bool)}
	end, found := uint64(1), false
	err := s.b.each(ctx, s.kiosk, 1, page, func(e message) (bool, error) {
		end = e.at + 1
		switch {
		case e.Row.Epoch == after.Epoch:
			found = true
			if e.Row.Seq > after.Seq {
				m.next = e.at
			}
		case !found:
			m.left[e.Row.Epoch] = true
		case !m.left[e.Row.Epoch]:
			m.next = e.at
		}
		return m.next == 0, nil
	})
	switch {
	case err != nil:
		return mark{}, err
	case !found:
		return mark{next: 1}, nil
	case m.next == 0:
		m.next = end
	}
	return m, nil
}

// reading gathers a batch.
type reading struct {
	at    mark
	limit int
	batch relay.Batch
}

// take takes the next message and reports whether the batch may go on.
func (r *reading) take(m message) (bool, error) {
	at, row := &r.at.after, m.Row
	switch again := row.Epoch == at.Epoch && row.Seq <= at.Seq; {
	case again && row.Seq == at.Seq && row.Hash != at.Hash:
		return false, fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, row.Epoch, row.Seq)
	case again || r.at.left[row.Epoch]:
		r.at.next = m.at + 1
		return true, nil
	case len(r.batch.Rows) > 0 && (row.Epoch != at.Epoch || row.Seq != at.Seq+1):
		return false, nil // another epoch, or a gap: a batch of its own
	}
	if at.Epoch != "" && row.Epoch != at.Epoch {
		left := map[string]bool{at.Epoch: true}
		for epoch := range r.at.left {
			left[epoch] = true
		}
		r.at.left = left
	}
	r.at.after, r.at.next = m.cursor(), m.at+1
	r.batch.Epoch, r.batch.Note = m.Epoch, m.Note
	r.batch.Rows = append(r.batch.Rows, row)
	r.batch.Head = max(r.batch.Head, m.Head, row.Seq)
	return len(r.batch.Rows) < r.limit && m.Note == nil, nil
}
