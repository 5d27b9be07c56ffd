package ldap_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	goldap "github.com/go-ldap/ldap/v3"

	"lobby.internal/kiosk/directory/ldap"
)

const (
	admin    = "cn=admin," + base
	reader   = "cn=reader," + base // may see 40 entries of a paged search
	group    = `cn=hosts (all*)\, main,` + base
	password = "示例口令"
)

const configuration = `
include %[1]s/core.schema
include %[1]s/cosine.schema
include %[1]s/inetorgperson.schema
modulepath %[2]s
moduleload back_mdb
moduleload memberof
TLSCertificateFile %[3]s/cert.pem
TLSCertificateKeyFile %[3]s/key.pem
TLSProtocolMin 3.3
security simple_bind=128
database mdb
suffix %[4]s
rootdn %[5]s
rootpw %[6]s
directory %[3]s
overlay memberof
limits dn.exact=%[7]s size.prtotal=40
access to attrs=userPassword by anonymous auth
access to * by users read
`

// slapd starts OpenLDAP's server, which ends with the test. It returns its
// addresses, one for StartTLS and one for TLS.
func slapd(t *testing.T) (plain, encrypted string, trusted *x509.CertPool) {
	t.Helper()
	program, err := exec.LookPath("slapd")
	if err != nil {
		program = "/usr/sbin/slapd"
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("slapd is not installed: the server in the test's process stands for it")
	}
	usr, dir := filepath.Dir(filepath.Dir(program)), t.TempDir()
	trusted = certificate(t, dir)
	text := fmt.Sprintf(configuration, filepath.Join(usr, "../etc/ldap/schema"), filepath.Join(usr, "lib/ldap"), dir, base, admin, password, reader)
	file := filepath.Join(dir, "slapd.conf")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	plain, encrypted = port(t), port(t)
	run(t, encrypted, exec.CommandContext(t.Context(), program, "-d", "none", "-f", file, "-h", "ldap://"+plain+"/ ldaps://"+encrypted+"/"))
	return plain, encrypted, trusted
}

// run starts a server and waits until it listens.
func run(t *testing.T, address string, c *exec.Cmd) {
	t.Helper()
	var log bytes.Buffer
	c.Stderr, c.Stdout = &log, &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		<-ended          //nolint:errcheck // it was killed
	})
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close() //nolint:errcheck // only tried
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v\n%s", err, log.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// port returns an address that was free a moment ago.
func port(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// certificate writes one for 127.0.0.1 into dir.
func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	key, err := x509.MarshalPKCS8PrivateKey(web.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: web.Certificate().Raw}, "key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(web.Certificate())
	return trusted
}

// fill adds a reader, 101 people of whom the last has no number, and a group of
// two.
func fill(t *testing.T, address string, trusted *x509.CertPool) {
	t.Helper()
	conn, err := goldap.DialURL("ldaps://"+address, goldap.DialWithTLSConfig(&tls.Config{RootCAs: trusted, ServerName: "127.0.0.1"}))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the server ends as well
	if err := conn.Bind(admin, password); err != nil {
		t.Fatal(err)
	}
	add := func(dn string, attributes map[string][]string) {
		r := goldap.NewAddRequest(dn, nil)
		for name, values := range attributes {
			r.Attribute(name, values)
		}
		if err := conn.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	add(base, map[string][]string{"objectClass": {"dcObject", "organization"}, "dc": {"example"}, "o": {"Example"}})
	add(reader, map[string][]string{
		"objectClass": {"simpleSecurityObject", "organizationalRole"}, "cn": {"reader"}, "userPassword": {password},
	})
	for i := range 101 {
		attributes := map[string][]string{
			"objectClass": {"inetOrgPerson"}, "sn": {"示例"}, "displayName": {"示例"}, "employeeNumber": {fmt.Sprintf("A%d", i)},
			"manager": {"uid=p0," + base},
		}
		if i == 100 {
			delete(attributes, "employeeNumber")
		}
		attributes["cn"] = []string{"示例"}
		add(fmt.Sprintf("uid=p%d,%s", i, base), attributes)
	}
	add(group, map[string][]string{"objectClass": {"groupOfNames"}, "member": {"uid=p3," + base, "uid=p4," + base}})
}

// TestRead_OpenLDAP reads from a server that is not ours.
func TestRead_OpenLDAP(t *testing.T) {
	plain, encrypted, trusted := slapd(t)
	fill(t, encrypted, trusted)
	for name, c := range map[string]struct {
		change func(*ldap.Options)
		want   int
	}{
		"TLS":      {func(*ldap.Options) {}, 100},
		"StartTLS": {func(o *ldap.Options) { o.URL = "ldap://" + plain }, 100},
		"a group":  {func(o *ldap.Options) { o.Group = group }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			o := ldap.Options{
				URL: "ldaps://" + encrypted, TLS: &tls.Config{RootCAs: trusted}, User: admin, Password: password,
				Base: base, Schema: ldap.Person(), PageSize: 7,
			}
			o.Schema.Attributes["deputy"] = "manager"
			c.change(&o)
			a, err := ldap.Read(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			after := a.Over(nil)
			if len(after) != c.want || len(a.Faults) > 0 {
				t.Errorf("%d hosts, want %d; %v", len(after), c.want, a.Faults)
			}
			if c.want == 100 && after[5].Deputy != "A0" {
				t.Errorf("the deputy is %q", after[5].Deputy)
			}
		})
	}
	t.Run("the server's limit", func(t *testing.T) {
		o := ldap.Options{
			URL: "ldaps://" + encrypted, TLS: &tls.Config{RootCAs: trusted}, User: reader, Password: password,
			Base: base, Schema: ldap.Person(), PageSize: 7,
		}
		if a, err := ldap.Read(t.Context(), o); !errors.Is(err, ldap.ErrIncomplete) {
			t.Errorf("%d hosts and %v, want ErrIncomplete", len(a.Hosts), err)
		}
	})
}
