// Package ldaptest is an LDAP server in the test's own process that can be told
// to fail. It answers a search with all it has, whatever the filter: that is a
// matter for a real server.
package ldaptest

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// User and Password are what the server lets in.
const (
	User     = "cn=lobby,dc=example,dc=com"
	Password = "示例口令"
)

// Faults are what goes wrong. The zero value answers as it should.
type Faults struct {
	Cut      int  // the connection ends after so many entries, 0 for never
	Limit    int  // "size limit exceeded" after so many entries, 0 for never
	NoPaging bool // pages are not known, and the first is sent alone
	NoTLS    bool // StartTLS is refused
	Silent   bool // a search is never answered
}

// Server answers until the test ends.
type Server struct {
	host string
	tls  *tls.Config
	cert *x509.Certificate

	mu      sync.Mutex
	entries []*ldap.Entry
	faults  Faults
	said    []string // what was asked, in order
}

// Start returns a server with these entries. Its address is ldaps://, or ldap://
// when it waits for StartTLS.
func Start(t *testing.T, startTLS bool, entries ...*ldap.Entry) *Server {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate alone
	t.Cleanup(web.Close)
	s := &Server{tls: &tls.Config{Certificates: web.TLS.Certificates}, cert: web.Certificate(), entries: entries}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.host = "ldap://" + l.Addr().String()
	if !startTLS {
		s.host = "ldaps://" + l.Addr().String()
		l = tls.NewListener(l, s.tls)
	}
	var open sync.WaitGroup
	open.Go(func() { s.accept(l, &open) })
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		open.Wait()
	})
	return s
}

// URL returns where the server is.
func (s *Server) URL() string { return s.host }

// TLS returns settings that trust the server.
func (s *Server) TLS() *tls.Config {
	trusted := x509.NewCertPool()
	trusted.AddCert(s.cert)
	return &tls.Config{RootCAs: trusted}
}

// CA returns the authority that the server's certificate is from, as PEM.
func (s *Server) CA() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.cert.Raw}))
}

// Set changes what the server has and what goes wrong.
func (s *Server) Set(f Faults, entries ...*ldap.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries, s.faults = entries, f
}

// Said returns what was asked so far: "bind", "starttls" or the filter of a
// search.
func (s *Server) Said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said...)
}

func (s *Server) accept(l net.Listener, open *sync.WaitGroup) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		open.Go(func() { s.serve(c) })
	}
}

// serve answers one connection until it ends.
func (s *Server) serve(c net.Conn) {
	defer func() { c.Close() }() //nolint:errcheck // the client may have closed it
	for {
		p, err := ber.ReadPacket(c)
		if err != nil || len(p.Children) < 2 {
			return
		}
		id, ok := p.Children[0].Value.(int64)
		if !ok {
			return
		}
		switch op := p.Children[1]; op.Tag {
		case ldap.ApplicationBindRequest:
			ok = s.bind(c, id, op)
		case ldap.ApplicationExtendedRequest:
			c, ok = s.startTLS(c, id)
		case ldap.ApplicationSearchRequest:
			ok = s.search(c, id, p)
		default:
			return
		}
		if !ok {
			return
		}
	}
}

func (s *Server) say(what string) Faults {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, what)
	return s.faults
}

func (s *Server) bind(c net.Conn, id int64, op *ber.Packet) bool {
	s.say("bind")
	code := ldap.LDAPResultInvalidCredentials
	if op.Children[1].Value == User && op.Children[2].Data.String() == Password {
		code = ldap.LDAPResultSuccess
	}
	return send(c, id, done(ldap.ApplicationBindResponse, code))
}

func (s *Server) startTLS(c net.Conn, id int64) (net.Conn, bool) {
	if s.say("starttls").NoTLS {
		return c, send(c, id, done(ldap.ApplicationExtendedResponse, ldap.LDAPResultUnwillingToPerform))
	}
	return tls.Server(c, s.tls), send(c, id, done(ldap.ApplicationExtendedResponse, ldap.LDAPResultSuccess))
}

func (s *Server) search(c net.Conn, id int64, p *ber.Packet) bool {
	filter, err := ldap.DecompileFilter(p.Children[1].Children[6])
	if err != nil {
		return false
	}
	f := s.say(filter)
	if f.Silent {
		return true
	}
	s.mu.Lock()
	entries := s.entries
	s.mu.Unlock()
	paging := pagingOf(p)
	from, _ := strconv.Atoi(string(paging.Cookie)) // no cookie is the beginning
	to := min(len(entries), from+int(paging.PagingSize))
	for i, e := range entries[from:to] {
		switch at := from + i; {
		case f.Cut > 0 && at >= f.Cut:
			return false
		case f.Limit > 0 && at >= f.Limit:
			return send(c, id, done(ldap.ApplicationSearchResultDone, ldap.LDAPResultSizeLimitExceeded))
		case !send(c, id, encoded(e)):
			return false
		}
	}
	end := done(ldap.ApplicationSearchResultDone, ldap.LDAPResultSuccess)
	if f.NoPaging {
		return send(c, id, end)
	}
	more := ldap.NewControlPaging(0)
	if to < len(entries) {
		more.SetCookie([]byte(strconv.Itoa(to)))
	}
	return send(c, id, end, more)
}

func pagingOf(p *ber.Packet) *ldap.ControlPaging {
	if len(p.Children) > 2 {
		for _, child := range p.Children[2].Children {
			if c, err := ldap.DecodeControl(child); err == nil && c.GetControlType() == ldap.ControlTypePaging {
				return c.(*ldap.ControlPaging)
			}
		}
	}
	return ldap.NewControlPaging(1 << 30)
}

func send(c net.Conn, id int64, op *ber.Packet, controls ...ldap.Control) bool {
	p := ber.NewSequence("message")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, id, "id"))
	p.AppendChild(op)
	if len(controls) > 0 {
		list := ber.Encode(ber.ClassContext, ber.TypeConstructed, 0, nil, "controls")
		for _, control := range controls {
			list.AppendChild(control.Encode())
		}
		p.AppendChild(list)
	}
	_, err := c.Write(p.Bytes())
	return err == nil
}

func done(tag ber.Tag, code int) *ber.Packet {
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "result")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, int64(code), "code"))
	p.AppendChild(text(""))
	p.AppendChild(text(strings.ToLower(ldap.LDAPResultCodeMap[uint16(code)])))
	return p
}

func encoded(e *ldap.Entry) *ber.Packet {
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "entry")
	p.AppendChild(text(e.DN))
	list := ber.NewSequence("attributes")
	for _, a := range e.Attributes {
		one := ber.NewSequence("attribute")
		one.AppendChild(text(a.Name))
		values := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "values")
		for _, v := range a.Values {
			values.AppendChild(text(v))
		}
		one.AppendChild(values)
		list.AppendChild(one)
	}
	p.AppendChild(list)
	return p
}

func text(s string) *ber.Packet {
	return ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, s, "text")
}
