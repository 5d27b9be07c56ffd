package postgres

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// columns are rows turned on their side: one array for each column.
type columns struct {
	seq, ticket, attempt, rev                 []int64
	time                                      []time.Time
	kind, actor, badge, visit, state          []string
	visitor, title, company                   []pgtype.Text
	hostID, host, department, floor, liftBank []string
	registered, confirmed, entered, ended     []pgtype.Timestamptz
	byHand                                    []bool
	commit, previous, hash                    [][]byte
}

// column is one column of the table entries, beside kiosk and epoch.
type column struct {
	name, kind string
	values     func(*columns) any
}

// The order is that of the export, see badgelog.Columns.
var entryColumns = []column{
	{"seq", "bigint", func(c *columns) any { return c.seq }},
	{"time", "timestamptz", func(c *columns) any { return c.time }},
	{"kind", "text", func(c *columns) any { return c.kind }},
	{"actor", "text", func(c *columns) any { return c.actor }},
	{"ticket", "bigint", func(c *columns) any { return c.ticket }},
	{"badge", "text", func(c *columns) any { return c.badge }},
	{"attempt", "bigint", func(c *columns) any { return c.attempt }},
	{"visit", "text", func(c *columns) any { return c.visit }},
	{"rev", "bigint", func(c *columns) any { return c.rev }},
	{"state", "text", func(c *columns) any { return c.state }},
	{"visitor", "text", func(c *columns) any { return c.visitor }},
	{"title", "text", func(c *columns) any { return c.title }},
	{"company", "text", func(c *columns) any { return c.company }},
	{"host_id", "text", func(c *columns) any { return c.hostID }},
	{"host", "text", func(c *columns) any { return c.host }},
	{"department", "text", func(c *columns) any { return c.department }},
	{"floor", "text", func(c *columns) any { return c.floor }},
	{"lift_bank", "text", func(c *columns) any { return c.liftBank }},
	{"registered", "timestamptz", func(c *columns) any { return c.registered }},
	{"confirmed", "timestamptz", func(c *columns) any { return c.confirmed }},
	{"entered", "timestamptz", func(c *columns) any { return c.entered }},
	{"ended", "timestamptz", func(c *columns) any { return c.ended }},
	{"by_hand", "boolean", func(c *columns) any { return c.byHand }},
	{"commit", "bytea", func(c *columns) any { return c.commit }},
	{"previous", "bytea", func(c *columns) any { return c.previous }},
	{"hash", "bytea", func(c *columns) any { return c.hash }},
}

// insertEntries takes the kiosk, the epoch and one array for each column. The
// target of the conflict is named: any other conflict is an error.
var insertEntries = insertStatement()

func insertStatement() string {
	var names, arrays strings.Builder
	for i, c := range entryColumns {
		names.WriteString(", " + c.name)
		arrays.WriteString(", unnest($" + strconv.Itoa(i+3) + "::" + c.kind + "[])")
	}
	return "INSERT INTO badgelog.entries (kiosk, epoch" + names.String() + ") SELECT $1::text, $2::text" + arrays.String() +
		" ON CONFLICT (kiosk, epoch, seq) DO NOTHING"
}

// arguments returns what insertEntries takes.
func arguments(e badgelog.Epoch, rows []badgelog.Row, forgotten map[string]bool) []any {
	c := turn(rows, forgotten)
	args := make([]any, 0, 2+len(entryColumns))
	args = append(args, e.Kiosk, e.ID)
	for _, column := range entryColumns {
		args = append(args, column.values(c))
	}
	return args
}

// storable returns a *relay.RefusedError for a number that no column can hold.
func storable(rows []badgelog.Row) error {
	for i := range rows {
		if seq := rows[i].Seq; seq > math.MaxInt64 {
			return &relay.RefusedError{Seq: seq, Err: fmt.Errorf("postgres: %w: no column holds this number", relay.ErrPermanent)}
		}
	}
	return nil
}

// turn turns rows on their side. Of forgotten visits it leaves out what is
// personal.
func turn(rows []badgelog.Row, forgotten map[string]bool) *columns {
	c := newColumns(len(rows))
	for i := range rows {
		r := &rows[i]
		c.seq[i], c.ticket[i], c.attempt[i], c.rev[i] = int64(r.Seq), int64(r.Ticket), int64(r.Attempt), int64(r.Rev)
		c.time[i] = r.Time
		c.kind[i], c.actor[i], c.badge[i], c.visit[i], c.state[i] = string(r.Kind), string(r.Actor), r.Badge, string(r.Visit), string(r.State)
		if !forgotten[string(r.Visit)] {
			c.visitor[i], c.title[i], c.company[i] = optional(r.Visitor), optional(string(r.Title)), optional(r.Company)
		}
		c.hostID[i], c.host[i], c.department[i], c.floor[i], c.liftBank[i] = string(r.HostID), r.Host, r.Department, r.Floor, r.LiftBank
		c.registered[i], c.confirmed[i], c.entered[i], c.ended[i] = moment(r.Registered), moment(r.Confirmed), moment(r.Entered), moment(r.Ended)
		c.byHand[i] = r.ByHand
		c.commit[i], c.previous[i], c.hash[i] = r.Commit[:], r.Previous[:], r.Hash[:]
	}
	return c
}

func newColumns(n int) *columns {
	return &columns{
		seq: make([]int64, n), ticket: make([]int64, n), attempt: make([]int64, n), rev: make([]int64, n),
		time: make([]time.Time, n),
		kind: make([]string, n), actor: make([]string, n), badge: make([]string, n), visit: make([]string, n), state: make([]string, n),
		visitor: make([]pgtype.Text, n), title: make([]pgtype.Text, n), company: make([]pgtype.Text, n),
		hostID: make([]string, n), host: make([]string, n), department: make([]string, n), floor: make([]string, n), liftBank: make([]string, n),
		registered: make([]pgtype.Timestamptz, n), confirmed: make([]pgtype.Timestamptz, n),
		entered: make([]pgtype.Timestamptz, n), ended: make([]pgtype.Timestamptz, n),
		byHand: make([]bool, n),
		commit: make([][]byte, n), previous: make([][]byte, n), hash: make([][]byte, n),
	}
}

func optional(s string) pgtype.Text { return pgtype.Text{String: s, Valid: s != ""} }

func moment(t time.Time) pgtype.Timestamptz { return pgtype.Timestamptz{Time: t, Valid: !t.IsZero()} }
