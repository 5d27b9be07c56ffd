package store

import (
	"testing"

	bolt "go.etcd.io/bbolt"

	"lobby.internal/kiosk"
)

// TestTable_FlipIsDamage flips each bit of a key and its value in turn.
func TestTable_FlipIsDamage(t *testing.T) {
	db := newTest(t)
	err := db.bolt.Update(func(tx *bolt.Tx) error {
		ops := tableOf(tx, bucketOp)
		if err := ops.put([]byte("k"), []byte("value")); err != nil {
			return err
		}
		stored := append([]byte("k"), ops.bucket.Get([]byte("k"))...)
		for bit := range len(stored) * 8 {
			flipped := append([]byte(nil), stored...)
			flipped[bit/8] ^= 1 << (bit % 8)
			if _, err := ops.unseal(flipped[:1], flipped[1:]); kiosk.CodeOf(err) != kiosk.CodeDamaged {
				t.Errorf("bit %d: error %v", bit, err)
			}
		}
		for name, err := range map[string]error{
			"another bucket": second(tableOf(tx, bucketJob).unseal([]byte("k"), stored[1:])),
			"a bound moved":  second(ops.unseal([]byte("kv"), stored[2:])),
			"cut short":      second(ops.unseal([]byte("k"), stored[1:3])),
			"no value":       second(ops.unseal([]byte("k"), nil)),
		} {
			if kiosk.CodeOf(err) != kiosk.CodeDamaged {
				t.Errorf("%s: error %v", name, err)
			}
		}
		if v, err := ops.get([]byte("k")); err != nil || string(v) != "value" {
			t.Errorf("read %q, %v", v, err)
		}
		return ops.bucket.Delete([]byte("k"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func second(_ []byte, err error) error { return err }

func TestHosts_OneMissingIsDamage(t *testing.T) {
	db := newTest(t)
	if err := db.ReplaceHosts([]kiosk.Host{host, {ID: "H002", Name: "Ann Sample"}}); err != nil {
		t.Fatal(err)
	}
	if err := db.bolt.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketHost).Delete([]byte("H002")) }); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Hosts(); kiosk.CodeOf(err) != kiosk.CodeDamaged {
		t.Errorf("error %v", err)
	}
	if err := db.ReplaceHosts(nil); err != nil {
		t.Fatal(err)
	}
}
