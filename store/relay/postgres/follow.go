package postgres

import (
	"crypto/sha256"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// What follows from new rows, in the same transaction: who is inside, what is
// forgotten, which notes were shown.

// stateOnSite is kiosk.StateOnSite.
const stateOnSite = "on_site"

// presence queues who is inside after the rows.
func presence(work *pgx.Batch, e badgelog.Epoch, rows []badgelog.Row) {
	last := map[string]int{}
	for i := range rows {
		if r := &rows[i]; r.Visit != "" && r.State != "" && isText(string(r.Visit)) {
			last[string(r.Visit)] = i
		}
	}
	var inside, outside []string
	var numbers []int64
	for i := range rows {
		r := &rows[i]
		if at, ok := last[string(r.Visit)]; !ok || at != i {
			continue
		}
		if r.State == stateOnSite {
			inside, numbers = append(inside, string(r.Visit)), append(numbers, int64(r.Seq))
		} else {
			outside = append(outside, string(r.Visit))
		}
	}
	if len(outside) > 0 {
		// A join: with = ANY the server may compare every row with every visit.
		work.Queue(`DELETE FROM badgelog.on_site o USING unnest($2::text[]) AS gone (visit) WHERE o.kiosk = $1 AND o.visit = gone.visit`,
			e.Kiosk, outside)
	}
	if len(inside) > 0 {
		work.Queue(`INSERT INTO badgelog.on_site (kiosk, visit, epoch, seq) SELECT $1::text, unnest($3::text[]), $2::text, unnest($4::bigint[])
			ON CONFLICT (kiosk, visit) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq`, e.Kiosk, e.ID, inside, numbers)
	}
}

// erase queues the removal of the personal columns of every row of the visits
// that the rows say were forgotten.
func erase(work *pgx.Batch, kioskID string, rows []badgelog.Row) {
	var text []string
	var raw [][]byte
	for i := range rows {
		if r := &rows[i]; r.Kind == badgelog.KindErased && r.Visit != "" {
			raw = append(raw, []byte(r.Visit))
			if isText(string(r.Visit)) {
				text = append(text, string(r.Visit))
			}
		}
	}
	if len(raw) == 0 {
		return
	}
	work.Queue(`UPDATE badgelog.entries SET visitor = NULL, title = NULL, company = NULL
		WHERE kiosk = $1 AND visit = ANY($2::text[]) AND visit <> '' AND coalesce(visitor, title, company) IS NOT NULL`, kioskID, text)
	work.Queue(`UPDATE badgelog.set_aside SET personal = NULL WHERE kiosk = $1 AND visit = ANY($2::bytea[])`, kioskID, raw)
}

// askForgotten queues the question which visits of the batch were forgotten
// before: an old reply may still have their names, which are not to be written
// even for a moment.
func (at *standing) askForgotten(ask *pgx.Batch, b relay.Batch) {
	var text []string
	var raw [][]byte
	seen := map[string]bool{}
	for i := range b.Rows {
		r := &b.Rows[i]
		visit := string(r.Visit)
		if r.Kind == badgelog.KindErased && visit != "" {
			at.forgotten[visit] = true
		}
		if named := r.Visitor != "" || r.Title != "" || r.Company != ""; !named || visit == "" || seen[visit] {
			continue
		}
		seen[visit] = true
		raw = append(raw, []byte(visit))
		if isText(visit) {
			text = append(text, visit)
		}
	}
	if len(raw) == 0 {
		return
	}
	ask.Queue(`SELECT convert_to(visit, 'UTF8') FROM badgelog.entries WHERE kiosk = $1 AND kind = 'erased' AND visit = ANY($2::text[])
		UNION ALL SELECT visit FROM badgelog.set_aside WHERE kiosk = $1 AND erased AND visit = ANY($3::bytea[])`,
		b.Epoch.Kiosk, text, raw).Query(func(found pgx.Rows) error {
		visits, err := pgx.CollectRows(found, pgx.RowTo[[]byte])
		for _, v := range visits {
			at.forgotten[string(v)] = true
		}
		return err
	})
}

// keepNote queues the batch's checkpoint, once.
func keepNote(work *pgx.Batch, b relay.Batch) {
	if len(b.Note) == 0 {
		return
	}
	digest := sha256.Sum256(b.Note)
	work.Queue(`INSERT INTO badgelog.notes (kiosk, epoch, digest, seq, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kiosk, epoch, digest) DO NOTHING`,
		b.Epoch.Kiosk, b.Epoch.ID, digest[:], int64(b.After().Seq), b.Note)
}

// isText reports whether a text column can hold s.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
