package postgres

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// column is one column of the table entries, beside kiosk and epoch.
type column struct {
	name, kind string
	oid        uint32 // of the kind
	cell       func(to []byte, r *badgelog.Row) []byte
}

// The order is that of the export, see badgelog.Columns.
var columns = []column{
	{"seq", "bigint", pgtype.Int8OID, func(to []byte, r *badgelog.Row) []byte { return putInt(to, int64(r.Seq)) }},
	{"time", "timestamptz", pgtype.TimestamptzOID, func(to []byte, r *badgelog.Row) []byte { return putTime(to, r.Time) }},
	{"kind", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, string(r.Kind)) }},
	{"actor", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, string(r.Actor)) }},
	{"ticket", "bigint", pgtype.Int8OID, func(to []byte, r *badgelog.Row) []byte { return putInt(to, int64(r.Ticket)) }},
	{"badge", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Badge) }},
	{"attempt", "bigint", pgtype.Int8OID, func(to []byte, r *badgelog.Row) []byte { return putInt(to, int64(r.Attempt)) }},
	{"visit", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, string(r.Visit)) }},
	{"rev", "bigint", pgtype.Int8OID, func(to []byte, r *badgelog.Row) []byte { return putInt(to, int64(r.Rev)) }},
	{"state", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, string(r.State)) }},
	{"visitor", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putOptional(to, r.Visitor) }},
	{"title", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putOptional(to, string(r.Title)) }},
	{"company", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putOptional(to, r.Company) }},
	{"host_id", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, string(r.HostID)) }},
	{"host", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Host) }},
	{"department", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Department) }},
	{"floor", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Floor) }},
	{"lift_bank", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.LiftBank) }},
	{"registered", "timestamptz", pgtype.TimestamptzOID, func(to []byte, r *badgelog.Row) []byte { return putMoment(to, r.Registered) }},
	{"confirmed", "timestamptz", pgtype.TimestamptzOID, func(to []byte, r *badgelog.Row) []byte { return putMoment(to, r.Confirmed) }},
	{"entered", "timestamptz", pgtype.TimestamptzOID, func(to []byte, r *badgelog.Row) []byte { return putMoment(to, r.Entered) }},
	{"ended", "timestamptz", pgtype.TimestamptzOID, func(to []byte, r *badgelog.Row) []byte { return putMoment(to, r.Ended) }},
	{"by_hand", "boolean", pgtype.BoolOID, func(to []byte, r *badgelog.Row) []byte { return putBool(to, r.ByHand) }},
	{"commit", "bytea", pgtype.ByteaOID, func(to []byte, r *badgelog.Row) []byte { return putBytes(to, r.Commit[:]) }},
	{"previous", "bytea", pgtype.ByteaOID, func(to []byte, r *badgelog.Row) []byte { return putBytes(to, r.Previous[:]) }},
	{"hash", "bytea", pgtype.ByteaOID, func(to []byte, r *badgelog.Row) []byte { return putBytes(to, r.Hash[:]) }},
	{"consent", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Consent) }},
	{"rules", "text", pgtype.TextOID, func(to []byte, r *badgelog.Row) []byte { return putText(to, r.Rules) }},
}

// insertEntries takes the kiosk, the epoch and one array for each column. The
// target of the conflict is named: any other conflict is an error.
var insertEntries = insertStatement()

func insertStatement() string {
	var names, arrays strings.Builder
	for i, c := range columns {
		names.WriteString(", " + c.name)
		arrays.WriteString(", unnest($" + strconv.Itoa(i+3) + "::" + c.kind + "[])")
	}
	return "INSERT INTO badgelog.entries (kiosk, epoch" + names.String() + ") SELECT $1::text, $2::text" + arrays.String() +
		" ON CONFLICT (kiosk, epoch, seq) DO NOTHING"
}

// typicalRow is about as many bytes as a row takes on the way.
const typicalRow = 640

// arguments returns what insertEntries takes. Of forgotten visits it leaves out
// what is personal.
func arguments(e badgelog.Epoch, rows []badgelog.Row, forgotten map[string]bool) []any {
	if len(forgotten) > 0 {
		rows = slices.Clone(rows)
		for i := range rows {
			if forgotten[string(rows[i].Visit)] {
				rows[i] = rows[i].Forgotten()
			}
		}
	}
	args := make([]any, 0, 2+len(columns))
	args = append(args, e.Kiosk, e.ID)
	all := make(wire, 0, typicalRow*len(rows))
	for _, c := range columns {
		begin := len(all)
		all = putArray(all, c.oid, len(rows))
		for i := range rows {
			all = c.cell(all, &rows[i])
		}
		args = append(args, all[begin:len(all):len(all)])
	}
	return args
}

// storable returns a *relay.RefusedError for a number that no column can hold.
func storable(rows []badgelog.Row) error {
	for i := range rows {
		if seq := rows[i].Seq; seq > math.MaxInt64 {
			return &relay.RefusedError{Seq: seq, Err: relay.Permanent("postgres: no column holds this number")}
		}
	}
	return nil
}
