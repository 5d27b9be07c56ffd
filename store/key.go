package store

import (
	"encoding/binary"
	"math"
	"time"

	"lobby.internal/kiosk"
	"lobby.internal/store/badgelog"
)

// The buckets. Integers in keys are big-endian, so that keys sort as what they
// stand for.
var (
	bucketMeta    = []byte("meta")
	bucketVisit   = []byte("visit")   // visit id → the record's facts
	bucketOpen    = []byte("open")    // arrival → nothing, for visits that have not ended
	bucketArrived = []byte("arrived") // arrival → nothing, for all visits
	bucketMessage = []byte("message") // arrival → nothing, for visits whose message is not passed on
	bucketOp      = []byte("op")      // operation → visit and time
	bucketJob     = []byte("job")     // visit and attempt → print job
	bucketJobOpen = []byte("jobopen") // visit and attempt → nothing, for jobs still open
	bucketHost    = []byte("host")    // host id → host
	bucketCounter = []byte("counter") // name and day → the number last given
	bucketSealed  = []byte("sealed")  // visit id → the record's other part, sealed
	bucketLog     = []byte(badgelog.Bucket)
	bucketEpoch   = []byte(badgelog.BucketEpoch)

	// Made when the first invitation is kept; see invitation.go.
	bucketInvitation = []byte("invitation")

	bucketCheckpoint = []byte(badgelog.BucketCheckpoint)
)

// buckets are the store's own; the log makes its own.
var buckets = [][]byte{
	bucketMeta, bucketVisit, bucketOpen, bucketArrived, bucketMessage,
	bucketOp, bucketJob, bucketJobOpen, bucketHost, bucketCounter, bucketSealed,
}

// The keys of the meta bucket.
var (
	metaFormat = []byte("format")
	metaKiosk  = []byte("kiosk")
	metaKeys   = []byte("keys")  // the keyring's name, 4 bytes
	metaHosts  = []byte("hosts") // names the replacement that the directory came from
)

// format is the version of the layout that this program writes.
const format = 2

const (
	timeBytes    = 8
	arrivalBytes = timeBytes + 4 // before the visit's id
)

// arrivalKey is a visit's place in order of arrival: when it was registered,
// its ticket, its id.
func arrivalKey(r kiosk.Record) []byte {
	k := binary.BigEndian.AppendUint64(nil, nanos(r.Registered))
	k = binary.BigEndian.AppendUint32(k, uint32(min(r.Ticket, math.MaxUint32)))
	return append(k, r.ID...)
}

// arrivalVisit returns the visit that an arrival key is about.
func arrivalVisit(k []byte) kiosk.VisitID {
	if len(k) <= arrivalBytes {
		return ""
	}
	return kiosk.VisitID(k[arrivalBytes:])
}

// nanos returns nanoseconds since 1970, held to the years from 1970 to 2262
// that 63 bits can tell apart.
func nanos(t time.Time) uint64 {
	switch {
	case t.Before(time.Unix(0, 0)):
		return 0
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return uint64(t.UnixNano())
}

// jobKeyTail is how many bytes of a job's key follow the visit's id.
const jobKeyTail = 1 + 4

func jobKey(visit kiosk.VisitID, attempt int) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(visit), '|'), uint32(attempt))
}

// day returns t's day in zone, as badge numbers write it.
func day(t time.Time, zone *time.Location) string { return t.In(zone).Format("060102") }
