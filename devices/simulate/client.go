package simulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"time"

	"lobby.internal/devices/idcard"
)

// ErrNotRunning is returned by Dial when no simulator runs in the folder.
var ErrNotRunning = errors.New("simulate: no simulator runs in this folder")

const replyLimit = 10 * time.Second

// Client speaks to a simulator in another process. It may be used from several
// goroutines.
type Client struct {
	mu    sync.Mutex
	conn  net.Conn
	lines *bufio.Reader
}

// Dial finds the simulator whose Options.Dir was dir.
func Dial(dir string) (*Client, error) {
	conn, err := net.DialTimeout("unix", filepath.Join(dir, socketName), time.Second)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	return &Client{conn: conn, lines: bufio.NewReader(conn)}, nil
}

// Close ends the connection; the simulator goes on.
func (c *Client) Close() error { return c.conn.Close() }

// Tap presents a card of 8, 10, 14 or 20 hexadecimal digits; see Reader.Tap.
func (c *Client) Tap(card string) error {
	_, err := c.ask(request{Do: doTap, Value: card})
	return err
}

// Scan presents a code; see Reader.Scan.
func (c *Client) Scan(text string) error {
	_, err := c.ask(request{Do: doScan, Value: text})
	return err
}

// PresentID presents an identity card; see IDReader.Present.
func (c *Client) PresentID(d idcard.Document) error {
	_, err := c.ask(request{Do: doID, ID: &d})
	return err
}

// Fault makes f happen to the device, "printer", "reader" or "idcard".
func (c *Client) Fault(device string, f Fault) error {
	_, err := c.ask(request{Do: doFault, Device: device, Value: string(f)})
	return err
}

// Labels returns the paths of the labels that came out since the simulator
// started, oldest first.
func (c *Client) Labels() ([]string, error) {
	a, err := c.ask(request{Do: doLabels})
	return a.Labels, err
}

// Status returns the state of the devices.
func (c *Client) Status() (Status, error) {
	a, err := c.ask(request{Do: doStatus})
	if err != nil || a.Status == nil {
		return Status{}, err
	}
	return *a.Status, nil
}

func (c *Client) ask(q request) (reply, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.conn.SetDeadline(time.Now().Add(replyLimit)); err != nil {
		return reply{}, fmt.Errorf("simulate: ask: %w", err)
	}
	if err := json.NewEncoder(c.conn).Encode(q); err != nil {
		return reply{}, fmt.Errorf("simulate: ask: %w", err)
	}
	line, err := c.lines.ReadBytes('\n')
	if err != nil {
		return reply{}, fmt.Errorf("simulate: ask: %w", err)
	}
	var a reply
	if err := json.Unmarshal(line, &a); err != nil {
		return reply{}, fmt.Errorf("simulate: ask: %w", err)
	}
	return a, remoteError(a.Error)
}

// remoteError gives the errors that a caller may wait out their identity back.
func remoteError(text string) error {
	for _, err := range []error{ErrNobody, ErrUnplugged} {
		if text == err.Error() {
			return err
		}
	}
	if text == "" {
		return nil
	}
	return errors.New(text)
}
