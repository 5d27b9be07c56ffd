package agent

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lobby.internal/store/relay"
)

// The source's patience.
const (
	dialWithin  = 10 * time.Second
	replyBy     = time.Minute
	maxSentence = 200
)

// Source reads a kiosk's badge log from the kiosk. It implements relay.Source.
type Source struct {
	base   *url.URL
	client *http.Client
	kiosk  string
}

var _ relay.Source = (*Source)(nil)

// Open returns the source of the kiosk at address, such as
// "https://kiosk-1:7443". It does not ask the kiosk yet.
func Open(address string, f Files) (*Source, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "https" || base.Host == "" || base.User != nil || strings.Trim(base.Path, "/")+base.RawQuery+base.Fragment != "" {
		return nil, fmt.Errorf("agent: %q is no address of a kiosk, such as https://kiosk-1:7443", address)
	}
	config, err := f.client()
	if err != nil {
		return nil, err
	}
	return &Source{base: base, client: &http.Client{
		Timeout: replyBy,
		Transport: &http.Transport{
			DialContext:     (&net.Dialer{Timeout: dialWithin}).DialContext,
			TLSClientConfig: config, TLSHandshakeTimeout: dialWithin, ForceAttemptHTTP2: false,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: idleFor / 2,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Kiosk implements relay.Source.
func (s *Source) Kiosk(ctx context.Context) (string, error) {
	if s.kiosk != "" {
		return s.kiosk, nil
	}
	b, err := s.Next(ctx, relay.Cursor{}, 0)
	if err != nil {
		return "", err
	}
	if b.Epoch.Kiosk == "" {
		return "", fmt.Errorf("agent: %s does not say which kiosk it is: %w", s.base, relay.ErrPermanent)
	}
	s.kiosk = b.Epoch.Kiosk
	return s.kiosk, nil
}

// Next implements relay.Source.
func (s *Source) Next(ctx context.Context, after relay.Cursor, limit int) (b relay.Batch, err error) {
	u := s.base.JoinPath(pathLog)
	u.RawQuery = url.Values{
		"epoch": {after.Epoch}, "after": {strconv.FormatUint(after.Seq, 10)}, "limit": {strconv.Itoa(limit)},
	}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return b, fmt.Errorf("agent: %w", err)
	}
	reply, err := s.client.Do(request)
	if err != nil {
		return b, s.unreachable(err)
	}
	defer reply.Body.Close() //nolint:errcheck // it was only read
	if reply.StatusCode != http.StatusOK {
		return b, s.refused(reply)
	}
	if err := json.NewDecoder(http.MaxBytesReader(nil, reply.Body, maxReply)).Decode(&b); err != nil {
		return relay.Batch{}, fmt.Errorf("agent: the reply of %s was torn: %w", s.base, err)
	}
	return b, nil
}

// unreachable says why no reply came. A kiosk that does not prove who it is is
// not asked again until a person has looked.
func (s *Source) unreachable(err error) error {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("agent: %s does not prove to be this kiosk (is its certificate of this authority, in date and for this name?): %w: %w", s.base, err, relay.ErrPermanent)
	}
	return fmt.Errorf("agent: no reply of %s: %w", s.base, err)
}

func (s *Source) refused(reply *http.Response) error {
	sentence, err := io.ReadAll(io.LimitReader(reply.Body, maxSentence))
	if err != nil {
		return fmt.Errorf("agent: the reply of %s was torn: %w", s.base, err)
	}
	err = fmt.Errorf("agent: %s refuses: %s: %q", s.base, reply.Status, strings.TrimSpace(string(sentence)))
	if reply.StatusCode < http.StatusInternalServerError && reply.StatusCode != http.StatusTooManyRequests {
		return fmt.Errorf("%w: %w", err, relay.ErrPermanent)
	}
	return err
}

// Close implements relay.Source.
func (s *Source) Close() error {
	s.client.CloseIdleConnections()
	return nil
}
