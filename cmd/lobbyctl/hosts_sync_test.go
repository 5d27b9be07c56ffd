package main

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/directory/ldap/ldaptest"
)

// entry is a person as Active Directory has them.
func entry(id, name string) *goldap.Entry {
	return goldap.NewEntry("cn="+id+",ou=people,dc=example,dc=com",
		map[string][]string{"employeeID": {id}, "displayName": {name}, "physicalDeliveryOfficeName": {"12"}})
}

// syncArgs returns a call that reads from s into the kiosk at dir.
func syncArgs(t *testing.T, s *ldaptest.Server, dir string, more ...string) []string {
	t.Helper()
	return append([]string{
		"--data", dir, "hosts", "sync", "--from", s.URL(), "--base", "dc=example,dc=com", "--ca", writeFile(t, "ca.pem", s.CA()),
		"--user", ldaptest.User, "--password-file", writeFile(t, "password", ldaptest.Password+"\n"),
	}, more...)
}

// house returns a kiosk's agent with the staff A0 to A9.
func house() *fake {
	f := &fake{}
	for _, n := range "0123456789" {
		f.hosts = append(f.hosts, kiosk.Host{ID: kiosk.HostID("A" + string(n)), Name: "示例", Pinyin: "shi li"})
	}
	return f
}

// staff returns the entries of the house but for those left out.
func staff(without ...string) []*goldap.Entry {
	var all []*goldap.Entry
	for _, h := range house().hosts {
		if !slices.Contains(without, string(h.ID)) {
			all = append(all, entry(string(h.ID), h.Name))
		}
	}
	return all
}

func TestHostsSync_ThroughTheRunningAgent(t *testing.T) {
	for name, startTLS := range map[string]bool{"TLS": false, "StartTLS": true} {
		t.Run(name, func(t *testing.T) {
			f := house()
			entries := append(staff("A3"), entry("B1", "访客甲"))
			entries[0] = entry("A0", "Sample")
			s := ldaptest.Start(t, startTLS, entries...)
			call(t, "", syncArgs(t, s, running(t, f))...).want(t, exitDone,
				"10 hosts\nadded 1: B1\nchanged 1: A0\nremoved 1: A3\nthe directory is up to date\n")
			if len(f.hosts) != 10 || f.hosts[0].Name != "Sample" {
				t.Errorf("the agent got %+v", f.hosts)
			}
		})
	}
}

func TestHostsSync_IntoTheFile(t *testing.T) {
	dir, s := seeded(t), ldaptest.Start(t, false, staff()...)
	call(t, "", syncArgs(t, s, dir, "--most-removed", "100", "--attribute", "floor=physicalDeliveryOfficeName")...).want(t, exitDone,
		"10 hosts\nadded 10: A0 A1 A2 A3 A4 A5 A6 A7 A8 A9\nchanged 0\nremoved 1: H0\nthe directory is up to date\n")
	wantHosts(t, dir, slices.Repeat([]string{"示例"}, 10)...)
	call(t, "", syncArgs(t, s, dir, "--attribute", "floor=physicalDeliveryOfficeName")...).want(t, exitDone,
		"10 hosts\nadded 0\nchanged 0\nremoved 0\nnothing was changed\n")
}

func TestHostsSync_DryRun(t *testing.T) {
	f, s := house(), ldaptest.Start(t, false, append(staff("A3"), entry("B1", "访客甲"))...)
	call(t, "", syncArgs(t, s, running(t, f), "--dry-run")...).want(t, exitDone,
		"10 hosts\nadded 1: B1\nchanged 0\nremoved 1: A3\nnothing was changed\n")
	if !slices.Equal(f.hosts, house().hosts) {
		t.Errorf("the agent got %+v", f.hosts)
	}
}

func TestHostsSync_RefusesToRemoveTooMany(t *testing.T) {
	f, s := house(), ldaptest.Start(t, false, staff("A3", "A4")...)
	dir := running(t, f)
	for _, more := range [][]string{nil, {"--dry-run"}, {"--most-removed", "19%"}} {
		call(t, "", syncArgs(t, s, dir, more...)...).want(t, exitFailed,
			"8 hosts\nadded 0\nchanged 0\nremoved 2: A3 A4\n", "2 of 10", "The directory is as it was", "--most-removed")
	}
	if !slices.Equal(f.hosts, house().hosts) {
		t.Errorf("the agent got %+v", f.hosts)
	}
	call(t, "", syncArgs(t, s, dir, "--most-removed", "20%")...).want(t, exitDone,
		"8 hosts\nadded 0\nchanged 0\nremoved 2: A3 A4\nthe directory is up to date\n")
}

