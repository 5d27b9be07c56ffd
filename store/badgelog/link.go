package badgelog

import (
	"fmt"
	"time"
)

// Link returns e as the entry that continues the chain after previous: with its
// number, whole milliseconds, and both hashes.
func Link(previous Position, e Entry) (Entry, error) {
	e.Seq, e.Previous, e.At = previous.Seq+1, previous.Hash, e.At.UTC().Truncate(time.Millisecond)
	encoded, err := encoding.Marshal(e)
	if err != nil {
		return Entry{}, fmt.Errorf("badgelog: encode entry %d: %w", e.Seq, err)
	}
	e.Hash = chained(e.Previous, e.Seq, encoded)
	return e, nil
}
