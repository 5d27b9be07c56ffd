package csvlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lobby.internal/store/badgelog"
	"lobby.internal/store/relay"
)

// change is what a folder is going to be.
type change struct {
	from   *folder
	files  map[string][]byte // what changes, by name
	state  state
	erased map[string]bool
	places map[string]map[place]badgelog.Hash // of the files that were looked into
}

// place names an entry within a kiosk's log.
type place struct {
	epoch string
	seq   uint64
}

// change returns a change that changes nothing yet.
func (f *folder) change() *change {
	c := &change{
		from: f, files: map[string][]byte{}, state: f.state, erased: f.erased,
		places: map[string]map[place]badgelog.Hash{},
	}
	c.state.Files = maps.Clone(f.state.Files)
	c.state.Epochs = slices.Clone(f.state.Epochs)
	return c
}

// get returns the file as the change has it so far.
func (c *change) get(name string) ([]byte, error) {
	if content, ok := c.files[name]; ok {
		return content, nil
	}
	return c.from.verified(name)
}

// put replaces the file. personal is how many rows have personal columns.
func (c *change) put(name string, content []byte, personal int) {
	c.files[name] = content
	c.state.Files[name] = fileInfo{SHA256: sha256.Sum256(content), Personal: personal}
}

// dayOf returns the name of the file with what happened then.
func dayOf(t time.Time) string { return t.Format(time.DateOnly) + ".csv" }

// fresh returns those of the batch's rows that are not kept yet, or why they
// cannot follow.
func (c *change) fresh(b relay.Batch) ([]badgelog.Row, error) {
	at := c.state.Cursor
	var fresh []badgelog.Row
	for _, r := range b.Rows {
		left := r.Epoch != at.Epoch && slices.Contains(c.state.Epochs, r.Epoch)
		if !left && (r.Epoch != at.Epoch || r.Seq > at.Seq) {
			fresh = append(fresh, r)
			continue
		}
		hash, err := c.find(r)
		if err != nil {
			return nil, err
		}
		if hash != r.Hash {
			return nil, fmt.Errorf("%w: epoch %s, entry %d", relay.ErrFork, r.Epoch, r.Seq)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	return fresh, b.Follows(at)
}

// find returns the hash of the entry that is kept in the row's place; zero when
// there is none. The days around are looked into as well: a kiosk whose zone was
// corrected names another day for the same moment.
func (c *change) find(r badgelog.Row) (badgelog.Hash, error) {
	names := []string{dayOf(r.Time), fileAside, dayOf(r.Time.AddDate(0, 0, -1)), dayOf(r.Time.AddDate(0, 0, 1))}
	for _, name := range names {
		places := c.places[name]
		if places == nil {
			content, err := c.get(name)
			if err != nil {
				return badgelog.Hash{}, err
			}
			if places, err = placesIn(name, content); err != nil {
				return badgelog.Hash{}, fmt.Errorf("%w: %s/%s: %w", ErrAltered, c.from.kiosk, name, err)
			}
			c.places[name] = places
		}
		if hash, ok := places[place{r.Epoch, r.Seq}]; ok {
			return hash, nil
		}
	}
	return badgelog.Hash{}, nil
}

// pass moves the cursor on to r.
func (c *change) pass(r badgelog.Row) {
	if !slices.Contains(c.state.Epochs, r.Epoch) {
		c.state.Epochs = append(c.state.Epochs, r.Epoch)
	}
	c.state.Cursor = relay.Cursor{Epoch: r.Epoch, Position: badgelog.Position{Seq: r.Seq, Hash: r.Hash}}
}

// add adds the rows to their days' files.
func (c *change) add(rows []badgelog.Row) error {
	if err := c.erase(rows); err != nil {
		return err
	}
	days := map[string][]badgelog.Row{}
	for _, r := range rows {
		if c.erased[string(r.Visit)] {
			r = r.Forgotten()
		}
		days[dayOf(r.Time)] = append(days[dayOf(r.Time)], r)
		c.pass(r)
	}
	for name, rows := range days {
		content, err := c.get(name)
		if err != nil {
			return err
		}
		more, err := encodeRows(rows, content)
		if err != nil {
			return err
		}
		c.put(name, append(slices.Clip(content), more...), c.state.Files[name].Personal+personal(rows))
	}
	return nil
}

// setAside adds the row to what is set aside.
func (c *change) setAside(r badgelog.Row, reason string) error {
	if err := c.erase([]badgelog.Row{r}); err != nil {
		return err
	}
	if c.erased[string(r.Visit)] {
		r = r.Forgotten()
	}
	content, err := c.get(fileAside)
	if err != nil {
		return err
	}
	line, err := json.Marshal(asideLine{reason, r})
	if err != nil {
		return fmt.Errorf("csvlog: encode entry %d: %w", r.Seq, err)
	}
	content = append(slices.Clip(content), append(line, '\n')...)
	c.put(fileAside, content, c.state.Files[fileAside].Personal+personal([]badgelog.Row{r}))
	c.pass(r)
	return nil
}

// erase forgets the visits that the rows say are forgotten, in every file.
func (c *change) erase(rows []badgelog.Row) error {
	visits := map[string]bool{}
	for _, r := range rows {
		if r.Kind == badgelog.KindErased && !c.erased[string(r.Visit)] {
			visits[string(r.Visit)] = true
		}
	}
	if len(visits) == 0 {
		return nil
	}
	if err := c.listErased(visits); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.state.Files)) {
		info := c.state.Files[name]
		if info.Personal == 0 {
			continue
		}
		content, err := c.get(name)
		if err != nil {
			return err
		}
		forget := forgetCSV
		if !strings.HasSuffix(name, ".csv") {
			forget = forgetAside
		}
		content, n, err := forget(content, visits)
		if err != nil {
			return fmt.Errorf("%w: %s/%s: %w", ErrAltered, c.from.kiosk, name, err)
		}
		if n > 0 {
			c.put(name, content, info.Personal-n)
		}
	}
	return nil
}

// listErased adds the visits to the list of what was forgotten.
func (c *change) listErased(visits map[string]bool) error {
	content, err := c.get(fileErased)
	if err != nil {
		return err
	}
	list := bytes.NewBuffer(slices.Clip(content))
	c.erased = maps.Clone(c.erased)
	for _, visit := range slices.Sorted(maps.Keys(visits)) {
		c.erased[visit] = true
		line, err := json.Marshal(visit)
		if err != nil {
			return fmt.Errorf("csvlog: encode a visit: %w", err)
		}
		list.Write(append(line, '\n'))
	}
	c.put(fileErased, list.Bytes(), 0)
	return nil
}
