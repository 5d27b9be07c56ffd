package relay

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"lobby.internal/store/badgelog"
)

// The defaults of Options.
const (
	DefaultLimit = 500
	DefaultRest  = 15 * time.Minute
	firstWait    = time.Second
	longestWait  = 5 * time.Minute
	triesOnce    = 5
)

// Options says what a Relay carries from where to where.
type Options struct {
	Name   string         // of the source, until it says which kiosk it is
	Source Source         // of one kiosk
	Sink   Sink           // may be shared with other relays
	Limit  int            // entries in a batch; DefaultLimit when 0
	Every  time.Duration  // how long Serve waits when there is nothing new
	Rest   time.Duration  // how long Serve waits after what no retry mends; DefaultRest when 0
	Keys   note.Verifiers // the kiosks' keys: what no checkpoint signs is refused; nil asks for none
	Tell   func(News)     // told what happens, in the loop's own goroutine; nil tells nobody
}

// Relay is the loop that carries one kiosk's log from a source to a sink.
type Relay struct {
	o     Options
	kiosk string // empty until the source has said it
	at    Cursor
	known bool // whether at is what the sink has
	head  uint64
}

// New returns a relay. It starts nothing.
func New(o Options) *Relay {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	if o.Rest <= 0 {
		o.Rest = DefaultRest
	}
	if o.Tell == nil {
		o.Tell = func(News) {}
	}
	return &Relay{o: o}
}

// Once carries over what there is and returns nil once the source has no more.
// What is worth retrying it tries five times in a row before it gives up.
func (r *Relay) Once(ctx context.Context) error {
	for tries := 1; ; tries++ {
		moved, err := r.drain(ctx)
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrPermanent) {
			return r.named(err)
		}
		if moved {
			tries = 1
		}
		if tries >= triesOnce {
			return r.named(err)
		}
		if !r.pause(ctx, Retrying, backoff(tries), err) {
			return r.named(ctx.Err())
		}
	}
}

// Serve carries over what there is and what comes until ctx ends; then it
// returns nil. What is worth retrying it retries with growing waits, and what is
// not it tells and tries again after a rest, since a person may mend it at
// either end.
func (r *Relay) Serve(ctx context.Context) error {
	for failures := 0; ctx.Err() == nil; {
		moved, err := r.drain(ctx)
		if moved || err == nil {
			failures = 0
		}
		switch {
		case ctx.Err() != nil:
		case err == nil:
			r.pause(ctx, Idle, r.o.Every, nil)
		case errors.Is(err, ErrPermanent):
			r.pause(ctx, Refusing, r.o.Rest, err)
		default:
			failures++
			r.pause(ctx, Retrying, backoff(failures), err)
		}
	}
	return nil
}

// Run runs do for every relay at once, waits for all and returns their errors:
// what stops one kiosk's log stops no other's.
func Run(ctx context.Context, relays []*Relay, do func(*Relay, context.Context) error) error {
	errs := make([]error, len(relays))
	var all sync.WaitGroup
	for i, r := range relays {
		all.Go(func() { errs[i] = do(r, ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// backoff returns how long to wait after so many failures in a row: twice as
// long each time, and somewhere in the upper half of that, so that what fails
// together is not retried together.
func backoff(failures int) time.Duration {
	d := firstWait << min(failures-1, 20)
	d = min(d, longestWait)
	return d/2 + rand.N(d/2)
}

// pause tells why nothing is carried and waits. It reports whether ctx goes on.
func (r *Relay) pause(ctx context.Context, s State, d time.Duration, why error) bool {
	r.tell(News{State: s, Again: d, Err: why})
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// drain carries over batches until there are no more. moved says whether it
// carried any.
func (r *Relay) drain(ctx context.Context) (moved bool, err error) {
	if err := r.meet(ctx); err != nil {
		return false, err
	}
	for {
		n, err := r.step(ctx)
		if err != nil {
			r.known = false // the sink may have kept what it did not answer for
		}
		if err != nil || n == 0 {
			return moved, err
		}
		moved = true
		r.tell(News{State: Carrying})
	}
}

// meet asks the source for its name and the sink for the cursor.
func (r *Relay) meet(ctx context.Context) (err error) {
	if r.kiosk == "" {
		if r.kiosk, err = r.o.Source.Kiosk(ctx); err != nil {
			return fmt.Errorf("ask which kiosk it is: %w", err)
		}
	}
	if !r.known {
		if r.at, err = r.o.Sink.Cursor(ctx, r.kiosk); err != nil {
			return fmt.Errorf("ask how far the copy goes: %w", err)
		}
		r.known = true
	}
	return nil
}

// step carries over one batch and returns how many entries it had.
func (r *Relay) step(ctx context.Context) (int, error) {
	b, err := r.o.Source.Next(ctx, r.at, r.o.Limit)
	if err != nil {
		return 0, fmt.Errorf("read after entry %d: %w", r.at.Seq, err)
	}
	if r.head = max(b.Head, r.at.Seq); len(b.Rows) == 0 {
		return 0, r.heard(ctx)
	}
	if err := verify(r.kiosk, r.at, b, r.o.Keys); err != nil {
		return 0, err
	}
	r.tellBeginning(b)
	if err := r.give(ctx, b); err != nil {
		return 0, err
	}
	r.at = b.After()
	return len(b.Rows), nil
}

// heard tells a sink that wants to know that there is nothing new.
func (r *Relay) heard(ctx context.Context) error {
	if h, ok := r.o.Sink.(Hearer); ok {
		return h.Heard(ctx, r.kiosk, r.head)
	}
	return nil
}

// give appends the batch and sets aside what the sink refuses for good.
func (r *Relay) give(ctx context.Context, b Batch) error {
	for len(b.Rows) > 0 {
		err := r.o.Sink.Append(ctx, b)
		refused, ok := errors.AsType[*RefusedError](err)
		if !ok {
			return err
		}
		i := slices.IndexFunc(b.Rows, func(row badgelog.Row) bool { return row.Seq == refused.Seq })
		if i < 0 {
			return fmt.Errorf("%w: the copy refuses entry %d, which it was not given: %w", ErrPermanent, refused.Seq, err)
		}
		if err := r.give(ctx, Batch{Epoch: b.Epoch, Rows: b.Rows[:i], Head: b.Head}); err != nil {
			return err
		}
		aside := Batch{Epoch: b.Epoch, Rows: b.Rows[i : i+1], Head: b.Head}
		if i == len(b.Rows)-1 {
			aside.Note = b.Note // which is of the last entry
		}
		if err := r.o.Sink.SetAside(ctx, aside, refused.Err.Error()); err != nil {
			return fmt.Errorf("set entry %d aside: %w", refused.Seq, err)
		}
		r.tell(News{State: SetAside, Seq: refused.Seq, Epoch: b.Epoch.ID, Err: refused.Err})
		b.Rows = b.Rows[i+1:]
	}
	return nil
}

// named says of which kiosk the error is.
func (r *Relay) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", r.name(), err)
}

func (r *Relay) name() string {
	if r.kiosk == "" {
		return r.o.Name
	}
	return r.kiosk
}
