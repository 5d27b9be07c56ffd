package badgelog

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// byteOrderMark makes spreadsheets set to a Chinese locale read the file as
// UTF-8 and not as GB18030.
const byteOrderMark = "\uFEFF"

// formulaLeads are the characters with which a spreadsheet begins a formula;
// the full-width ones count where the input method is a Chinese one. A cell that
// begins with the escape is escaped too, so that reading it back is exact.
const (
	formulaLeads = "=+-@\t\r\n＝＋－＠" + escape
	escape       = "'"
)

// CSVOptions says how CSV is written.
type CSVOptions struct {
	BOM bool // begin with a byte order mark, for spreadsheets
	// Columns is how many are written, for a file that was begun when there were
	// fewer; 0: all.
	Columns int
}

// CSVWriter writes rows as CSV (RFC 4180 quoting, lines ended by LF) under one
// line of column names.
type CSVWriter struct {
	w     *csv.Writer
	cells []string
}

// NewCSVWriter writes the column names to w and returns a writer of rows.
func NewCSVWriter(w io.Writer, o CSVOptions) (*CSVWriter, error) {
	if o.BOM {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, fmt.Errorf("badgelog: write CSV: %w", err)
		}
	}
	n := len(columns)
	if o.Columns > 0 {
		n = min(n, o.Columns)
	}
	c := &CSVWriter{w: csv.NewWriter(w), cells: make([]string, n)}
	if err := c.w.Write(Columns()[:n]); err != nil {
		return nil, fmt.Errorf("badgelog: write CSV: %w", err)
	}
	return c, nil
}

// Write writes one row. Cells that a spreadsheet would take for a formula
// begin with an apostrophe.
func (c *CSVWriter) Write(r Row) error {
	for i := range c.cells {
		c.cells[i] = plain(columns[i].cell(r))
	}
	if err := c.w.Write(c.cells); err != nil {
		return fmt.Errorf("badgelog: write CSV: %w", err)
	}
	return nil
}

// Flush hands everything written so far to the underlying writer.
func (c *CSVWriter) Flush() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("badgelog: write CSV: %w", err)
	}
	return nil
}

func plain(cell string) string {
	first, size := utf8.DecodeRuneInString(cell)
	if size > 0 && strings.ContainsRune(formulaLeads, first) {
		return escape + cell
	}
	return cell
}

// WriteCSV writes rows as CSV.
func WriteCSV(w io.Writer, rows []Row, o CSVOptions) error {
	c, err := NewCSVWriter(w, o)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.Write(r); err != nil {
			return err
		}
	}
	return c.Flush()
}

// JSONLWriter writes rows as JSON, one object a line.
type JSONLWriter struct{ enc *json.Encoder }

// NewJSONLWriter returns a writer of rows to w. It does not buffer.
func NewJSONLWriter(w io.Writer) *JSONLWriter {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &JSONLWriter{enc: enc}
}

// Write writes one row. Times that did not happen are left out; every other
// column is there.
func (j *JSONLWriter) Write(r Row) error {
	if err := j.enc.Encode(r); err != nil {
		return fmt.Errorf("badgelog: write JSON: %w", err)
	}
	return nil
}

// WriteNote writes the signed note as the last line: {"note": …}.
func (j *JSONLWriter) WriteNote(signed []byte) error {
	if err := j.enc.Encode(noteLine{Note: string(signed)}); err != nil {
		return fmt.Errorf("badgelog: write JSON: %w", err)
	}
	return nil
}

// WriteJSONL writes rows as JSON, one object a line.
func WriteJSONL(w io.Writer, rows []Row) error {
	j := NewJSONLWriter(w)
	for _, r := range rows {
		if err := j.Write(r); err != nil {
			return err
		}
	}
	return nil
}
