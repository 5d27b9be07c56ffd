package ldap_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"
	"go.uber.org/goleak"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/directory/ldap"
	"lobby.internal/kiosk/directory/ldap/ldaptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const base = "dc=example,dc=com"

// people returns n entries of Active Directory.
func people(n int) []*goldap.Entry {
	var all []*goldap.Entry
	for i := range n {
		all = append(all, person(fmt.Sprintf("A%d", i+1), "示例", nil))
	}
	return all
}

func person(id, name string, more map[string][]string) *goldap.Entry {
	attributes := map[string][]string{"employeeID": {id}, "displayName": {name}}
	maps.Copy(attributes, more)
	return goldap.NewEntry("cn="+id+",ou=people,"+base, attributes)
}

// options returns what reads from s, two entries at a time.
func options(s *ldaptest.Server) ldap.Options {
	return ldap.Options{
		URL: s.URL(), TLS: s.TLS(), User: ldaptest.User, Password: ldaptest.Password,
		Base: base, Schema: ldap.ActiveDirectory(), PageSize: 2,
	}
}

func TestRead(t *testing.T) {
	for name, startTLS := range map[string]bool{"TLS": false, "StartTLS": true} {
		for _, n := range []int{1, 2, 3, 4, 101} {
			t.Run(fmt.Sprintf("%d over %s", n, name), func(t *testing.T) {
				s := ldaptest.Start(t, startTLS, people(n)...)
				a, err := ldap.Read(t.Context(), options(s))
				if err != nil {
					t.Fatal(err)
				}
				if len(a.Hosts) != n || len(a.Faults) != 0 {
					t.Errorf("got %d hosts and %v", len(a.Hosts), a.Faults)
				}
				said := s.Said()
				if startTLS && (said[0] != "starttls" || said[1] != "bind") || !startTLS && said[0] != "bind" {
					t.Errorf("the server was asked %v", said[:2])
				}
			})
		}
	}
}

func TestRead_NothingOfAnAnswerThatIsNotWhole(t *testing.T) {
	for name, f := range map[string]ldaptest.Faults{
		"cut on the first page": {Cut: 1}, "cut between pages": {Cut: 4}, "cut on a later page": {Cut: 5},
		"the server's limit": {Limit: 3}, "pages are not known": {NoPaging: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := ldaptest.Start(t, false)
			s.Set(f, people(7)...)
			a, err := ldap.Read(t.Context(), options(s))
			if !errors.Is(err, ldap.ErrIncomplete) || len(a.Hosts) > 0 {
				t.Errorf("got %d hosts and %v, want ErrIncomplete", len(a.Hosts), err)
			}
		})
	}
}

func TestRead_NobodyIsAnError(t *testing.T) {
	s := ldaptest.Start(t, false)
	if _, err := ldap.Read(t.Context(), options(s)); err == nil || !strings.Contains(err.Error(), "found nobody") {
		t.Errorf("error is %v", err)
	}
}

func TestRead_NobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := options(ldaptest.Start(t, false))
	o.URL = "ldaps://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ldap.Read(t.Context(), o); err == nil || !strings.Contains(err.Error(), "connect to") {
		t.Errorf("error is %v", err)
	}
}

func TestRead_NothingIsSaidToAServerThatIsNotTrusted(t *testing.T) {
	for name, startTLS := range map[string]bool{"TLS": false, "StartTLS": true} {
		t.Run(name, func(t *testing.T) {
			s := ldaptest.Start(t, startTLS, people(1)...)
			o := options(s)
			o.TLS = nil
			if _, err := ldap.Read(t.Context(), o); err == nil || !strings.Contains(err.Error(), "certificate") {
				t.Errorf("error is %v", err)
			}
			if slices.Contains(s.Said(), "bind") {
				t.Error("the password was sent")
			}
		})
	}
}

func TestRead_NoPasswordWithoutTLS(t *testing.T) {
	s := ldaptest.Start(t, true, people(1)...)
	s.Set(ldaptest.Faults{NoTLS: true}, people(1)...)
	if _, err := ldap.Read(t.Context(), options(s)); err == nil {
		t.Error("a server without TLS was read")
	}
	if slices.Contains(s.Said(), "bind") {
		t.Error("the password was sent in the clear")
	}
}

func TestRead_WrongPassword(t *testing.T) {
	o := options(ldaptest.Start(t, false, people(1)...))
	o.Password = "falsches-Wort"
	_, err := ldap.Read(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "sign in") || strings.Contains(err.Error(), string(o.Password)) {
		t.Errorf("error is %v", err)
	}
}

