package simulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"lobby.internal/devices/idcard"
)

// ErrRunning is returned by Start when a simulator already runs in the folder.
var ErrRunning = errors.New("simulate: already running in this folder")

const requestLimit = 16 << 10 // bytes of one request

// The things that a client asks for.
const (
	doTap    = "tap"
	doScan   = "scan"
	doID     = "id"
	doFault  = "fault"
	doLabels = "labels"
	doStatus = "status"
)

// request is one line of JSON to the control socket, reply the line that
// answers it.
type request struct {
	Do     string `json:"do"`
	Device string `json:"device,omitempty"` // of a fault
	Value  string `json:"value,omitempty"`  // card, code or fault

	ID *idcard.Document `json:"id,omitempty"`
}

type reply struct {
	Error  string   `json:"error,omitempty"`
	Labels []string `json:"labels,omitempty"`
	Status *Status  `json:"status,omitempty"`
}

// control answers the control socket.
type control struct {
	listener net.Listener
	sim      *Simulator

	mu     sync.Mutex
	conns  map[net.Conn]bool // nil once closed
	served sync.WaitGroup
}

// listen opens the socket, in place of one that a dead process left.
func listen(path string) (net.Listener, error) {
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		return nil, errors.Join(ErrRunning, c.Close())
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("simulate: control socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("simulate: control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("simulate: control socket: %w", err), l.Close())
	}
	return l, nil
}

func serve(l net.Listener, s *Simulator) *control {
	c := &control{listener: l, sim: s, conns: map[net.Conn]bool{}}
	c.served.Go(c.accept)
	return c
}

func (c *control) accept() {
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		if !c.keep(conn) {
			_ = conn.Close()
			return
		}
		c.served.Go(func() { c.converse(conn) })
	}
}

func (c *control) keep(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conns == nil {
		return false
	}
	c.conns[conn] = true
	return true
}

func (c *control) close() error {
	err := c.listener.Close()
	c.mu.Lock()
	for conn := range c.conns {
		_ = conn.Close() // its client is told by the end of the connection
	}
	c.conns = nil
	c.mu.Unlock()
	c.served.Wait()
	return err
}

// converse answers one client until it leaves.
func (c *control) converse(conn net.Conn) {
	defer func() {
		c.mu.Lock()
		delete(c.conns, conn)
		c.mu.Unlock()
		_ = conn.Close()
	}()
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, requestLimit)
	for lines.Scan() {
		if err := answerLine(conn, c.sim, lines.Bytes()); err != nil {
			return
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		_ = json.NewEncoder(conn).Encode(reply{Error: "simulate: the request is too long"})
	}
}

func answerLine(w io.Writer, s *Simulator, line []byte) error {
	var q request
	if err := json.Unmarshal(line, &q); err != nil {
		return json.NewEncoder(w).Encode(reply{Error: "simulate: the request is not JSON"})
	}
	a, err := s.handle(q)
	if err != nil {
		a.Error = err.Error()
	}
	return json.NewEncoder(w).Encode(a)
}

func (s *Simulator) handle(q request) (reply, error) {
	switch q.Do {
	case doTap:
		return reply{}, s.reader.Tap(q.Value)
	case doScan:
		return reply{}, s.reader.Scan(q.Value)
	case doID:
		if q.ID == nil {
			return reply{}, ErrDocument
		}
		return reply{}, s.id.Present(*q.ID)
	case doFault:
		return reply{}, s.fault(q.Device, Fault(q.Value))
	case doLabels:
		return reply{Labels: s.printer.album.files()}, nil
	case doStatus:
		status := s.Status()
		return reply{Status: &status}, nil
	default:
		return reply{}, errors.New("simulate: no such request")
	}
}

func (s *Simulator) fault(device string, f Fault) error {
	d, known := map[string]faulty{printerName: s.printer, readerName: s.reader, idName: s.id}[device]
	if !known {
		return errors.New("simulate: a fault is of the printer, the reader or the idcard")
	}
	return happen(d, f)
}
