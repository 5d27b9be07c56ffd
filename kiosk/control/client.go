package control

import (
	"bytes"
	"context"
	"encoding/base64"
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

	"lobby.internal/kiosk"
)

// Client asks a running agent. It is a Service.
type Client struct {
	http *http.Client
}

var _ Service = (*Client)(nil)

// Dial returns a client of the agent that answers at the socket, or
// ErrNotRunning.
func Dial(ctx context.Context, socket string) (*Client, error) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("%w at %s: %w", ErrNotRunning, socket, err)
	}
	if err := conn.Close(); err != nil {
		return nil, fmt.Errorf("control: try the socket: %w", err)
	}
	return &Client{http: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}, nil
}

// Export writes what the agent exports; a body that stops short is an error.
func (c *Client) Export(ctx context.Context, w io.Writer, q Query) (note []byte, err error) {
	v := url.Values{"format": {string(q.Format)}}
	if !q.Since.IsZero() {
		v.Set("since", q.Since.Format(time.RFC3339Nano))
	}
	if !q.Until.IsZero() {
		v.Set("until", q.Until.Format(time.RFC3339Nano))
	}
	if q.Unsigned {
		v.Set("unsigned", "true")
	}
	resp, err := c.do(ctx, http.MethodGet, pathExport+"?"+v.Encode(), nil)
	if err != nil {
		return nil, err
	}
	trailer, err := copyWhole(w, resp)
	if err != nil {
		return nil, err
	}
	if note, err = base64.StdEncoding.DecodeString(trailer.Get(trailerNote)); err != nil {
		return nil, fmt.Errorf("control: read the export's note: %w", err)
	}
	return note, nil
}

// copyWhole copies a body that says at its end whether it is whole.
func copyWhole(w io.Writer, resp *http.Response) (http.Header, error) {
	_, err := io.Copy(w, resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("control: read the export: %w", err)
	}
	if result := resp.Trailer.Get(trailerResult); result != "ok" {
		return nil, fmt.Errorf("control: the export stops short: %s", result)
	}
	return resp.Trailer, nil
}

// Tail writes the agent's newest entries.
func (c *Client) Tail(ctx context.Context, w io.Writer, q TailQuery) error {
	v := url.Values{"after": {strconv.FormatUint(q.After, 10)}, "newest": {strconv.Itoa(q.Newest)}}
	resp, err := c.do(ctx, http.MethodGet, pathTail+"?"+v.Encode(), nil)
	if err != nil {
		return err
	}
	_, err = copyWhole(w, resp)
	return err
}

// Verify asks the agent to prove its file.
func (c *Client) Verify(ctx context.Context) (Proof, error) {
	var p Proof
	err := c.get(ctx, pathVerify, &p)
	return p, err
}

// Hosts returns the agent's directory.
func (c *Client) Hosts(ctx context.Context) ([]kiosk.Host, error) {
	var hosts []kiosk.Host
	err := c.get(ctx, pathHosts, &hosts)
	return hosts, err
}

// ReplaceHosts replaces the agent's directory.
func (c *Client) ReplaceHosts(ctx context.Context, hosts []kiosk.Host) error {
	body, err := json.Marshal(hosts)
	if err != nil {
		return fmt.Errorf("control: write the hosts: %w", err)
	}
	resp, err := c.do(ctx, http.MethodPut, pathHosts, bytes.NewReader(body))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Status asks how the kiosk is.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var st Status
	err := c.get(ctx, pathStatus, &st)
	return st, err
}

// get reads an answer in JSON into v.
func (c *Client) get(ctx context.Context, path string, v any) error {
	resp, err := c.do(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	err = json.NewDecoder(resp.Body).Decode(v)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("control: read the answer: %w", err)
	}
	return nil
}

// do returns the answer, or the agent's sentence when it refused.
func (c *Client) do(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://agent"+path, body)
	if err != nil {
		return nil, fmt.Errorf("control: ask the agent: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("control: ask the agent: %w", err)
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("control: read the refusal: %w", err)
	}
	return nil, errors.New(strings.TrimSpace(string(text)))
}