func TestRead_EndsWithItsContext(t *testing.T) {
	s := ldaptest.Start(t, false)
	s.Set(ldaptest.Faults{Silent: true}, people(1)...)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(s.Said()) < 2 { // signed in and asked
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if _, err := ldap.Read(ctx, options(s)); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

func TestRead_CleansAsTheImportDoes(t *testing.T) {
	schema := ldap.ActiveDirectory()
	schema.Attributes["title"], schema.Attributes["floor"] = "personalTitle", "physicalDeliveryOfficeName"
	s := ldaptest.Start(t, false,
		person("A1", "  单   样本 ", map[string][]string{
			"personaltitle": {"Mr"}, "department": {"行政部"}, "physicalDeliveryOfficeName": {"3"}, "ipPhone": {"8001"},
			"assistant": {"CN=A2, OU=People, DC=example, DC=com"},
		}),
		person("A2", "张示例", map[string][]string{"msDS-PhoneticDisplayName": {"Zhang Shili"}, "department": {"乙部", "甲部"}, "assistant": {"A1"}}),
		person("A3", "访客甲", map[string][]string{"ipPhone": {"+86 10 5555 0100 001"}, "assistant": {"cn=A99,ou=people," + base}}),
		person("A4", "己\u202e样", nil), person("A5", "示例乙", nil), person("A5", "示例丙", nil),
		person("A6", "示例丁", map[string][]string{"assistant": {"cn=A6,ou=people," + base}}),
	)
	o := options(s)
	o.Schema = schema
	a, err := ldap.Read(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	before := []kiosk.Host{{ID: "A4", Name: "旧示例", Deputy: "A5"}, {ID: "A5", Name: "老示例"}, {ID: "A9", Name: "前示例"}}
	want := []kiosk.Host{
		{
			ID: "A1", Name: "单 样本", Title: kiosk.TitleMr, Pinyin: "shan yang ben", Department: "行政部", Floor: "3",
			Extension: "8001", Deputy: "A2",
		},
		{ID: "A2", Name: "张示例", Pinyin: "zhang shili", Department: "乙部", Deputy: "A1"},
		{ID: "A3", Name: "访客甲", Pinyin: "fang ke jia"},
		{ID: "A6", Name: "示例丁", Pinyin: "shi li ding"},
		before[0], before[1],
	}
	if got := a.Over(before); !slices.Equal(got, want) {
		t.Errorf("the directory becomes\n%+v, want\n%+v", got, want)
	}
	var faults []string
	for _, f := range a.Faults {
		faults = append(faults, f.String())
	}
	if !slices.Equal(faults, []string{
		"entry 3 (A3), extension: longer than 12 characters",
		"entry 4 (A4), name: has characters that cannot be read or nothing but signs",
		"entry 5 (A5), id: another entry has the same", "entry 6 (A5), id: another entry has the same",
	}) {
		t.Errorf("faults are %q", faults)
	}
}

func TestRead_WhatGoesIntoTheFilterIsEscaped(t *testing.T) {
	s := ldaptest.Start(t, false, people(1)...)
	o := options(s)
	o.Schema = ldap.Person()
	o.Schema.Attributes["id"] = "employeeID"
	o.Group = `cn=hosts (all\, *)` + ",ou=groups," + base
	if _, err := ldap.Read(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := `(&(objectClass=inetOrgPerson)(employeeID=*)(memberOf=cn=hosts \28all\5c, \2a\29,ou=groups,dc=example,dc=com))`
	if got := s.Said()[1]; got != want {
		t.Errorf("filter is %s, want %s", got, want)
	}
}

func TestOptions_Check(t *testing.T) {
	good := func() ldap.Options {
		return ldap.Options{URL: "ldaps://dc1.example.com", User: "u", Password: "p", Base: base, Schema: ldap.ActiveDirectory()}
	}
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*ldap.Options){
		"no TLS":               func(o *ldap.Options) { o.URL = "http://dc1.example.com" },
		"no server":            func(o *ldap.Options) { o.URL = "ldaps://" },
		"a password in it":     func(o *ldap.Options) { o.URL = "ldaps://u:p@dc1.example.com" },
		"a path":               func(o *ldap.Options) { o.URL = "ldaps://dc1.example.com/dc=example" },
		"no base":              func(o *ldap.Options) { o.Base = "" },
		"no DN":                func(o *ldap.Options) { o.Base = "example.com" },
		"a group that is none": func(o *ldap.Options) { o.Group = "hosts" },
		"an open filter":       func(o *ldap.Options) { o.Schema.Filter = "(objectClass=person" },
		"two filters":          func(o *ldap.Options) { o.Schema.Filter = "(a=b))(c=d" },
		"an unknown column":    func(o *ldap.Options) { o.Schema.Attributes["salary"] = "x" },
		"a filter as id":       func(o *ldap.Options) { o.Schema.Attributes["id"] = "x=*)(y" },
		"no id":                func(o *ldap.Options) { delete(o.Schema.Attributes, "id") },
		"no password":          func(o *ldap.Options) { o.Password = "" },
		"no user":              func(o *ldap.Options) { o.User = "" },
	} {
		t.Run(name, func(t *testing.T) {
			o := good()
			spoil(&o)
			if o.Check() == nil {
				t.Error("they were taken")
			}
		})
	}
}

func TestOptions_DoNotShowThePassword(t *testing.T) {
	o := ldap.Options{Password: ldaptest.Password}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if strings.Contains(fmt.Sprintf(verb, o), ldaptest.Password) {
			t.Errorf("%s shows it", verb)
		}
	}
}
