package badgelog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
)

// BucketCheckpoint has the number of an entry, as Bucket has it, to the signed
// checkpoint of the log up to it.
const BucketCheckpoint = "checkpoint"

// origin is the first line of every checkpoint: what it is about.
const origin = "lobby badgelog"

// ErrNote is returned when a note is no checkpoint, or none that a known key has
// signed.
var ErrNote = errors.New("badgelog: no checkpoint signed with a known key")

// Checkpoint is what a kiosk signs: how its log stood. Whoever keeps the note
// can tell later that the kiosk has not changed what came before.
type Checkpoint struct {
	Kiosk    string
	Epoch    string // its ID
	Position        // of the newest entry, zero when there is none
	Export   Extent // what was exported up to there, zero when nothing was
}

// Extent says what one export holds besides its last entry.
type Extent struct {
	After Position // what the first row links to, the zero Position when there is no row
	Sum   Hash     // SHA-256 of the bytes written before the note, a byte order mark left out
}

// KeyName returns the name of the kiosk's key in notes.
func KeyName(kiosk string) string {
	return strings.ReplaceAll("badgelog/"+url.PathEscape(kiosk), "+", "%2B")
}

// Text returns the lines that are signed: origin, kiosk and epoch, number, hash,
// and for an export a line of its own. docs/badgelog.md describes them.
func (c Checkpoint) Text() string {
	text := fmt.Sprintf("%s\n%s/%s\n%d\n%s\n", origin, c.Kiosk, c.Epoch, c.Seq, c.Hash)
	if c.Export != (Extent{}) {
		text += fmt.Sprintf("export %d %s %s\n", c.Export.After.Seq, c.Export.After.Hash, c.Export.Sum)
	}
	return text
}

// Sign returns the checkpoint as a signed note.
func (c Checkpoint) Sign(signer note.Signer) ([]byte, error) {
	if again, err := parseCheckpoint(c.Text()); err != nil || again != c {
		return nil, fmt.Errorf("badgelog: the kiosk's id %q cannot stand in a checkpoint", c.Kiosk)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("badgelog: sign a checkpoint: %w", err)
	}
	return signed, nil
}

// OpenCheckpoint returns what a signed note says, or ErrNote.
func OpenCheckpoint(signed []byte, keys note.Verifiers) (Checkpoint, error) {
	n, err := note.Open(signed, keys)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrNote, err)
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrNote, err)
	}
	return c, nil
}

var errForm = errors.New("not of the form")

// parseCheckpoint reads exactly what Text writes.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 && len(lines) != 6 || lines[0] != origin || lines[len(lines)-1] != "" {
		return Checkpoint{}, errForm
	}
	slash := strings.LastIndexByte(lines[1], '/')
	if slash < 0 {
		return Checkpoint{}, errForm
	}
	c := Checkpoint{Kiosk: lines[1][:slash], Epoch: lines[1][slash+1:]}
	at, err := parsePosition(lines[2], lines[3])
	if err != nil {
		return Checkpoint{}, err
	}
	c.Position = at
	if len(lines) == 6 {
		if c.Export, err = parseExtent(lines[4]); err != nil {
			return Checkpoint{}, err
		}
	}
	if c.Text() != text { // such as a number with zeros before it
		return Checkpoint{}, errForm
	}
	return c, nil
}

func parseExtent(line string) (Extent, error) {
	parts := strings.Split(line, " ")
	if len(parts) != 4 || parts[0] != "export" {
		return Extent{}, errForm
	}
	after, err := parsePosition(parts[1], parts[2])
	e := Extent{After: after}
	return e, errors.Join(err, e.Sum.UnmarshalText([]byte(parts[3])))
}

func parsePosition(seq, hash string) (Position, error) {
	n, err := strconv.ParseUint(seq, 10, 64)
	p := Position{Seq: n}
	return p, errors.Join(err, p.Hash.UnmarshalText([]byte(hash)))
}

// At returns where the log stands and the epoch of its newest entry, or the
// first when there is none.
func At(tx *bolt.Tx) (Position, Epoch, error) {
	epochs, err := Epochs(tx)
	if err != nil {
		return Position{}, Epoch{}, err
	}
	log := tx.Bucket([]byte(Bucket))
	if log == nil {
		return Position{}, Epoch{}, ErrNoLog
	}
	at, err := before(tx, log.Sequence())
	if err != nil || at.Seq == 0 {
		return at, epochs[0], err
	}
	return at, EpochOf(epochs, at.Seq), nil
}

// PutCheckpoint keeps a signed checkpoint of the entry with that number.
func PutCheckpoint(tx *bolt.Tx, seq uint64, signed []byte) error {
	b := tx.Bucket([]byte(BucketCheckpoint))
	if b == nil {
		return ErrNoLog
	}
	if err := b.Put(key(seq), seal(key(seq), signed)); err != nil {
		return fmt.Errorf("badgelog: keep a checkpoint: %w", err)
	}
	return nil
}

// SignedCheckpoint is a checkpoint as it is kept.
type SignedCheckpoint struct {
	Seq  uint64
	Note []byte
}

// LastCheckpoint returns the newest checkpoint kept, a zero one when there is
// none.
func LastCheckpoint(tx *bolt.Tx) (SignedCheckpoint, error) {
	b := tx.Bucket([]byte(BucketCheckpoint))
	if b == nil {
		return SignedCheckpoint{}, ErrNoLog
	}
	k, v := b.Cursor().Last()
	if k == nil {
		return SignedCheckpoint{}, nil
	}
	return readCheckpoint(k, v)
}

// Checkpoints returns every checkpoint kept, oldest first.
func Checkpoints(tx *bolt.Tx) ([]SignedCheckpoint, error) {
	b := tx.Bucket([]byte(BucketCheckpoint))
	if b == nil {
		return nil, ErrNoLog
	}
	var all []SignedCheckpoint
	err := b.ForEach(func(k, v []byte) error {
		c, err := readCheckpoint(k, v)
		all = append(all, c)
		return err
	})
	return all, err
}

func readCheckpoint(k, v []byte) (SignedCheckpoint, error) {
	signed, err := unseal(k, v)
	if err != nil || len(k) != 8 {
		return SignedCheckpoint{}, fmt.Errorf("%w: a checkpoint", ErrDamaged)
	}
	return SignedCheckpoint{binary.BigEndian.Uint64(k), append([]byte(nil), signed...)}, nil
}
