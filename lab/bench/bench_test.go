package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

const token = "SECRET"

// serve serves a bench of a clone with these files.
func serve(t *testing.T, files map[string]string) (b *Bench, s *httptest.Server) {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s = httptest.NewUnstartedServer(nil)
	ctx, cancel := context.WithCancel(t.Context())
	b = &Bench{
		Kit: course.Kit{Root: root}, Token: token, Host: s.Listener.Addr().String(),
		Command: func(line string) (program.Command, bool) {
			return program.Command{Args: []string{"sh", "-c", line}}, strings.HasPrefix(line, "echo ")
		},
		Report: func(err error) { t.Logf("reported: %v", err) },
	}
	s.Config.Handler = b.Handler(ctx)
	s.Start()
	t.Cleanup(func() {
		cancel()
		s.Close()
		b.Wait()
	})
	return b, s
}

// TestSilentClients: a request that never becomes complete does not stay, with the token or without.
// The events of a page that says nothing more do.
func TestSilentClients(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := &Bench{Kit: course.Kit{Root: t.TempDir()}, Token: token, Host: ln.Addr().String()}
	s, done := b.Server(ctx), make(chan struct{})
	if s.ReadTimeout > time.Minute || s.ReadTimeout <= 0 || s.IdleTimeout > time.Hour || s.IdleTimeout <= 0 {
		t.Errorf("a request has %v, and a silent connection %v", s.ReadTimeout, s.IdleTimeout)
	}
	s.ReadTimeout, s.IdleTimeout = 50*time.Millisecond, 50*time.Millisecond
	go func() { s.Serve(ln); close(done) }()
	t.Cleanup(func() { cancel(); <-done; b.Wait() })
	silent := func(begin string) *bufio.Reader {
		nc, err := net.Dial("tcp", b.Host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { nc.Close() })
		nc.SetReadDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(nc, begin, b.Host)
		return bufio.NewReader(nc)
	}
	const half = " HTTP/1.1\r\nHost: %[1]s\r\nOrigin: http://%[1]s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\na"
	page := silent("GET /" + token + "/lesson/1/events HTTP/1.1\r\nHost: %s\r\n\r\n")
	for _, begin := range []string{"", "GET", "GET /", "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", "POST /" + half, "GET /" + token + "/" + half, "POST /" + token + "/lesson/1/guess" + half} {
		if _, err := io.Copy(io.Discard, silent(begin)); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("after %.40q the connection stays", begin)
		}
	}
	b.room(lesson.All[0]).ring("look")
	for line, err := page.ReadString('\n'); line != "data: look\n"; line, err = page.ReadString('\n') {
		if err != nil {
			t.Fatal("a page hears nothing more: ", err)
		}
	}
}

// TestNothingBeginsAfterTheEnd: a request that comes when the bench has ended begins nothing.
func TestNothingBeginsAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b := &Bench{Kit: course.Kit{Root: t.TempDir()}, Token: token, Host: "127.0.0.1:1"}
	h := b.Handler(ctx)
	cancel()
	b.Wait()
	r, answer := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:1/"+token+"/lesson/1/check", nil), httptest.NewRecorder()
	r.Header.Set("Origin", "http://127.0.0.1:1")
	if h.ServeHTTP(answer, r); answer.Code != http.StatusServiceUnavailable || b.rooms[lesson.All[0].ID()] != nil {
		t.Errorf("status %d, want %d, and no room", answer.Code, http.StatusServiceUnavailable)
	}
}

// ask sends a request, with headers as "Name: value", and returns the answer.
func ask(t *testing.T, s *httptest.Server, method, path string, headers ...string) (status int, body string, h http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
	}
	answer, err := s.Client().Transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

// lesson1 is the page of lesson 1 in tests.
const lesson1 = "docs/01-one-at-a-time.md"

// TestAuthorize: a request without the token, under the name of another host, or from another page is
// refused.
func TestAuthorize(t *testing.T) {
	t.Parallel()
	_, s := serve(t, map[string]string{lesson1: "# One\n"})
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ours := "Origin: http://" + at.Host
	for _, c := range []struct {
		method, path string
		headers      []string
		want         int
	}{
		{"GET", "/" + token + "/", nil, http.StatusOK},
		{"GET", "/" + token + "/lesson/1/", nil, http.StatusOK},
		{"GET", "/" + token + "/", []string{"Host: localhost:" + at.Port()}, http.StatusOK},
		{"GET", "/", nil, http.StatusNotFound},
		{"GET", "/lesson/1/", nil, http.StatusNotFound},
		{"GET", "/SECRE/lesson/1/", nil, http.StatusNotFound},
		{"GET", "/" + token + "/", []string{"Host: rebound.example:" + at.Port()}, http.StatusMisdirectedRequest},
		{"GET", "/" + token + "/", []string{"Host: 127.0.0.1:1"}, http.StatusMisdirectedRequest},
		{"GET", "/" + token + "/", []string{"Host: 127.0.0.1"}, http.StatusMisdirectedRequest},
		{"POST", "/" + token + "/lesson/1/hint", []string{ours}, http.StatusSeeOther},
		{"POST", "/" + token + "/lesson/1/hint", []string{ours, "X-Quiet: yes"}, http.StatusNoContent},
		{"POST", "/" + token + "/lesson/1/hint", nil, http.StatusForbidden},
		{"POST", "/" + token + "/lesson/1/hint", []string{"Origin: null"}, http.StatusForbidden},
		{"POST", "/" + token + "/lesson/1/hint", []string{"Origin: http://evil.example"}, http.StatusForbidden},
		{"POST", "/" + token + "/lesson/1/hint", []string{"Origin: https://" + at.Host}, http.StatusForbidden},
		{"GET", "/" + token + "/lesson/1/hint", nil, http.StatusMethodNotAllowed},
		{"GET", "/" + token + "/lesson/99/", nil, http.StatusNotFound},
		{"GET", "/" + token + "/lesson/1/part/head", nil, http.StatusNotFound},
		{"GET", "/" + token + "/lesson/1/picture/01-one-at-a-time/nothing/now", nil, http.StatusNotFound},
		{"POST", "/" + token + "/lesson/1/run/7", []string{ours}, http.StatusNotFound},
		{"POST", "/" + token + "/lesson/1/run/x", []string{ours}, http.StatusNotFound},
		{"POST", "/" + token + "/lesson/1/stop/x", []string{ours}, http.StatusNotFound},
	} {
		status, _, h := ask(t, s, c.method, c.path, c.headers...)
		if status != c.want {
			t.Errorf("%s %s %q: status %d, want %d", c.method, c.path, c.headers, status, c.want)
		}
		if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; script-src 'self';") {
			t.Errorf("%s %s: policy %q", c.method, c.path, policy)
		}
	}
}