func TestHostsSync_NoEffectWithoutAWholeAnswer(t *testing.T) {
	f := house()
	s := ldaptest.Start(t, false)
	dir := running(t, f)
	args := syncArgs(t, s, dir, "--most-removed", "100%")
	for name, fault := range map[string]ldaptest.Faults{"cut": {Cut: 5}, "limit": {Limit: 5}, "no paging": {NoPaging: true}} {
		t.Run(name, func(t *testing.T) {
			s.Set(fault, staff()...)
			call(t, "", args...).want(t, exitFailed, "", "not whole", "The directory is as it was")
		})
	}
	s.Set(ldaptest.Faults{})
	call(t, "", args...).want(t, exitFailed, "", "found nobody", "The directory is as it was")
	args[slices.Index(args, "--from")+1] = "ldaps://127.0.0.1:1"
	call(t, "", args...).want(t, exitFailed, "", "connect to 127.0.0.1:1", "The directory is as it was")
	if !slices.Equal(f.hosts, house().hosts) {
		t.Errorf("the agent got %+v", f.hosts)
	}
}

func TestHostsSync_ReportsFaultsWithoutNames(t *testing.T) {
	f, s := house(), ldaptest.Start(t, false, append(staff("A3"), entry("A3", "☂"), entry("B1", "访\u202e客"))...)
	r := call(t, "", syncArgs(t, s, running(t, f))...)
	r.want(t, exitDone, "10 hosts\nadded 0\nchanged 0\nremoved 0\n"+
		"2 faults; a field at fault is empty, an entry without id or name is as it was\n"+
		"  entry 10 (A3), name: has characters that cannot be read or nothing but signs\n"+
		"  entry 11 (B1), name: has characters that cannot be read or nothing but signs\nnothing was changed\n")
}

func TestHostsSync_ThePasswordIsNeverShown(t *testing.T) {
	const word = "geheim-Sample-77"
	t.Setenv(passwordVariable, word)
	s := ldaptest.Start(t, false, staff()...)
	args := syncArgs(t, s, running(t, house()))
	at := slices.Index(args, "--password-file")
	fromEnvironment := slices.Delete(slices.Clone(args), at, at+2)
	for name, args := range map[string][]string{
		"help": {"hosts", "sync", "--help"}, "usage": {"hosts", "sync"}, "refused": fromEnvironment, "wrong flag": append(fromEnvironment, "--passwort"),
	} {
		t.Run(name, func(t *testing.T) {
			if r := call(t, "", args...); strings.Contains(r.stdout+r.err, word) || r.stdout+r.err == "" {
				t.Errorf("output %q, error %q", r.stdout, r.err)
			}
		})
	}
	t.Setenv(passwordVariable, ldaptest.Password)
	if r := call(t, "", fromEnvironment...); r.code != exitDone {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
}

func TestHostsSync_WrongUsage(t *testing.T) {
	s := ldaptest.Start(t, false, staff()...)
	dir := running(t, house())
	for name, more := range map[string][]string{
		"a share above all":  {"--most-removed", "101%"},
		"no share":           {"--most-removed", "some"},
		"an open filter":     {"--filter", "(objectClass=user"},
		"an unknown column":  {"--attribute", "salary=x"},
		"no id":              {"--attribute", "id="},
		"an unknown schema":  {"--schema", "nis"},
		"a negative age":     {"--every", "-1h"},
		"a password in URL":  {"--from", "ldaps://u:p@127.0.0.1"},
		"no TLS":             {"--from", "http://127.0.0.1"},
		"a group that isn't": {"--group", "hosts"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := call(t, "", syncArgs(t, s, dir, more...)...); r.code != exitUsage || r.stdout != "" {
				t.Errorf("exit code %d, output %q, error %q", r.code, r.stdout, r.err)
			}
		})
	}
	if len(s.Said()) > 0 {
		t.Errorf("the server was asked %v", s.Said())
	}
}

func TestHostsSync_PasswordFile(t *testing.T) {
	s := ldaptest.Start(t, false, staff()...)
	dir := running(t, house())
	open := writeFile(t, "open", ldaptest.Password)
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{open: "chmod o= " + open, writeFile(t, "empty", "\n"): "no password", "/no/such": "no such file"} {
		call(t, "", syncArgs(t, s, dir, "--password-file", path)...).want(t, exitFailed, "", want)
	}
}

func TestHostsSync_Every(t *testing.T) {
	f, s := house(), ldaptest.Start(t, false)
	args := syncArgs(t, s, running(t, f), "--every", "1ms")
	ctx, cancel := context.WithCancel(t.Context())
	var stdout, stderr bytes.Buffer
	done := make(chan int)
	go func() { done <- run(ctx, args, strings.NewReader(""), &stdout, &stderr) }()
	for range 3 { // it goes on although nobody is found
		for n := len(s.Said()); len(s.Said()) < n+2; {
			time.Sleep(time.Millisecond)
		}
	}
	s.Set(ldaptest.Faults{}, append(staff(), entry("B1", "访客甲"))...)
	for n := len(s.Said()); len(s.Said()) < n+4; {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if code := <-done; code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if strings.Count(stdout.String(), "added 1: B1\n") != 1 || !strings.Contains(stderr.String(), "found nobody") {
		t.Errorf("output %q, error %q", stdout.String(), stderr.String())
	}
	if len(f.hosts) != 11 {
		t.Errorf("the agent has %d hosts", len(f.hosts))
	}
}

func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Hour+time.Minute)
		defer cancel()
		n := 0
		repeat(ctx, time.Hour, func() { n++ })
		if n != 11 {
			t.Errorf("called %d times in ten hours, want 11", n)
		}
	})
}
