package postgres

import (
	"encoding/binary"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// wire is an array in PostgreSQL's binary form, ready to be sent. pgx would
// encode the same from slices, with an allocation for nearly every element: a
// batch has some 26,000.
type wire []byte

// wireCodec takes wire beside what the codec of the array's type takes.
type wireCodec struct{ pgtype.Codec }

// PlanEncode implements pgtype.Codec.
func (c wireCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(wire); ok && format == pgtype.BinaryFormatCode {
		return wirePlan{}
	}
	return c.Codec.PlanEncode(m, oid, format, value)
}

type wirePlan struct{}

// Encode implements pgtype.EncodePlan.
func (wirePlan) Encode(value any, buf []byte) ([]byte, error) {
	return append(buf, value.(wire)...), nil
}

// registerWire lets a connection take wire for the arrays of our columns.
func registerWire(c *pgx.Conn) {
	for _, oid := range []uint32{pgtype.TextArrayOID, pgtype.Int8ArrayOID, pgtype.TimestamptzArrayOID, pgtype.BoolArrayOID, pgtype.ByteaArrayOID} {
		if t, ok := c.TypeMap().TypeForOID(oid); ok {
			c.TypeMap().RegisterType(&pgtype.Type{Name: t.Name, OID: oid, Codec: wireCodec{t.Codec}})
		}
	}
}

// putArray begins an array of n elements: one dimension, NULLs possible, counted
// from 1.
func putArray(to []byte, element uint32, n int) []byte {
	for _, word := range []uint32{1, 1, element, uint32(n), 1} {
		to = binary.BigEndian.AppendUint32(to, word)
	}
	return to
}

// An element is its length and its bytes; a length of -1 is NULL.
func putLength(to []byte, n int) []byte { return binary.BigEndian.AppendUint32(to, uint32(n)) }

func putNull(to []byte) []byte { return putLength(to, -1) }

func putText(to []byte, s string) []byte { return append(putLength(to, len(s)), s...) }

func putBytes(to, b []byte) []byte { return append(putLength(to, len(b)), b...) }

func putInt(to []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(putLength(to, 8), uint64(n))
}

// putOptional puts NULL for no text.
func putOptional(to []byte, s string) []byte {
	if s == "" {
		return putNull(to)
	}
	return putText(to, s)
}

func putBool(to []byte, b bool) []byte {
	if b {
		return append(putLength(to, 1), 1)
	}
	return append(putLength(to, 1), 0)
}

// epochUnix is from when PostgreSQL counts, in seconds since 1970: the year 2000.
const epochUnix = 946_684_800

// putTime puts the time in whole microseconds since 2000, UTC.
func putTime(to []byte, t time.Time) []byte {
	return putInt(to, (t.Unix()-epochUnix)*1_000_000+int64(t.Nanosecond()/1000))
}

// putMoment puts NULL for a time that did not happen.
func putMoment(to []byte, t time.Time) []byte {
	if t.IsZero() {
		return putNull(to)
	}
	return putTime(to, t)
}
