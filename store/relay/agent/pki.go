package agent

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"time"
)

// How long certificates are good for; an hour before counts, for clocks that
// are slow.
const (
	authorityFor   = 10 * 365 * 24 * time.Hour
	certificateFor = 398 * 24 * time.Hour
	backdated      = time.Hour
)

// Pair is a certificate and its private key, as PEM.
type Pair struct {
	Cert []byte
	Key  []byte
}

// Authority issues the certificates of one site.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// NewAuthority makes an authority and returns it with what to keep of it.
func NewAuthority(name string, now time.Time) (*Authority, Pair, error) {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-backdated), NotAfter: now.Add(authorityFor),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a := &Authority{}
	pair, err := a.issue(template)
	if err != nil {
		return nil, Pair{}, err
	}
	a, err = ReadAuthority(pair)
	return a, pair, err
}

// ReadAuthority reads an authority that was kept.
func ReadAuthority(p Pair) (*Authority, error) {
	cert, key := decodePEM(p.Cert, "CERTIFICATE"), decodePEM(p.Key, "PRIVATE KEY")
	if cert == nil || key == nil {
		return nil, errors.New("agent: the authority's certificate or key is no PEM")
	}
	c, err := x509.ParseCertificate(cert)
	if err != nil {
		return nil, fmt.Errorf("agent: the authority's certificate: %w", err)
	}
	k, err := x509.ParsePKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("agent: the authority's key: %w", err)
	}
	private, ok := k.(*ecdsa.PrivateKey)
	if !ok || !c.IsCA || !private.PublicKey.Equal(c.PublicKey) {
		return nil, errors.New("agent: the authority's certificate and key do not belong together")
	}
	return &Authority{c, private}, nil
}

func decodePEM(text []byte, kind string) []byte {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil
	}
	return block.Bytes
}

// Kiosk issues the certificate with which a kiosk serves under those host names
// and addresses.
func (a *Authority) Kiosk(hosts []string, now time.Time) (Pair, error) {
	if len(hosts) == 0 {
		return Pair{}, errors.New("agent: a kiosk's certificate needs the host name or address that it is asked at")
	}
	template := leaf(hosts[0], "kiosk", x509.ExtKeyUsageServerAuth, now)
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return a.issue(template)
}

// Facilities issues the certificate with which the badge logs are read.
func (a *Authority) Facilities(name string, now time.Time) (Pair, error) {
	return a.issue(leaf(name, unitFacilities, x509.ExtKeyUsageClientAuth, now))
}

func leaf(name, unit string, usage x509.ExtKeyUsage, now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, OrganizationalUnit: []string{unit}},
		NotBefore: now.Add(-backdated), NotAfter: now.Add(certificateFor),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
}

// issue signs the template with the authority's key, or with its own where
// there is no authority yet.
func (a *Authority) issue(template *x509.Certificate) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, fmt.Errorf("agent: make a key: %w", err)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return Pair{}, fmt.Errorf("agent: issue a certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Pair{}, fmt.Errorf("agent: encode a key: %w", err)
	}
	return Pair{
		Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		Key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, nil
}
