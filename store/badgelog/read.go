package badgelog

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lobby.internal/kiosk"
)

// maxLine is the longest line of an export in JSON, in bytes.
const maxLine = 1 << 20

// ReadError says which line of an export cannot be read, without its content.
type ReadError struct{ Line int }

// Error returns the sentence.
func (e *ReadError) Error() string {
	return fmt.Sprintf("badgelog: line %d of the export cannot be read: it was altered, or comes from another program", e.Line)
}

// ErrNoChain is returned for an export without the columns of the chain.
var ErrNoChain = errors.New("badgelog: the export has no chain: it is of another program, or of a version before this one")

// export is what readExport found beside the rows.
type export struct {
	note []byte // that stands in the file, nil when none does
	sum  Hash   // of the bytes before the note, a byte order mark left out
}

// readExport calls each with every row of an export, CSV or JSON lines. The
// first character tells them apart.
func readExport(r io.Reader, each func(Row) error) (export, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		if _, err := in.Discard(len(mark)); err != nil {
			return export{}, err
		}
	}
	first, err := in.Peek(1)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return export{}, err
	case len(first) == 1 && first[0] == '{':
		return readJSONL(in, each)
	}
	return readCSV(in, each)
}

// readCSV reads what a CSVWriter has written.
func readCSV(r io.Reader, each func(Row) error) (export, error) {
	sum := sha256.New()
	in := csv.NewReader(io.TeeReader(r, sum))
	in.ReuseRecord = true
	header, err := in.Read()
	n := min(len(header), len(columns))
	if err != nil || n < firstColumns || !slices.Equal(header[:n], Columns()[:n]) {
		return export{}, errors.Join(ErrNoChain, ioOnly(err))
	}
	for line := 2; ; line++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return export{sum: Hash(sum.Sum(nil))}, nil
		}
		if err := ioOnly(err); err != nil {
			return export{}, err
		}
		row, ok := rowOf(cells)
		if err != nil || !ok {
			return export{}, &ReadError{line}
		}
		if err := each(row); err != nil {
			return export{}, err
		}
	}
}

// ioOnly returns err unless it is about the text, which it may quote.
func ioOnly(err error) error {
	if _, ok := errors.AsType[*csv.ParseError](err); ok || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// rowOf returns the row with the cells of its entry; the facts of the visit are
// left out.
func rowOf(cells []string) (Row, bool) {
	if len(cells) < firstColumns {
		return Row{}, false
	}
	cell := make(map[string]string, firstColumns)
	for i, c := range columns[:firstColumns] {
		// Not shared with the reader, which goes on with its memory.
		cell[c.name] = strings.Clone(strings.TrimPrefix(cells[i], escape))
	}
	r := Row{
		Kiosk: cell["kiosk"], Epoch: cell["epoch"], Kind: kiosk.EventKind(cell["kind"]), Actor: kiosk.Actor(cell["actor"]),
		Badge: cell["badge"], Visit: kiosk.VisitID(cell["visit"]), State: kiosk.State(cell["state"]), HostID: kiosk.HostID(cell["host_id"]),
	}
	var errs [8]error
	r.Seq, errs[0] = strconv.ParseUint(cell["seq"], 10, 64)
	r.Time, errs[1] = time.Parse(stampLayout, cell["time"])
	r.Ticket, errs[2] = number(cell["ticket"])
	r.Attempt, errs[3] = number(cell["attempt"])
	r.Rev, errs[4] = number(cell["rev"])
	errs[5] = r.Commit.UnmarshalText([]byte(cell["commit"]))
	errs[6] = r.Previous.UnmarshalText([]byte(cell["previous"]))
	errs[7] = r.Hash.UnmarshalText([]byte(cell["hash"]))
	return r, errors.Join(errs[:]...) == nil
}

func number(cell string) (int, error) {
	if cell == "" {
		return 0, nil
	}
	return strconv.Atoi(cell)
}

// noteLine is the last line of an export in JSON.
type noteLine struct {
	Note string `json:"note"`
}

const notePrefix = `{"note":`

// readJSONL reads what a JSONLWriter has written.
func readJSONL(r io.Reader, each func(Row) error) (export, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	in.Split(wholeLines)
	sum, found := sha256.New(), export{}
	line := 0
	for in.Scan() {
		line++
		text := in.Bytes()
		if found.note != nil || text[len(text)-1] != '\n' { // something behind the note, or a line cut short
			return found, &ReadError{line}
		}
		if bytes.HasPrefix(text, []byte(notePrefix)) {
			if found.note = noteOf(text); found.note == nil {
				return found, &ReadError{line}
			}
			continue
		}
		switch err := readJSON(text, sum, each); {
		case errors.Is(err, errText):
			return found, &ReadError{line}
		case err != nil:
			return found, err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return found, &ReadError{line + 1}
	}
	found.sum = Hash(sum.Sum(nil))
	return found, in.Err()
}

// noteOf returns the note in a line that is, letter by letter, what WriteNote
// writes: the note cannot say what the line is that it stands in.
func noteOf(text []byte) []byte {
	var last noteLine
	var again bytes.Buffer
	if json.Unmarshal(text, &last) != nil || NewJSONLWriter(&again).WriteNote([]byte(last.Note)) != nil || !bytes.Equal(again.Bytes(), text) {
		return nil
	}
	return []byte(last.Note)
}

var errText = errors.New("no row") // without the text, which the decoder's error may quote

func readJSON(text []byte, sum hash.Hash, each func(Row) error) error {
	_, _ = sum.Write(text) // a hash takes everything
	var row Row
	if err := json.Unmarshal(text, &row); err != nil {
		return errText
	}
	return each(row)
}

// wholeLines is a bufio.SplitFunc of lines with their ends.
func wholeLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return end + 1, data[:end+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
