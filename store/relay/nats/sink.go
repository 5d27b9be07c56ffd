package nats

import (
	"context"
	"errors"
	"fmt"
	"slices"

	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// maxAtOnce is how many messages a broker keeps all or none of.
const maxAtOnce = 1000

// Sink publishes the logs of kiosks. The broker keeps up to a thousand entries of
// a batch all or none; of a longer one it may keep the first thousands alone,
// and then the cursor says so. It never refuses an entry for good.
type Sink struct{ b *Broker }

var _ relay.Sink = (*Sink)(nil)

// Sink returns a sink. Closing it leaves the broker open.
func (b *Broker) Sink() *Sink { return &Sink{b} }

// Close implements relay.Sink.
func (s *Sink) Close() error { return nil }

// Cursor implements relay.Sink.
func (s *Sink) Cursor(ctx context.Context, kiosk string) (relay.Cursor, error) {
	m, ok, err := s.b.last(ctx, kiosk)
	if err != nil || !ok {
		return relay.Cursor{}, err
	}
	return m.cursor(), nil
}

// Append implements relay.Sink.
func (s *Sink) Append(ctx context.Context, b relay.Batch) error {
	rows, last, err := s.fresh(ctx, b)
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := s.b.keepFacts(ctx, b.Epoch.Kiosk, rows); err != nil {
		return err
	}
	for len(rows) > 0 {
		n := min(len(rows), maxAtOnce)
		messages := make([]message, n)
		for i, r := range rows[:n] {
			messages[i] = message{Epoch: b.Epoch, Row: r, Head: max(b.Head, r.Seq), Left: last.leaving(b.Epoch.ID)}
			if r.Seq == b.After().Seq {
				messages[i].Note = b.Note
			}
		}
		if last, err = s.publish(ctx, messages, last.at); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// SetAside implements relay.Sink. A Source returns the entry like any other,
// since the chain goes through it.
func (s *Sink) SetAside(ctx context.Context, b relay.Batch, reason string) error {
	rows, last, err := s.fresh(ctx, b)
	if err != nil || len(rows) == 0 {
		return err
	}
	if err := s.b.keepFacts(ctx, b.Epoch.Kiosk, rows); err != nil {
		return err
	}
	r := rows[0]
	_, err = s.publish(ctx, []message{{
		Epoch: b.Epoch, Row: r, Note: b.Note, Head: max(b.Head, r.Seq), Aside: reason, Left: last.leaving(b.Epoch.ID),
	}}, last.at)
	return err
}

// fresh returns the rows of the batch that are not there, and the kiosk's last
// message.
func (s *Sink) fresh(ctx context.Context, b relay.Batch) (rows []badgelog.Row, last message, err error) {
	if err := ctx.Err(); err != nil {
		return nil, last, err
	}
	last, ok, err := s.b.last(ctx, b.Epoch.Kiosk)
	if err != nil || !ok {
		return b.Rows, last, err
	}
	at := last.cursor()
	known := at.Epoch == b.Epoch.ID || slices.Contains(last.Left, b.Epoch.ID)
	if !known || at.Epoch == b.Epoch.ID && b.Rows[0].Seq > at.Seq {
		return b.Rows, last, b.Follows(at)
	}
	there, err := s.there(ctx, b)
	if err != nil {
		return nil, last, err
	}
	for _, r := range b.Rows {
		hash, ok := there[r.Seq]
		passed := r.Epoch != at.Epoch || r.Seq <= at.Seq
		switch {
		case ok && hash != r.Hash, !ok && passed:
			return nil, last, fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, r.Epoch, r.Seq)
		case !ok:
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil, last, nil
	}
	return rows, last, b.Follows(at)
}

// there returns the hashes of the batch's entries that the stream has. It reads
// the kiosk's whole log: a loop that asks for the cursor never makes it do so.
func (s *Sink) there(ctx context.Context, b relay.Batch) (map[uint64]badgelog.Hash, error) {
	hashes := make(map[uint64]badgelog.Hash)
	first, last := b.Rows[0].Seq, b.After().Seq
	err := s.b.each(ctx, b.Epoch.Kiosk, 1, page, func(m message) (bool, error) {
		if m.Row.Epoch == b.Epoch.ID && m.Row.Seq >= first && m.Row.Seq <= last {
			hashes[m.Row.Seq] = m.Row.Hash
		}
		return true, nil
	})
	return hashes, err
}

// publish publishes all of the messages or none, if the kiosk's last message is
// still that one, and returns the new last.
func (s *Sink) publish(ctx context.Context, messages []message, last uint64) (message, error) {
	sent := make([]*client.Msg, len(messages))
	for i, m := range messages {
		var after *uint64
		if i == 0 {
			after = &last
		}
		var err error
		if sent[i], err = m.encode(after); err != nil {
			return message{}, err
		}
	}
	at, err := s.b.send(ctx, sent)
	if err != nil {
		return message{}, s.b.failed(ctx, fmt.Sprintf("publish entry %d", messages[0].Row.Seq), err)
	}
	newest := messages[len(messages)-1]
	newest.at = at
	return newest, nil
}

// errTaken is returned when the broker has taken a message of that name lately
// and does not take it again, although it may since have been removed.
var errTaken = errors.New("the broker knows the message and does not keep it again for now")

// send publishes messages of one stream, all or none, and waits until the broker
// has kept them. It returns the number of the last.
func (b *Broker) send(ctx context.Context, messages []*client.Msg) (uint64, error) {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	if len(messages) > 1 {
		ack, err := jetstreamext.PublishMsgBatch(ctx, b.js, messages)
		if err != nil {
			return 0, explained(err)
		}
		return ack.Sequence, nil
	}
	ack, err := b.js.PublishMsg(ctx, messages[0], jetstream.WithRetryAttempts(0))
	switch {
	case err != nil:
		return 0, explained(err)
	case ack.Duplicate:
		return 0, errTaken
	}
	return ack.Sequence, nil
}

// explained adds what a person may do.
func explained(err error) error {
	api, ok := errors.AsType[*jetstream.APIError](err)
	switch {
	case errors.Is(err, client.ErrMaxPayload):
		return fmt.Errorf("%w: raise max_payload in the broker's configuration: %w", err, relay.ErrPermanent)
	case !ok:
		return err
	case api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence:
		return fmt.Errorf("somebody else publishes this kiosk's log too: %w", err)
	case api.ErrorCode == jetstreamext.JSErrCodeBatchPublishNotEnabled:
		return fmt.Errorf("the stream needs allow_atomic (nats-server 2.12 or newer): %w: %w", err, relay.ErrPermanent)
	case api.ErrorCode == jetstreamext.JSErrCodeBatchPublishDuplicateMsgID:
		return fmt.Errorf("%w: %w", errTaken, err)
	}
	return err
}
