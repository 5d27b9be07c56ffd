package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"lobby.internal/assets"
	"lobby.internal/kiosk"
	"lobby.internal/kiosk/control"
	"lobby.internal/kiosk/phrase"
)

type statusCmd struct {
	Format string `help:"words or json." enum:"words,json" default:"words"`
}

// Run says how the kiosk is.
func (c *statusCmd) Run(e *env) error {
	var st control.Status
	err := with(e, func(s control.Service) (err error) {
		st, err = s.Status(e.ctx)
		return err
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return writeJSON(e.stdout, st)
	}
	book, err := openWords()
	if err != nil {
		return err
	}
	for _, line := range statusLines(book, st, time.Now()) {
		if _, err := fmt.Fprintln(e.stdout, line); err != nil {
			return fmt.Errorf("write the status: %w", err)
		}
	}
	return nil
}

// openWords returns the product's words; none of those said here name the house.
func openWords() (*phrase.Book, error) { return phrase.Open(assets.Words(), phrase.Company{}) }

// writeJSON writes v for programs, indented.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// statusLines says in words how the kiosk is.
func statusLines(book *phrase.Book, st control.Status, now time.Time) []string {
	lines := []string{"no agent is running; this is what its file says, and nothing is known of the devices"}
	if !st.Started.IsZero() {
		lines[0] = fmt.Sprintf("running since %s, version %s, heap %d KB", sinceText(st.Started, now), st.Version, st.Memory>>10)
	}
	waiting := fmt.Sprintf("waiting %d", st.Waiting)
	if st.Waiting > 0 {
		waiting += ", the longest since " + sinceText(st.WaitingSince, now)
	}
	lines = append(lines, waiting, fmt.Sprintf("in progress %d, on site %d, hosts in the directory %d", st.InProgress, st.OnSite, st.Hosts))
	if st.Damaged > 0 {
		lines = append(lines, fmt.Sprintf("damaged and left out: %d; lobbyctl badgelog verify says what is wrong, a backup puts it right", st.Damaged))
	}
	for _, d := range st.Devices {
		lines = append(lines, deviceLines(book, d, now)...)
	}
	return lines
}

// deviceLines says how a device is and, a line each, what holds it up and what to
// do, as the desk says it.
func deviceLines(book *phrase.Book, d control.Device, now time.Time) []string {
	head := said(book, "device."+d.Name, d.Name) + ": " + strings.ToLower(said(book, "device.health."+d.Health, d.Health))
	if !d.Since.IsZero() {
		head += " since " + sinceText(d.Since, now)
	}
	lines := []string{head}
	for _, c := range d.Causes {
		why := said(book, "device.cause."+c, c)
		if c == "in_use" && d.Detail != "" {
			why += ": " + d.Detail
		}
		lines = append(lines, strings.TrimRight("    "+why+". "+said(book, "device.cause."+c+".next", ""), " "))
	}
	return lines
}

// said returns a phrase in English, or what stands in for one that there is not.
func said(book *phrase.Book, id, otherwise string) string {
	if !book.Has(kiosk.LangEN, id) {
		return otherwise
	}
	return book.Text(kiosk.LangEN, id)
}
