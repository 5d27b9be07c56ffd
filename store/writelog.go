package store

import (
	"fmt"
	"io"
	"time"

	"lobby.internal/store/badgelog"
)

// The formats of WriteLog.
const (
	FormatCSV   = "csv"
	FormatJSONL = "jsonl"
)

// rowWriter is what a format does with one row after the other.
type rowWriter interface {
	Write(badgelog.Row) error
}

// WriteLog writes the badge log's entries from since up to but without until,
// as CSV without a byte order mark or as one JSON object a line; a zero time is
// no bound. It copies out in small batches, so that decisions go on meanwhile.
func (db *DB) WriteLog(w io.Writer, format string, since, until time.Time) error {
	switch format {
	case FormatCSV:
		c, err := badgelog.NewCSVWriter(w, badgelog.CSVOptions{})
		if err != nil {
			return err
		}
		if err := db.writeRows(c, since, until); err != nil {
			return err
		}
		return c.Flush()
	case FormatJSONL:
		return db.writeRows(badgelog.NewJSONLWriter(w), since, until)
	}
	return fmt.Errorf("store: the badge log is written as %s or %s, not as %q", FormatCSV, FormatJSONL, format)
}

func (db *DB) writeRows(w rowWriter, since, until time.Time) error {
	return db.Export(since, until, w.Write)
}
