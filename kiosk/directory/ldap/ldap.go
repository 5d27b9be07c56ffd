// Package ldap reads the directory from an LDAP server or Active Directory:
// over TLS alone, page by page, and either the whole answer or none of it.
package ldap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"lobby.internal/kiosk/directory"
)

// Secret is a password that no log or error shows.
type Secret string

// String returns a mask.
func (Secret) String() string { return "***" }

// GoString returns a mask.
func (Secret) GoString() string { return "***" }

// Schema says how a kind of server keeps people.
type Schema struct {
	Filter     string            // finds people
	Attributes map[string]string // a column of package directory to the attribute that holds it
}

// ActiveDirectory returns how Active Directory keeps people; accounts that are
// disabled are left out.
func ActiveDirectory() Schema {
	return Schema{
		Filter: "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
		Attributes: map[string]string{
			"id": "employeeID", "name": "displayName", "pinyin": "msDS-PhoneticDisplayName",
			"department": "department", "extension": "ipPhone", "deputy": "assistant",
		},
	}
}

// Person returns how a server with inetOrgPerson (RFC 2798) keeps people.
func Person() Schema {
	return Schema{
		Filter:     "(objectClass=inetOrgPerson)",
		Attributes: map[string]string{"id": "employeeNumber", "name": "displayName", "department": "departmentNumber"},
	}
}

// Options name a server and what is read from it.
type Options struct {
	// URL is ldaps://host[:port], or ldap://host[:port], which is switched to
	// TLS before anything else is said (StartTLS).
	URL string
	// TLS holds the authorities that are trusted; nil trusts the system's.
	TLS *tls.Config
	// User signs in, as a distinguished name or as user@domain; "" reads
	// without signing in.
	User     string
	Password Secret
	Base     string // the distinguished name below which is searched
	Group    string // the distinguished name of a group whose members alone are read, "" for all
	Schema   Schema
	PageSize uint32 // entries asked for at once, 0 for 500
}

const defaultPage = 500

// attribute is the name of an attribute, with or without options, or its
// number (RFC 4512, 2.5).
var attribute = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*|[0-9]+(\.[0-9]+)+)(;[A-Za-z0-9-]+)*$`)

// Check returns what is wrong with the options, without asking the server.
func (o Options) Check() error {
	if _, err := o.server(); err != nil {
		return err
	}
	for name, dn := range map[string]string{"base": o.Base, "group": o.Group} {
		if _, err := ldap.ParseDN(dn); err != nil || name == "base" && dn == "" {
			return fmt.Errorf("ldap: the %s is no distinguished name such as ou=people,dc=example,dc=com", name)
		}
	}
	for column, name := range o.Schema.Attributes {
		switch {
		case !slices.Contains(directory.Columns(), column):
			return fmt.Errorf("ldap: a host has no %q; it has %s", column, strings.Join(directory.Columns(), ", "))
		case !attribute.MatchString(name):
			return fmt.Errorf("ldap: %q is no name of an attribute", name)
		}
	}
	for _, column := range []string{"id", "name"} {
		if o.Schema.Attributes[column] == "" {
			return fmt.Errorf("ldap: no attribute holds the column %s", column)
		}
	}
	if o.User == "" && o.Password != "" {
		return errors.New("ldap: there is a password and no user")
	}
	if o.User != "" && o.Password == "" {
		return errors.New("ldap: the user has no password; a server would take that for nobody")
	}
	if _, err := ldap.CompileFilter(o.Schema.Filter); err != nil {
		return fmt.Errorf("ldap: the filter cannot be read: %w", err)
	}
	return nil
}

// filter finds the entries that are hosts: what is put into it is escaped.
func (o Options) filter() string {
	group := ""
	if o.Group != "" {
		group = "(memberOf=" + ldap.EscapeFilter(o.Group) + ")"
	}
	return "(&" + o.Schema.Filter + "(" + o.Schema.Attributes["id"] + "=*)" + group + ")"
}

// server returns the URL's parts, with the port.
func (o Options) server() (*url.URL, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, errors.New("ldap: the server is not named as in ldaps://dc1.example.com")
	case u.User != nil:
		return nil, errors.New("ldap: no user or password may stand in the server's address")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "":
		return nil, errors.New("ldap: the server's address ends after the port; the base is named apart")
	}
	port := map[string]string{"ldaps": ldap.DefaultLdapsPort, "ldap": ldap.DefaultLdapPort}[u.Scheme]
	if port == "" {
		return nil, errors.New("ldap: the address begins with ldaps:// (TLS) or ldap:// (StartTLS)")
	}
	if u.Port() == "" {
		u.Host += ":" + port
	}
	return u, nil
}

// Read returns the hosts that the server has: all of them or an error.
func Read(ctx context.Context, o Options) (Answer, error) {
	if err := o.Check(); err != nil {
		return Answer{}, err
	}
	entries, referrals, err := fetch(ctx, o)
	if err != nil {
		return Answer{}, fmt.Errorf("ldap: %w", err)
	}
	a := answer(entries, o.Schema.Attributes)
	a.Referrals = referrals
	return a, nil
}
