package bench

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"os"
	"strings"

	"chatlab/lab/sockets"
)

// contentPolicy lets a page load what the bench itself serves, and nothing else. No markup of a
// page can run a script of its own.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

// A caller is the key of a request's context for whether it comes from another user of this machine.
type caller struct{}

// called notes who has made a connection. A token can leak to other users: the list of processes shows
// it when a browser is opened at an address, and who has the bench's port before it starts gets the
// requests of open pages. Where the system tells, only our own programs and root's are let in, and
// nobody who has hung up already.
func called(ctx context.Context, nc net.Conn) context.Context {
	user, open, known := sockets.Caller(nc)
	return context.WithValue(ctx, caller{}, known && (!open || user != 0 && user != os.Geteuid()))
}

// mostAsked is how many bytes a request may have. Forms have one line of text.
const mostAsked = 64 << 10

// authorize lets in requests that know the token. Other pages of the same browser don't know it, and
// can't read it. Against a token that leaked there are more locks: a request must be meant
// for this host, which a page under a name that leads here is not (DNS rebinding), and what
// changes something must come from a page of the bench. See called for the last one.
func (b *Bench) authorize(inside http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		switch {
		case !b.isHere(r.Host):
			http.Error(w, "this is the bench of chatlab; it answers under its own address only", http.StatusMisdirectedRequest)
		case subtle.ConstantTimeCompare([]byte(token), []byte(b.Token)) != 1:
			http.Error(w, "this address lacks the bench's token; use the address that lab web has printed", http.StatusNotFound)
		case r.Context().Value(caller{}) == true:
			http.Error(w, "this is the bench of another user of this machine", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Header.Get("Origin") != "http://"+r.Host:
			http.Error(w, "this request does not come from a page of the bench", http.StatusForbidden)
		case !b.enter():
			http.Error(w, "the bench ends", http.StatusServiceUnavailable)
		default:
			defer b.work.Done()
			r.Body = http.MaxBytesReader(w, r.Body, mostAsked)
			if err := r.ParseForm(); err != nil { // the page did not send all of it
				http.Error(w, "this form is too much to send at once, or can't be read", http.StatusBadRequest)
				return
			}
			http.StripPrefix(b.root(), inside).ServeHTTP(w, r)
		}
	})
}

// enter counts a request among the work of the bench, unless the bench has ended: what it begins
// now, nobody would end.
func (b *Bench) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() != nil {
		return false
	}
	b.work.Add(1)
	return true
}

// isHere reports whether a request is meant for this machine, at the bench's port.
func (b *Bench) isHere(host string) bool {
	name, port, err := net.SplitHostPort(host)
	_, ours, _ := net.SplitHostPort(b.Host)
	ip := net.ParseIP(name)
	return err == nil && port == ours && (name == "localhost" || ip != nil && ip.IsLoopback())
}
