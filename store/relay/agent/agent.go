// Package agent carries a kiosk's badge log over HTTPS from the kiosk, which
// serves it, to whoever keeps the copies, who asks for it. Both show a
// certificate of the site's own authority (TLS 1.3, no older version): the
// kiosk's is good for serving alone, and the log is given only to a certificate
// of the organisational unit "facilities".
//
//	GET /v1/log?epoch=ID&after=SEQ&limit=N
//
// answers with a relay.Batch as JSON. With limit=0 it says which kiosk it is.
package agent

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

const (
	pathLog = "/v1/log"
	// unitFacilities is the organisational unit whose certificates may read.
	unitFacilities = "facilities"
	// maxLimit is how many entries a kiosk gives at once.
	maxLimit = 1000
	// maxReply is the largest reply that is read, in bytes: maxLimit entries are
	// a tenth of it.
	maxReply = 16 << 20
)

// Files names the certificate, the key and the authority of one end, as PEM.
type Files struct {
	Cert string // the own certificate
	Key  string // its private key
	CA   string // the authority that the other end's certificate must be of
}

// load reads the files.
func (f Files) load() (tls.Certificate, *x509.CertPool, error) {
	cert, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		return cert, nil, fmt.Errorf("agent: the certificate %s with the key %s: %w; see lobbyctl pki --help", f.Cert, f.Key, err)
	}
	text, err := os.ReadFile(f.CA)
	if err != nil {
		return cert, nil, fmt.Errorf("agent: the authority's certificate: %w; see lobbyctl pki --help", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return cert, nil, errors.New("agent: " + f.CA + " holds no certificate; see lobbyctl pki --help")
	}
	return cert, pool, nil
}

// client returns how facilities speak. A certificate that was renewed counts
// from the next connection on.
func (f Files) client() (*tls.Config, error) {
	_, pool, err := f.load()
	return &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: pool,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			cert, _, err := f.load()
			return &cert, err
		},
	}, err
}

// server returns how a kiosk speaks; of renewed files the same is true.
func (f Files) server() (*tls.Config, error) {
	config, err := f.loadServer()
	if err != nil {
		return nil, err
	}
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return f.loadServer() }
	return config, nil
}

func (f Files) loadServer() (*tls.Config, error) {
	cert, pool, err := f.load()
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{cert},
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
	}, err
}
