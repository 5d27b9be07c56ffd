package nats

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	client "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// message is one entry as it is published, without its personal columns. It says
// all that is needed to take it up from there.
type message struct {
	Epoch badgelog.Epoch `json:"epoch"`
	Row   badgelog.Row   `json:"row"`
	Head  uint64         `json:"head"`            // the newest entry of the kiosk by then
	Note  []byte         `json:"note,omitempty"`  // a signed checkpoint of this entry
	Aside string         `json:"aside,omitempty"` // why it was set aside
	Left  []string       `json:"left,omitempty"`  // the epochs before this one, oldest first

	at uint64 // its number in the stream
}

func (m message) cursor() relay.Cursor {
	return relay.Cursor{Epoch: m.Row.Epoch, Position: badgelog.Position{Seq: m.Row.Seq, Hash: m.Row.Hash}}
}

// leaving returns the epochs that are left when an entry of that one follows.
func (m message) leaving(next string) []string {
	if m.Row.Epoch == "" || m.Row.Epoch == next {
		return m.Left
	}
	return append(slices.Clone(m.Left), m.Row.Epoch)
}

// id names the entry in all the world.
func (m message) id() string {
	return m.Epoch.Kiosk + "/" + m.Row.Epoch + "/" + strconv.FormatUint(m.Row.Seq, 10)
}

// encode returns the message as it is sent. Only the first of several is given
// the number of the kiosk's last message, which must still be that.
func (m message) encode(last *uint64) (*client.Msg, error) {
	m.Row = m.Row.Forgotten()
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("nats: encode entry %d: %w", m.Row.Seq, err)
	}
	sent := client.NewMsg(logSubject + token(m.Epoch.Kiosk))
	sent.Data = data
	sent.Header.Set(jetstream.MsgIDHeader, m.id())
	expect(sent, StreamLog, last)
	return sent, nil
}

// expect makes the broker refuse the message in another stream, or after
// another message of its subject.
func expect(m *client.Msg, stream string, last *uint64) {
	m.Header.Set(jetstream.ExpectedStreamHeader, stream)
	if last != nil {
		m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(*last, 10))
	}
}

func decode(raw *jetstream.RawStreamMsg) (message, error) {
	m := message{at: raw.Sequence}
	if err := json.Unmarshal(raw.Data, &m); err != nil {
		return m, fmt.Errorf("nats: message %d of %s is no entry: %w: %w", raw.Sequence, raw.Subject, err, relay.ErrPermanent)
	}
	return m, nil
}

// last returns the kiosk's last message; ok is false when there is none.
func (b *Broker) last(ctx context.Context, kiosk string) (m message, ok bool, err error) {
	s, err := b.stream(ctx, StreamLog)
	if err != nil {
		return m, false, err
	}
	limited, cancel := b.bounded(ctx)
	defer cancel()
	raw, err := s.GetLastMsgForSubject(limited, logSubject+token(kiosk))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		return m, false, nil
	case err != nil:
		return m, false, b.failed(ctx, "read the last entry", err)
	}
	m, err = decode(raw)
	return m, err == nil, err
}

// page is how many messages are asked for at once.
const page = 500

// each calls fn with the kiosk's messages from that number in the stream on,
// until there are no more or fn returns false. It asks for n at once.
func (b *Broker) each(ctx context.Context, kiosk string, from uint64, n int, fn func(message) (bool, error)) error {
	for {
		messages, pending, err := b.read(ctx, kiosk, from, n)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if more, err := fn(m); err != nil || !more {
				return err
			}
			from = m.at + 1
		}
		if len(messages) == 0 || pending == 0 {
			return nil
		}
	}
}

// read returns up to n of the kiosk's messages, and how many follow.
func (b *Broker) read(ctx context.Context, kiosk string, from uint64, n int) (messages []message, pending uint64, err error) {
	if _, err := b.stream(ctx, StreamLog); err != nil {
		return nil, 0, err
	}
	limited, cancel := b.bounded(ctx)
	defer cancel()
	all, err := jetstreamext.GetBatch(limited, b.js, StreamLog, n,
		jetstreamext.GetBatchSubject(logSubject+token(kiosk)), jetstreamext.GetBatchSeq(max(from, 1)))
	if err != nil {
		return nil, 0, b.failed(ctx, "read entries", err)
	}
	for raw, err := range all {
		switch {
		case errors.Is(err, jetstreamext.ErrNoMessages):
			return nil, 0, nil
		case err != nil:
			return nil, 0, b.failed(ctx, "read entries", err)
		}
		m, err := decode(raw)
		if err != nil {
			return nil, 0, err
		}
		if pending, err = strconv.ParseUint(raw.Header.Get("Nats-Num-Pending"), 10, 64); err != nil {
			return nil, 0, fmt.Errorf("nats: the broker does not say how many messages follow: %w", err)
		}
		messages = append(messages, m)
	}
	if err := limited.Err(); err != nil { // the answer ended before its last word
		return nil, 0, b.failed(ctx, "read entries", err)
	}
	return messages, pending, nil
}
