package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"lobby.internal/store/relay/postgres"
)

type fleetCmd struct {
	DB     string `name:"db" help:"Facilities' database: postgres://USER@HOST/DB?sslmode=verify-full. The password also comes from PGPASSFILE or the environment." env:"LOBBY_DB" required:"" placeholder:"URL"`
	Format string `help:"table, plain (a line each, cells parted by tabs) or json; table on a terminal, plain elsewhere." enum:",table,plain,json" default:""`
	Gaps   bool   `help:"Also look for entries that are missing. It counts all of them, which takes its time in a large database."`
}

// fleet is what the command shows.
type fleet struct {
	OnSite []postgres.Inside `json:"on_site"`
	Kiosks []postgres.Health `json:"kiosks"`
	Gaps   []postgres.Gap    `json:"gaps,omitempty"` // nil when they were not asked for
}

// Run shows the fleet.
func (c *fleetCmd) Run(e *env) (err error) {
	db, err := postgres.OpenFleet(e.ctx, c.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var f fleet
	if f.OnSite, err = db.OnSite(e.ctx); err != nil {
		return err
	}
	if f.Kiosks, err = db.Kiosks(e.ctx); err != nil {
		return err
	}
	if c.Gaps {
		if f.Gaps, err = db.Gaps(e.ctx); err != nil {
			return err
		}
	}
	return c.write(e.stdout, f, time.Now())
}

func (c *fleetCmd) write(w io.Writer, f fleet, now time.Time) error {
	switch c.format(w) {
	case "json":
		return writeJSON(w, f)
	case "plain":
		return c.lines(f, now, func(cells ...string) error {
			_, err := fmt.Fprintln(w, strings.Join(cells, "\t"))
			return err
		})
	}
	var t table
	err := c.lines(f, now, func(cells ...string) error {
		if cells[0][0] == '#' && len(t) > 0 {
			t = append(t, nil)
		}
		t = append(t, cells[1:])
		return nil
	})
	if err != nil {
		return err
	}
	return t.write(w)
}

// format returns how to write to w.
func (c *fleetCmd) format(w io.Writer) string {
	if c.Format != "" {
		return c.Format
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return "table"
	}
	return "plain"
}

// lines gives every line to out, as cells. The first says what the line is
// about: site, kiosk or gap, with the headings under "#".
func (c *fleetCmd) lines(f fleet, now time.Time, out func(cells ...string) error) error {
	err := out("#site", "ON SITE", "BADGE", "SINCE", "DEPARTMENT", "HOST", "VISITOR", "REMARK")
	for _, i := range f.OnSite {
		err = errors.Join(err, out("site", cell(i.Kiosk), cell(i.Badge), clock(i.Since), cell(i.Department), cell(i.Host), cell(i.Visitor), remarkInside(i)))
	}
	err = errors.Join(err, out("#kiosk", "KIOSK", "INSIDE", "ENTRIES", "BEHIND", "LAST ENTRY", "LAST SYNC", "REMARK"))
	for _, k := range f.Kiosks {
		err = errors.Join(err, out("kiosk", cell(k.Kiosk), fmt.Sprint(k.OnSite), fmt.Sprint(k.Seq), fmt.Sprint(k.Behind), ago(k.Last, now), ago(k.Synced, now), remarkKiosk(k, now)))
	}
	if c.Gaps {
		err = errors.Join(err, out("#gap", "GAP", "EPOCH", "FIRST", "LAST"))
		for _, g := range f.Gaps {
			err = errors.Join(err, out("gap", cell(g.Kiosk), cell(g.Epoch), fmt.Sprint(g.First), fmt.Sprint(g.Last)))
		}
	}
	if err != nil {
		return fmt.Errorf("write the fleet: %w", err)
	}
	return nil
}

func remarkInside(i postgres.Inside) string {
	if i.Unsure {
		return "the kiosk was restored and no longer knows of this visit: look for the visitor"
	}
	return "-"
}

func remarkKiosk(k postgres.Health, now time.Time) string {
	var all []string
	if k.Trouble != "" {
		all = append(all, "refused "+ago(k.Troubled, now)+": "+cell(k.Trouble))
	}
	if k.SetAside > 0 {
		all = append(all, fmt.Sprintf("%d entries set aside to be looked at", k.SetAside))
	}
	if k.Epochs > 1 {
		all = append(all, fmt.Sprintf("its file was made anew or restored %d times", k.Epochs-1))
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, "; ")
}

// cell keeps what came from elsewhere within its cell of its line, and a cell
// from being empty.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
	if strings.TrimSpace(s) == "" {
		return "-"
	}
	return s
}

func clock(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d := now.Sub(t)
	switch {
	case d < 0:
		return "now"
	case d < 2*time.Minute:
		return fmt.Sprintf("%ds ago", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%dmin ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return fmt.Sprintf("%dd ago", int(d.Hours()/24))
}
