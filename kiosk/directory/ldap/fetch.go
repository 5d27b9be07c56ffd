package ldap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/go-ldap/ldap/v3"
)

// The patience with a server, and the most that is taken from it.
const (
	connectFor = 30 * time.Second
	pageFor    = 60 * time.Second
	maxEntries = 200_000
	maxPages   = 20_000 // a server may send a page without entries
)

// ErrIncomplete is returned when the server's answer ends before it is whole.
var ErrIncomplete = errors.New("the server's answer is not whole; nothing of it is taken")

// errEmpty is returned when nobody is found: that is a wrong question, and
// never a house without people.
var errEmpty = errors.New("the search found nobody: look at the base, the filter, the attribute of the id and what the user may read")

// fetch returns every entry that the options ask for.
func fetch(ctx context.Context, o Options) (entries []*ldap.Entry, referrals int, err error) {
	conn, err := connect(ctx, o)
	if err != nil {
		return nil, 0, ended(ctx, err)
	}
	defer func() {
		if closing := conn.Close(); err == nil && closing != nil && !errors.Is(closing, net.ErrClosed) {
			err = fmt.Errorf("close the connection: %w", closing)
		}
	}()
	stop := context.AfterFunc(ctx, func() { conn.Close() }) //nolint:errcheck // the search that it ends tells
	defer stop()
	conn.SetTimeout(pageFor)
	if o.User != "" {
		if err := conn.Bind(o.User, string(o.Password)); err != nil {
			return nil, 0, ended(ctx, fmt.Errorf("sign in: %w", err))
		}
	}
	entries, referrals, err = pages(conn, o)
	switch {
	case err != nil:
		return nil, 0, ended(ctx, err)
	case len(entries) == 0:
		return nil, 0, errEmpty
	}
	return entries, referrals, nil
}

// ended returns why ctx ended, when it did, and otherwise err.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// connect returns a connection with TLS.
func connect(ctx context.Context, o Options) (*ldap.Conn, error) {
	u, err := o.server()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	settings := &tls.Config{}
	if o.TLS != nil {
		settings = o.TLS.Clone()
	}
	settings.MinVersion, settings.ServerName = max(settings.MinVersion, tls.VersionTLS12), u.Hostname()
	if u.Scheme == "ldap" {
		return startTLS(ctx, u, settings)
	}
	d := tls.Dialer{Config: settings}
	c, err := d.DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", u.Host, err)
	}
	conn := ldap.NewConn(c, true)
	conn.Start()
	return conn, nil
}

// startTLS returns a connection on which nothing has been said but "StartTLS".
func startTLS(ctx context.Context, u *url.URL, settings *tls.Config) (*ldap.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", u.Host, err)
	}
	conn := ldap.NewConn(c, false)
	conn.Start()
	stop := context.AfterFunc(ctx, func() { c.Close() }) //nolint:errcheck // StartTLS tells
	err = conn.StartTLS(settings)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		err = fmt.Errorf("switch the connection to %s to TLS: %w", u.Host, err)
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// pages asks for page after page until the server says that there is no more.
func pages(conn *ldap.Conn, o Options) (entries []*ldap.Entry, referrals int, err error) {
	size := o.PageSize
	if size == 0 {
		size = defaultPage
	}
	paging := ldap.NewControlPaging(size)
	request := ldap.NewSearchRequest(o.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, int(pageFor/time.Second), false,
		o.filter(), wanted(o.Schema.Attributes), []ldap.Control{paging})
	for range maxPages {
		result, err := conn.Search(request)
		if err != nil {
			return nil, 0, fmt.Errorf("%w: after %d entries: %w", ErrIncomplete, len(entries), err)
		}
		entries, referrals = append(entries, result.Entries...), referrals+len(result.Referrals)
		if len(entries) > maxEntries {
			return nil, 0, fmt.Errorf("more than %d entries were found: narrow the filter", maxEntries)
		}
		answered, ok := ldap.FindControl(result.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		switch {
		case !ok:
			return nil, 0, fmt.Errorf("%w: after %d entries the server does not say whether there are more", ErrIncomplete, len(entries))
		case len(answered.Cookie) == 0:
			return entries, referrals, nil
		}
		paging.SetCookie(answered.Cookie)
	}
	return nil, 0, fmt.Errorf("%w: it has more than %d pages", ErrIncomplete, maxPages)
}

// wanted returns the attributes to ask for, each once.
func wanted(attributes map[string]string) []string {
	var names []string
	for _, name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