// TestFilesStayInTheClone: nothing outside the clone is shown, and nothing that the kit keeps for
// itself.
func TestFilesStayInTheClone(t *testing.T) {
	t.Parallel()
	b, s := serve(t, map[string]string{"README.md": "# The kit\n", "server/conn.go": "package server // <b>\n", "work/.lab/bench-token": token, ".git/config": "x"})
	outside := filepath.Join(t.TempDir(), "outside.md")
	if err := os.WriteFile(outside, []byte("# Outside"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(b.Kit.Root, "linked.md")); err != nil {
		t.Logf("no links here: %v", err)
	}
	for link, to := range map[string]string{"server/token": "../work/.lab/bench-token", "server/kept": "../work/.lab"} {
		if err := os.Symlink(to, filepath.Join(b.Kit.Root, link)); err != nil {
			t.Logf("no links here: %v", err)
		}
	}
	for path, want := range map[string]int{
		"README.md": http.StatusOK, "server/conn.go": http.StatusOK,
		"work/.lab/bench-token": http.StatusNotFound, "work/../work/.lab/bench-token": http.StatusNotFound, "work%2f.lab%2fbench-token": http.StatusNotFound,
		"server/token": http.StatusNotFound, "server/kept/bench-token": http.StatusNotFound, "server/.lab/x": http.StatusNotFound,
		".git/config": http.StatusNotFound, "linked.md": http.StatusNotFound, "..%2f..%2fetc%2fpasswd": http.StatusNotFound,
		"server": http.StatusNotFound, "nothing.md": http.StatusNotFound,
	} {
		status, body, _ := ask(t, s, "GET", "/"+token+"/page/"+path)
		if status == http.StatusMovedPermanently || status == http.StatusTemporaryRedirect {
			continue // to the path without dots, which is asked for here as well
		}
		if status != want || strings.Contains(body, "<b>") {
			t.Errorf("%s: status %d, want %d: %.80q", path, status, want, body)
		}
	}
}

// TestMarkdown: links of a page lead to what the bench serves; pages of others are text.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	page := "# A *page*\n\n[two](02-first-chat.md#why) [code](../server/conn.go) [out](https://example.org/) [here](#a)\n" +
		"![a wire](pictures/x.svg)\n\n| a |\n| --: |\n| 1 |\n\n## It's done — well\n\n```console\n$ echo hello <you>\nhello\n$ other thing\n```\n"
	_, s := serve(t, map[string]string{lesson1: page, "docs/pictures/x.svg": "<svg/>", "work/01/README.md": "<form action='../../lesson/1/run/0'>"})
	_, body, _ := ask(t, s, "GET", "/"+token+"/lesson/1/")
	for _, want := range []string{
		`href="/SECRET/page/docs/02-first-chat.md#why"`, `href="/SECRET/page/server/conn.go"`, `href="https://example.org/"`, `href="#a"`,
		`src="/SECRET/file/docs/pictures/x.svg"`, `<td align="right">`, `id="its-done--well"`,
		`$ echo hello &lt;you&gt;`, `action="run/0" data-quiet><button>Run <code>echo hello &lt;you&gt;</code>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	if strings.Contains(body, "run/1") {
		t.Error("a command that can't run here has a button")
	}
	if _, body, _ := ask(t, s, "GET", "/"+token+"/page/"+lesson1); strings.Contains(body, "run/0") {
		t.Error("a page that is no lesson's has a button")
	}
	if _, body, _ := ask(t, s, "GET", "/"+token+"/page/work/01/README.md"); strings.Contains(body, "<form") {
		t.Errorf("a student's page is markup:\n%s", body)
	}
	if _, _, h := ask(t, s, "GET", "/"+token+"/file/docs/pictures/x.svg"); !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a picture has the policy %q", h.Get("Content-Security-Policy"))
	}
	if status, _, _ := ask(t, s, "GET", "/"+token+"/file/"+lesson1); status != http.StatusNotFound {
		t.Errorf("a page as a picture: status %d", status)
	}
}
