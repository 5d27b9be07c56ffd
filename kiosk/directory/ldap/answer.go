package ldap

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/directory"
)

// Fault is what is wrong with one entry. It never holds what stands in it.
type Fault struct {
	Entry  int          // from 1, in the order of the answer
	ID     kiosk.HostID // "" when that is at fault
	Column string       // of package directory
	Text   string
}

// String returns the sentence.
func (f Fault) String() string {
	who := fmt.Sprintf("entry %d", f.Entry)
	if f.ID != "" {
		who += " (" + string(f.ID) + ")"
	}
	return who + ", " + f.Column + ": " + f.Text
}

// Answer is what a server had.
type Answer struct {
	// Hosts have been cleaned as those of a CSV file are. A field at fault is
	// empty.
	Hosts []kiosk.Host
	// Faults name every field that could not be taken.
	Faults []Fault
	// Referrals counts the places in the answer that point to another server;
	// they are not followed.
	Referrals int

	held map[kiosk.HostID]bool // whose entry cannot be taken at all
}

// Over returns the directory that the answer makes of the one until now: its
// hosts, and, as they were, those whose entry cannot be taken. A deputy who is
// not in it is left out.
func (a Answer) Over(before []kiosk.Host) []kiosk.Host {
	hosts := slices.Clone(a.Hosts)
	for _, h := range before {
		if a.held[h.ID] {
			hosts = append(hosts, h)
		}
	}
	known := make(map[kiosk.HostID]bool, len(hosts))
	for _, h := range hosts {
		known[h.ID] = true
	}
	for i, h := range hosts {
		if h.Deputy == h.ID || !known[h.Deputy] {
			hosts[i].Deputy = ""
		}
	}
	return hosts
}

// answer makes hosts of entries.
func answer(entries []*ldap.Entry, attributes map[string]string) Answer {
	rows := make([]map[string]string, len(entries))
	ids := make(map[string]string, len(entries)) // by distinguished name
	for i, e := range entries {
		rows[i] = row(e, attributes)
		ids[normal(e.DN)] = rows[i]["id"]
	}
	a := Answer{held: make(map[kiosk.HostID]bool)}
	made := make([]kiosk.Host, len(rows))
	times := make(map[kiosk.HostID]int, len(rows))
	for i, r := range rows {
		if name := normal(r["deputy"]); name != "" {
			r["deputy"] = ids[name]
		}
		h, problems := directory.Make(r)
		for _, p := range problems {
			a.Faults = append(a.Faults, Fault{i + 1, h.ID, p.Column, p.Text})
		}
		made[i] = h
		times[h.ID]++
	}
	for i, h := range made {
		switch {
		case h.ID == "":
		case h.Name == "":
			a.held[h.ID] = true
		case times[h.ID] > 1:
			a.held[h.ID] = true
			a.Faults = append(a.Faults, Fault{i + 1, h.ID, "id", "another entry has the same"})
		default:
			a.Hosts = append(a.Hosts, h)
		}
	}
	return a
}

// row returns the entry's values by column. Of several values it is always the
// same one, for a server may send them in any order.
func row(e *ldap.Entry, attributes map[string]string) map[string]string {
	r := make(map[string]string, len(attributes))
	for column, name := range attributes {
		if values := e.GetEqualFoldAttributeValues(name); len(values) > 0 {
			r[column] = slices.Min(values)
		}
	}
	return r
}

// normal returns the one spelling of a distinguished name, or "" when text is
// none.
func normal(text string) string {
	dn, err := ldap.ParseDN(text)
	if err != nil {
		return ""
	}
	return strings.ToLower(dn.String())
}
