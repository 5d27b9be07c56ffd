package control

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"lobby.internal/kiosk"
)

// maxBody is the largest directory taken, in bytes of JSON.
const maxBody = 64 << 20

// maxSocket is the longest path of a socket that the system takes, in bytes: it
// ends with a zero.
const maxSocket = len(syscall.RawSockaddrUnix{}.Path) - 1

// privateDir is where the socket is made, beside its place. With the socket's name
// in it it is shorter than that of the socket of a data directory.
const privateDir = ".new"

// Serve answers at the socket until ctx ends; then it removes the socket and
// returns nil. Call it only while holding the store's file: a socket left over
// from an agent that was killed is replaced.
func Serve(ctx context.Context, socket string, s Service, log *slog.Logger) error {
	if len(socket) > maxSocket {
		return fmt.Errorf("control: the path of the socket, %s, is %d bytes long and may have %d: set data.dir to a shorter path", socket, len(socket), maxSocket)
	}
	l, err := listen(ctx, socket)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	server := &http.Server{
		Handler: handler(s, log), ReadHeaderTimeout: 5 * time.Second,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	stop := context.AfterFunc(ctx, func() {
		if err := server.Close(); err != nil {
			log.Warn("close the control socket", "err", err)
		}
	})
	defer stop()
	err = server.Serve(l)
	gone := os.Remove(socket)
	if !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("control: serve: %w", err)
	}
	if gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		return fmt.Errorf("control: remove the socket: %w", gone)
	}
	return nil
}

// listen makes the socket where nobody else can reach it, and puts it in its place
// once it is private: the system makes sockets for everybody that the umask lets.
func listen(ctx context.Context, socket string) (net.Listener, error) {
	private := filepath.Join(filepath.Dir(socket), privateDir)
	if err := os.RemoveAll(private); err != nil {
		return nil, fmt.Errorf("remove what a socket was made in before: %w", err)
	}
	if err := os.Mkdir(private, 0o700); err != nil {
		return nil, fmt.Errorf("make a private folder for the socket: %w", err)
	}
	made := filepath.Join(private, "s")
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", made)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), os.RemoveAll(private))
	}
	if u, ok := l.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false) // it would look for the name that the socket had
	}
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, socket), os.Remove(private)); err != nil {
		return nil, errors.Join(fmt.Errorf("put the socket in its place: %w", err), l.Close(), os.RemoveAll(private))
	}
	return l, nil
}

func handler(s Service, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathExport, func(w http.ResponseWriter, r *http.Request) { export(w, r, s, log) })
	mux.HandleFunc("GET "+pathTail, func(w http.ResponseWriter, r *http.Request) { tail(w, r, s, log) })
	mux.HandleFunc("GET "+pathVerify, func(w http.ResponseWriter, r *http.Request) {
		answer(w, log, func() (any, error) { return s.Verify(r.Context()) })
	})
	mux.HandleFunc("PUT "+pathHosts, func(w http.ResponseWriter, r *http.Request) { replaceHosts(w, r, s) })
	mux.HandleFunc("GET "+pathHosts, func(w http.ResponseWriter, r *http.Request) {
		answer(w, log, func() (any, error) { return s.Hosts(r.Context()) })
	})
	mux.HandleFunc("GET "+pathStatus, func(w http.ResponseWriter, r *http.Request) {
		answer(w, log, func() (any, error) { return s.Status(r.Context()) })
	})
	mux.HandleFunc("POST "+pathRollCall, func(w http.ResponseWriter, r *http.Request) { rollCall(w, r, s, log) })
	mux.HandleFunc("POST "+pathForget, func(w http.ResponseWriter, r *http.Request) { forget(w, r, s) })
	mux.HandleFunc("POST "+pathInvite, func(w http.ResponseWriter, r *http.Request) { invite(w, r, s, log) })
	mux.HandleFunc("GET "+pathBackup, func(w http.ResponseWriter, r *http.Request) { backup(w, r, s, log) })
	return mux
}

func export(w http.ResponseWriter, r *http.Request, s Service, log *slog.Logger) {
	q, err := parseQuery(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	whole(w, log, func() error {
		note, err := s.Export(r.Context(), w, q)
		w.Header().Set(trailerNote, base64.StdEncoding.EncodeToString(note))
		return err
	})
}

// whole lets write write a body and says behind it whether it is whole.
func whole(w http.ResponseWriter, log *slog.Logger, write func() error) {
	w.Header().Set("Trailer", trailerResult+", "+trailerNote)
	w.Header().Set("Content-Type", "application/octet-stream")
	result := "ok"
	if err := write(); err != nil {
		log.Error("answer a request with a whole file", "err", err)
		result = strings.ReplaceAll(err.Error(), "\n", "; ")
	}
	w.Header().Set(trailerResult, result)
}

func tail(w http.ResponseWriter, r *http.Request, s Service, log *slog.Logger) {
	after, err := strconv.ParseUint(r.FormValue("after"), 10, 64)
	newest, err2 := strconv.Atoi(r.FormValue("newest"))
	if err := errors.Join(err, err2); err != nil || newest < 0 {
		http.Error(w, "control: after and newest must be numbers", http.StatusBadRequest)
		return
	}
	whole(w, log, func() error { return s.Tail(r.Context(), w, TailQuery{After: after, Newest: newest}) })
}

func parseQuery(r *http.Request) (Query, error) {
	q := Query{Format: Format(r.FormValue("format")), Unsigned: r.FormValue("unsigned") == "true"}
	if q.Format != FormatCSV && q.Format != FormatJSONL {
		return q, fmt.Errorf("control: format %q is neither csv nor jsonl", q.Format)
	}
	for name, at := range map[string]*time.Time{"since": &q.Since, "until": &q.Until} {
		text := r.FormValue(name)
		if text == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return q, fmt.Errorf("control: %s is no time: %w", name, err)
		}
		*at = t
	}
	return q, nil
}

func replaceHosts(w http.ResponseWriter, r *http.Request, s Service) {
	var hosts []kiosk.Host
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&hosts); err != nil {
		http.Error(w, "control: the hosts cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.ReplaceHosts(r.Context(), hosts); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// answer writes what ask returns, in JSON.
func answer(w http.ResponseWriter, log *slog.Logger, ask func() (any, error)) {
	v, err := ask()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Warn("answer a request", "err", err)
	}
}
