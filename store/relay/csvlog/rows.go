package csvlog

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"lobby.internal/store/badgelog"
)

// Where the columns are.
var (
	columnEpoch    = slices.Index(badgelog.Columns(), "epoch")
	columnSeq      = slices.Index(badgelog.Columns(), "seq")
	columnVisit    = slices.Index(badgelog.Columns(), "visit")
	columnHash     = slices.Index(badgelog.Columns(), "hash")
	columnPersonal = personalColumns()
)

func personalColumns() (at []int) {
	for _, name := range badgelog.PersonalColumns() {
		at = append(at, slices.Index(badgelog.Columns(), name))
	}
	return at
}

// asideLine is one line of what is set aside.
type asideLine struct {
	Reason string       `json:"reason"`
	Row    badgelog.Row `json:"row"`
}

// encodeRows returns the rows as CSV, to be added to a file: below the names of
// the columns when they begin it, with no more columns than it has when not.
func encodeRows(rows []badgelog.Row, file []byte) ([]byte, error) {
	var out bytes.Buffer
	o := badgelog.CSVOptions{}
	if names, _, ok := bytes.Cut(file, []byte("\n")); ok {
		o.Columns = 1 + bytes.Count(names, []byte(","))
	}
	w, err := badgelog.NewCSVWriter(&out, o)
	if err == nil {
		err = w.Flush()
	}
	if file != nil {
		out.Reset()
	}
	for _, r := range rows {
		if err == nil {
			err = w.Write(r)
		}
	}
	if err == nil {
		err = w.Flush()
	}
	return out.Bytes(), err
}

// personal counts the rows with personal columns.
func personal(rows []badgelog.Row) (n int) {
	for _, r := range rows {
		if r != r.Forgotten() {
			n++
		}
	}
	return n
}

// eachRecord calls fn with every record of a file, and with the bytes that it
// was read from. The cells are good until fn returns.
func eachRecord(content []byte, fn func(cells []string, raw []byte) error) error {
	r := csv.NewReader(bytes.NewReader(content))
	r.ReuseRecord = true
	r.FieldsPerRecord = 0 // as many as the first record
	for begin := int64(0); ; begin = r.InputOffset() {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && len(cells) <= columnHash {
			err = csv.ErrFieldCount
		}
		if err != nil {
			return err
		}
		if err := fn(cells, content[begin:r.InputOffset()]); err != nil {
			return err
		}
	}
}

// placesIn returns the entries that a file has.
func placesIn(name string, content []byte) (map[place]badgelog.Hash, error) {
	if name == fileAside {
		return placesAside(content)
	}
	places := map[place]badgelog.Hash{}
	err := eachRecord(content, func(cells []string, _ []byte) error {
		if cells[columnSeq] == "seq" {
			return nil
		}
		seq, err := strconv.ParseUint(cells[columnSeq], 10, 64)
		if err != nil {
			return err
		}
		var hash badgelog.Hash
		if err := hash.UnmarshalText([]byte(cells[columnHash])); err != nil {
			return err
		}
		places[place{cells[columnEpoch], seq}] = hash
		return nil
	})
	return places, err
}

func placesAside(content []byte) (map[place]badgelog.Hash, error) {
	places := map[place]badgelog.Hash{}
	for line := range bytes.Lines(content) {
		var a asideLine
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, err
		}
		places[place{a.Row.Epoch, a.Row.Seq}] = a.Row.Hash
	}
	return places, nil
}

// forgetCSV returns the file without the visits' personal columns, and in how
// many rows there were any. All other rows stay as they are, to the byte.
func forgetCSV(content []byte, visits map[string]bool) ([]byte, int, error) {
	var out bytes.Buffer
	out.Grow(len(content))
	n := 0
	err := eachRecord(content, func(cells []string, raw []byte) error {
		had := false
		if visits[cells[columnVisit]] {
			for _, i := range columnPersonal {
				had = had || cells[i] != ""
				cells[i] = ""
			}
		}
		if !had {
			out.Write(raw)
			return nil
		}
		n++
		w := csv.NewWriter(&out)
		if err := w.Write(cells); err != nil {
			return err
		}
		w.Flush()
		return w.Error()
	})
	return out.Bytes(), n, err
}

// forgetAside is forgetCSV for what is set aside.
func forgetAside(content []byte, visits map[string]bool) ([]byte, int, error) {
	var out bytes.Buffer
	n := 0
	for line := range bytes.Lines(content) {
		var a asideLine
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, 0, err
		}
		if !visits[string(a.Row.Visit)] || a.Row == a.Row.Forgotten() {
			out.Write(line)
			continue
		}
		n++
		a.Row = a.Row.Forgotten()
		text, err := json.Marshal(a)
		if err != nil {
			return nil, 0, fmt.Errorf("encode entry %d: %w", a.Row.Seq, err)
		}
		out.Write(append(text, '\n'))
	}
	return out.Bytes(), n, nil
}
