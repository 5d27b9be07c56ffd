package badgelog

import (
	"strconv"
	"time"

	"lobby.internal/kiosk"
)

// Row is an entry as facilities export it: the entry itself, with the facts of
// its visit as they stand at the time of the export. docs/badgelog.md describes
// every column; columns are added at the end and never change their meaning.
type Row struct {
	Kiosk      string          `json:"kiosk"`
	Epoch      string          `json:"epoch"`
	Seq        uint64          `json:"seq"`
	Time       time.Time       `json:"time"`
	Kind       kiosk.EventKind `json:"kind"`
	Actor      kiosk.Actor     `json:"actor"`
	Ticket     int             `json:"ticket"`
	Badge      string          `json:"badge"`
	Attempt    int             `json:"attempt"`
	Visit      kiosk.VisitID   `json:"visit"`
	Rev        int             `json:"rev"`
	State      kiosk.State     `json:"state"`
	Visitor    string          `json:"visitor"`
	Title      kiosk.Title     `json:"title"`
	Company    string          `json:"company"`
	HostID     kiosk.HostID    `json:"host_id"`
	Host       string          `json:"host"`
	Department string          `json:"department"`
	Floor      string          `json:"floor"`
	LiftBank   string          `json:"lift_bank"`
	Registered time.Time       `json:"registered,omitzero"`
	Confirmed  time.Time       `json:"confirmed,omitzero"`
	Entered    time.Time       `json:"entered,omitzero"`
	Ended      time.Time       `json:"ended,omitzero"`
	ByHand     bool            `json:"by_hand"`
	Commit     Hash            `json:"commit"`
	Previous   Hash            `json:"previous"`
	Hash       Hash            `json:"hash"`
	Consent    string          `json:"consent"`
	Rules      string          `json:"rules"`
}

// Entry returns the entry that the row was made of.
func (r Row) Entry() Entry {
	return Entry{
		Seq: r.Seq, At: r.Time.UTC(), Kind: r.Kind, Actor: r.Actor, Visit: r.Visit, Rev: r.Rev, State: r.State, Ticket: r.Ticket,
		Badge: r.Badge, Attempt: r.Attempt, Host: r.HostID, Commit: r.Commit, Previous: r.Previous, Hash: r.Hash,
	}
}

// Source names the log that rows come from.
type Source struct {
	Kiosk string         // the kiosk's id
	Epoch string         // the file's epoch, hexadecimal
	Zone  *time.Location // in which times are written
}

// Row returns the entry joined with its visit and with the host it speaks of.
// Either may be zero when there is none any more.
func (s Source) Row(e Entry, visit kiosk.Record, host kiosk.Host) Row {
	return Row{
		Kiosk: s.Kiosk, Epoch: s.Epoch, Seq: e.Seq, Time: s.local(e.At), Kind: e.Kind, Actor: e.Actor,
		Ticket: e.Ticket, Badge: e.Badge, Attempt: e.Attempt, Visit: e.Visit, Rev: e.Rev, State: e.State,
		Visitor: visit.Visitor.Name, Title: visit.Visitor.Title, Company: visit.Visitor.Company,
		HostID: e.Host, Host: host.Name, Department: host.Department, Floor: host.Floor, LiftBank: host.LiftBank,
		Registered: s.local(visit.Registered), Confirmed: s.local(visit.Confirmed),
		Entered: s.local(visit.Entered), Ended: s.local(visit.Ended), ByHand: visit.Badge.ByHand,
		Commit: e.Commit, Previous: e.Previous, Hash: e.Hash,
		Consent: visit.Consent, Rules: visit.Rules,
	}
}

func (s Source) local(t time.Time) time.Time {
	if t.IsZero() || s.Zone == nil {
		return t
	}
	return t.In(s.Zone)
}

// column is one column of the CSV form. Its name is that of the JSON form.
type column struct {
	name string
	cell func(Row) string
}

var columns = []column{
	{"kiosk", func(r Row) string { return r.Kiosk }},
	{"epoch", func(r Row) string { return r.Epoch }},
	{"seq", func(r Row) string { return strconv.FormatUint(r.Seq, 10) }},
	{"time", func(r Row) string { return stamp(r.Time) }},
	{"kind", func(r Row) string { return string(r.Kind) }},
	{"actor", func(r Row) string { return string(r.Actor) }},
	{"ticket", func(r Row) string { return count(r.Ticket) }},
	{"badge", func(r Row) string { return r.Badge }},
	{"attempt", func(r Row) string { return count(r.Attempt) }},
	{"visit", func(r Row) string { return string(r.Visit) }},
	{"rev", func(r Row) string { return count(r.Rev) }},
	{"state", func(r Row) string { return string(r.State) }},
	{"visitor", func(r Row) string { return r.Visitor }},
	{"title", func(r Row) string { return string(r.Title) }},
	{"company", func(r Row) string { return r.Company }},
	{"host_id", func(r Row) string { return string(r.HostID) }},
	{"host", func(r Row) string { return r.Host }},
	{"department", func(r Row) string { return r.Department }},
	{"floor", func(r Row) string { return r.Floor }},
	{"lift_bank", func(r Row) string { return r.LiftBank }},
	{"registered", func(r Row) string { return stamp(r.Registered) }},
	{"confirmed", func(r Row) string { return stamp(r.Confirmed) }},
	{"entered", func(r Row) string { return stamp(r.Entered) }},
	{"ended", func(r Row) string { return stamp(r.Ended) }},
	{"by_hand", func(r Row) string { return yes(r.ByHand) }},
	{"commit", func(r Row) string { return r.Commit.String() }},
	{"previous", func(r Row) string { return r.Previous.String() }},
	{"hash", func(r Row) string { return r.Hash.String() }},
	{"consent", func(r Row) string { return r.Consent }},
	{"rules", func(r Row) string { return r.Rules }},
}

// firstColumns is how many columns there were at first: an export of that time
// has no more.
const firstColumns = 28

// Columns returns the names of the columns, in order.
func Columns() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

const stampLayout = "2006-01-02T15:04:05.000Z07:00"

// stamp writes t with milliseconds and its zone, as RFC 3339 has it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(stampLayout)
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
