package badgelog

import (
	"crypto/rand"
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
)

func newKey(tb testing.TB, kiosk string) Key {
	tb.Helper()
	private, public, err := note.GenerateKey(rand.Reader, KeyName(kiosk))
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	known, err := ParseKeys([]byte("\n" + public + "\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return Key{Signer: signer, Known: known}
}

// checkpoint signs how the log stands and keeps it.
func checkpoint(t *testing.T, db *bolt.DB, k Key) {
	t.Helper()
	err := db.Update(func(tx *bolt.Tx) error {
		at, epoch, err := At(tx)
		if err != nil {
			return err
		}
		signed, err := Checkpoint{Kiosk: epoch.Kiosk, Epoch: epoch.ID, Position: at}.Sign(k.Signer)
		return errors.Join(err, PutCheckpoint(tx, at.Seq, signed))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verified(t *testing.T, db *bolt.DB, keys note.Verifiers) (proof Proof, err error) {
	t.Helper()
	viewErr := db.View(func(tx *bolt.Tx) error {
		proof, err = Verify(tx, keys, nil)
		return nil
	})
	if viewErr != nil {
		t.Fatal(viewErr)
	}
	return proof, err
}

// TestVerify_Breaks spoils a log of seven entries in two epochs, the second
// after entry 4, with checkpoints of 4 and 7.
func TestVerify_Breaks(t *testing.T) {
	own, other := newKey(t, "K1"), newKey(t, "K1")
	put := func(tx *bolt.Tx, seq uint64, e Entry, previous Hash) error {
		value, err := encoding.Marshal(e)
		hash := chained(previous, seq, value)
		return errors.Join(err, tx.Bucket([]byte(Bucket)).Put(key(seq), append(value, hash[:]...)))
	}
	get := func(tx *bolt.Tx, seq uint64) []byte {
		return append([]byte(nil), tx.Bucket([]byte(Bucket)).Get(key(seq))...)
	}
	set := func(tx *bolt.Tx, seq uint64, v []byte) error { return tx.Bucket([]byte(Bucket)).Put(key(seq), v) }
	entry := func(tx *bolt.Tx, seq uint64) Entry {
		all, err := After(tx, seq-1, 1)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	epoch := func(tx *bolt.Tx, e Epoch) error {
		value, err := encoding.Marshal(e)
		return errors.Join(err, tx.Bucket([]byte(BucketEpoch)).Put(key(e.Base.Seq), seal(key(e.Base.Seq), value)))
	}
	for name, c := range map[string]struct {
		spoil  func(*bolt.Tx) error
		seq    uint64
		reason error
	}{
		"altered":          {func(tx *bolt.Tx) error { v := get(tx, 2); v[20] ^= 1; return set(tx, 2, v) }, 2, nil},
		"hash altered":     {func(tx *bolt.Tx) error { v := get(tx, 2); v[len(v)-1] ^= 1; return set(tx, 2, v) }, 2, ErrAltered},
		"made anew":        {func(tx *bolt.Tx) error { e := entry(tx, 2); e.Ticket++; return put(tx, 2, e, e.Previous) }, 3, ErrAltered},
		"newest made anew": {func(tx *bolt.Tx) error { e := entry(tx, 7); e.Ticket++; return put(tx, 7, e, e.Previous) }, 7, ErrWitness},
		"removed":          {func(tx *bolt.Tx) error { return tx.Bucket([]byte(Bucket)).Delete(key(3)) }, 3, ErrMissing},
		"first removed":    {func(tx *bolt.Tx) error { return tx.Bucket([]byte(Bucket)).Delete(key(1)) }, 1, ErrMissing},
		"exchanged": {func(tx *bolt.Tx) error {
			a, b := get(tx, 2), get(tx, 3)
			return errors.Join(set(tx, 2, b), set(tx, 3, a))
		}, 2, ErrAltered},
		"inserted":         {func(tx *bolt.Tx) error { e := entry(tx, 7); return put(tx, 8, e, e.Hash) }, 8, ErrMissing},
		"appended by hand": {func(tx *bolt.Tx) error { e := entry(tx, 7); return put(tx, 9, e, e.Hash) }, 8, ErrMissing},
		"tail cut": {func(tx *bolt.Tx) error {
			log := tx.Bucket([]byte(Bucket))
			return errors.Join(log.Delete(key(7)), log.SetSequence(6))
		}, 7, ErrMissing},
		"epoch moved":         {func(tx *bolt.Tx) error { return epoch(tx, Epoch{"K1", "E2", Position{Seq: 4}}) }, 5, ErrEpoch},
		"another kiosk's":     {func(tx *bolt.Tx) error { return epoch(tx, Begin("K2", "E2", Position{4, entry(tx, 4).Hash})) }, 7, ErrWitness},
		"other epoch":         {func(tx *bolt.Tx) error { return epoch(tx, Begin("K1", "E3", Position{4, entry(tx, 4).Hash})) }, 7, ErrWitness},
		"first epoch another": {func(tx *bolt.Tx) error { return epoch(tx, Begin("K1", "E9", Position{})) }, 4, ErrWitness},
		"another key":         {func(tx *bolt.Tx) error { return PutCheckpoint(tx, 7, sign(t, tx, other, 7)) }, 7, ErrNote},
		"checkpoint moved":    {func(tx *bolt.Tx) error { return PutCheckpoint(tx, 6, sign(t, tx, own, 7)) }, 6, ErrWitness},
		"checkpoint beyond": {func(tx *bolt.Tx) error {
			signed, err := Checkpoint{Kiosk: "K1", Epoch: "E2", Position: Position{Seq: 9}}.Sign(own.Signer)
			return errors.Join(err, PutCheckpoint(tx, 9, signed))
		}, 8, ErrMissing},
	} {
		t.Run(name, func(t *testing.T) {
			db := openLog(t)
			appendEvents(t, db, 4, nil)
			checkpoint(t, db, own)
			beginEpoch(t, db, "E2")
			appendEvents(t, db, 3, nil)
			checkpoint(t, db, own)
			if proof, err := verified(t, db, own.Known); err != nil || proof.Entries != 7 || proof.Epochs != 2 || proof.Checkpoints != 2 {
				t.Fatalf("%+v, %v", proof, err)
			}
			if err := db.Update(c.spoil); err != nil {
				t.Fatal(err)
			}
			_, err := verified(t, db, own.Known)
			if c.reason == nil { // what it says depends on the bit
				if err == nil {
					t.Error("not found")
				}
				return
			}
			broken, ok := errors.AsType[*BreakError](err)
			if !ok || broken.Seq != c.seq || !errors.Is(err, c.reason) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func sign(t *testing.T, tx *bolt.Tx, k Key, seq uint64) []byte {
	t.Helper()
	at, err := before(tx, seq)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := Checkpoint{Kiosk: "K1", Epoch: "E2", Position: at}.Sign(k.Signer)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestVerify_EpochsAndSealedValues(t *testing.T) {
	for name, spoil := range map[string]func(*bolt.Tx) error{
		"epoch flipped": func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte(BucketEpoch))
			v := append([]byte(nil), b.Get(key(0))...)
			v[5] ^= 1
			return b.Put(key(0), v)
		},
		"epoch gone": func(tx *bolt.Tx) error { return tx.Bucket([]byte(BucketEpoch)).Delete(key(2)) },
		"epoch at another's place": func(tx *bolt.Tx) error {
			value, err := encoding.Marshal(Begin("K1", "E1", Position{}))
			return errors.Join(err, tx.Bucket([]byte(BucketEpoch)).Put(key(2), seal(key(2), value)))
		},
		"trimmed flipped":    func(tx *bolt.Tx) error { return tx.Bucket([]byte(BucketEpoch)).Put([]byte(keyTrimmed), []byte{1}) },
		"checkpoint flipped": func(tx *bolt.Tx) error { return tx.Bucket([]byte(BucketCheckpoint)).Put(key(2), []byte{1}) },
	} {
		t.Run(name, func(t *testing.T) {
			db := openLog(t)
			appendEvents(t, db, 2, nil)
			beginEpoch(t, db, "E2")
			if err := db.Update(spoil); err != nil {
				t.Fatal(err)
			}
			if _, err := verified(t, db, nil); !errors.Is(err, ErrDamaged) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// TestAddEpoch_TwiceWithoutAnEntry: the second takes the place of the first.
func TestAddEpoch_TwiceWithoutAnEntry(t *testing.T) {
	db := openLog(t)
	beginEpoch(t, db, "E2")
	appendEvents(t, db, 2, nil)
	beginEpoch(t, db, "E3")
	beginEpoch(t, db, "E4")
	appendEvents(t, db, 1, nil)
	if proof, err := verified(t, db, nil); err != nil || proof.Epochs != 2 {
		t.Errorf("%+v, %v", proof, err)
	}
}

func BenchmarkAppend(b *testing.B) {
	db, err := bolt.Open(b.TempDir()+"/log.db", 0o600, &bolt.Options{NoSync: true, NoGrowSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const batch = 1000
	b.ReportAllocs()
	err = db.Update(func(tx *bolt.Tx) error { return Create(tx, Begin("K1", "E1", Position{})) })
	for n := 0; b.Loop() && err == nil; n++ {
		if n%batch != 0 {
			continue
		}
		err = db.Update(func(tx *bolt.Tx) error {
			for range batch {
				if _, err := Append(tx, event(n), Hash{1}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkVerify(b *testing.B) {
	db, err := bolt.Open(b.TempDir()+"/log.db", 0o600, &bolt.Options{NoSync: true, NoGrowSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	const entries = 10000
	err = db.Update(func(tx *bolt.Tx) error {
		if err := Create(tx, Begin("K1", "E1", Position{})); err != nil {
			return err
		}
		for n := range entries {
			if _, err := Append(tx, event(n), Hash{1}); err != nil {
				return err
			}
		}
		return nil
	})
	b.ReportAllocs()
	for b.Loop() && err == nil {
		err = db.View(func(tx *bolt.Tx) error { _, err := Verify(tx, nil, nil); return err })
	}
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/entries, "ns/entry")
}
