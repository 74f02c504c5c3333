package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
)

// An openedBench is a bench as a browser sees it.
type openedBench struct {
	t      *testing.T
	kit    course.Kit
	client *http.Client
	host   string // with the scheme
	root   string // of all addresses, with the token
	close  func() // ends the bench, and waits for it
}

// openBench serves a bench on a fresh copy of the kit until the test ends.
func openBench(t *testing.T) *openedBench {
	t.Helper()
	kit := course.Kit{Root: sandbox.Copy(t)}
	server := httptest.NewUnstartedServer(nil)
	b := &Bench{
		Kit: kit, Token: "token", Host: server.Listener.Addr().String(),
		Command: func(string) (program.Command, bool) { return program.Command{}, false },
		Report:  func(err error) { t.Errorf("reported: %v", err) },
	}
	ctx, cancel := context.WithCancel(context.Background())
	server.Config.Handler = b.Handler(ctx)
	server.Start()
	closed := false
	o := &openedBench{t: t, kit: kit, client: server.Client(), host: server.URL, root: server.URL + "/token", close: func() {
		if !closed {
			closed = true
			cancel()
			b.Wait()
			server.Close()
		}
	}}
	t.Cleanup(o.close)
	return o
}

// get returns a page or a part below the play of a lesson.
func (o *openedBench) get(path string) string {
	o.t.Helper()
	answer, err := o.client.Get(o.root + "/play/" + path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		o.t.Fatalf("%s: %s, %v: %s", path, answer.Status, err, text)
	}
	return string(text)
}

// post sends a form, whose fields are NAME=VALUE, and returns the status.
func (o *openedBench) post(path string, fields ...string) int {
	o.t.Helper()
	form := url.Values{}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		form.Set(name, value)
	}
	request, err := http.NewRequestWithContext(o.t.Context(), http.MethodPost, o.root+"/play/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", o.host)
	request.Header.Set("X-Quiet", "yes")
	answer, err := o.client.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// listen returns a channel that gets the names of changed parts, as a page does.
func (o *openedBench) listen(path string) <-chan string {
	o.t.Helper()
	answer := eventsOf(o.t.Context(), o.t, o.client, o.root+"/play/"+path)
	told, done := make(chan string), make(chan struct{})
	go func() {
		defer close(done)
		defer answer.Body.Close()
		buf := make([]byte, 4<<10)
		for {
			n, err := answer.Body.Read(buf)
			if err != nil {
				return
			}
			select {
			case told <- string(buf[:n]):
			case <-o.t.Context().Done():
				return
			}
		}
	}()
	o.t.Cleanup(func() { <-done })
	return told
}

// await asks for a part, whenever something is told, until it has a text.
func (o *openedBench) await(told <-chan string, part, text string) string {
	o.t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		got := o.get(part)
		if strings.Contains(got, text) {
			return got
		}
		select {
		case <-told:
		case <-limit.C:
			o.t.Fatalf("%s never had %q:\n%s", part, text, got)
		}
	}
}

// TestPlay: a student starts a server, lets two people talk in pieces, makes the path bad, and stops.
func TestPlay(t *testing.T) {
	o := openBench(t)
	told := o.listen("3")
	page := o.get("3/")
	for _, want := range []string{"the reference server", "You have no copy", `name="text"`, "/token/lesson/3/"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if status := o.post("3/ana/connect"); status != http.StatusConflict {
		t.Errorf("who connects to nothing gets %d", status)
	}
	if status := o.post("3/start", "which=copy"); status != http.StatusConflict {
		t.Errorf("a copy that is not there starts with %d", status)
	}
	o.post("3/start", "which=reference")
	o.await(told, "3/part/server", "the reference server runs.")
	for _, act := range []string{"send", "flood"} {
		if status := o.post("3/ana/"+act, "text=hel"); status != http.StatusConflict {
			t.Errorf("%s by somebody who is not connected gets %d", act, status)
		}
	}
	for _, name := range []string{"ana", "bruno"} {
		o.post("3/" + name + "/connect")
		o.await(told, "3/grow/"+name, "What is your name?⏎")
		o.post("3/"+name+"/send", "text="+name)
		o.await(told, "3/grow/"+name, "* in the room")
	}
	o.post("3/ana/send", "text=hel", "end=none")
	o.await(told, "3/grow/wire", "to the server, 3 bytes: hel; its last line is not complete")
	o.post("3/ana/send", "text=lo⏎bye")
	o.await(told, "3/grow/bruno", "[ana] hello⏎")
	o.await(told, "3/grow/bruno", "[ana] bye⏎")
	o.post("3/ana/faults", "to-server-slice=1", "to-client-slice=nonsense", "to-client-end=stall", "to-client-after=3")
	if got := o.get("3/part/ana-path"); !strings.Contains(got, "net ana slice 1..1 to-server, stall after 3 to-client") {
		t.Errorf("the path: %s", got)
	}
	o.post("3/ana/send", "text=xyz")
	o.await(told, "3/grow/wire", "the path of ana to the server, 1 bytes: z")
	o.await(told, "3/grow/bruno", "[ana] xyz⏎")
	page = o.get("3/")
	for _, want := range []string{"[ana] xyz⏎", "ana to the server, 3 bytes: hel", "slice 1..1 to-server", "listening on"} {
		if !strings.Contains(page, want) {
			t.Errorf("a page that is loaded again has no %q", want)
		}
	}
	o.post("3/ana/heal")
	o.post("3/stop")
	o.await(told, "3/part/server", "does not run any more: <b>exit status 0</b>")
	o.await(told, "3/grow/bruno", "* the server is closing⏎")
	if got := o.get("3/trace"); !strings.HasPrefix(got, "chatlab trace 1\n") || !strings.Contains(got, `ana > data "lo\nbye\n"`) {
		t.Errorf("the trace:\n%s", got)
	}
	o.post("3/clear")
	o.await(told, "3/part/wire", "0 events")
}

// TestPlayGrows: a page gets only what it lacks, and all if what it has is of another picture.
func TestPlayGrows(t *testing.T) {
	o := openBench(t)
	told := o.listen("3")
	o.post("3/start", "which=reference")
	o.await(told, "3/part/server", "runs.")
	o.post("3/ana/connect")
	first := o.await(told, "3/grow/wire", "What is your name?")
	marks := regexp.MustCompile(`data-next="(\d+)" data-take="([^"]*)"`).FindStringSubmatch(first)
	if marks == nil {
		t.Fatal(first)
	}
	rest := "3/grow/wire?from=" + marks[1] + "&take=" + url.QueryEscape(strings.ReplaceAll(marks[2], "&#34;", `"`))
	if got := o.get(rest); strings.Contains(got, "<li") || strings.Contains(got, "data-anew") {
		t.Errorf("a page that has all gets more: %s", got)
	}
	o.post("3/ana/send", "text=ana")
	if got := o.await(told, rest, "in the room"); strings.Contains(got, "What is your name?") || strings.Contains(got, "data-anew") {
		t.Errorf("a page gets what it has: %s", got)
	}
	o.post("3/bruno/connect")
	if got := o.await(told, rest, "bruno connects"); !strings.Contains(got, "data-anew") || !strings.Contains(got, "ana connects") {
		t.Errorf("arrows that do not fit below those of the page: %s", got)
	}
	lines := regexp.MustCompile(`data-next="(\d+)" data-take="(\d+)"`).FindStringSubmatch(o.get("3/grow/ana"))
	rest = "3/grow/ana?from=" + lines[1] + "&take=" + lines[2]
	if got := o.get(rest); strings.Contains(got, "<li") || strings.Contains(got, "data-anew") {
		t.Errorf("a page that has all lines gets more: %s", got)
	}
	o.post("3/start", "which=reference")
	o.await(told, "3/part/server", "runs.")
	o.post("3/ana/connect")
	if got := o.await(told, rest, "What is your name?"); !strings.Contains(got, "data-anew") {
		t.Errorf("a page with lines of the server before this one: %s", got)
	}
}

// TestPlayAuthorize: only a page of this bench can play.
func TestPlayAuthorize(t *testing.T) {
	o := openBench(t)
	for _, c := range []struct {
		method, path, host, origin string
		status                     int
	}{
		{"GET", "/token/play/3/", "", "", 200},
		{"GET", "/play/3/", "", "", 404},
		{"GET", "/wrong/play/3/trace", "", "", 404},
		{"GET", "/token/play/99/", "", "", 404},
		{"GET", "/token/play/3/part/nothing", "", "", 404},
		{"GET", "/token/play/3/", "evil.example:80", "", 421},
		{"POST", "/token/play/3/start", "", "", 403},
		{"POST", "/token/play/3/start", "", "http://evil.example", 403},
		{"POST", "/token/play/3/ana/send", "", "null", 403},
		{"POST", "/wrong/play/3/stop", "", o.host, 404},
		{"POST", "/token/play/3/eve/faults", "", o.host, 404},
		{"POST", "/token/play/3/stop", "", o.host, 204},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, o.host+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = c.host
		request.Header.Set("X-Quiet", "yes")
		if c.origin != "" {
			request.Header.Set("Origin", c.origin)
		}
		answer, err := o.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.status {
			t.Errorf("%s %s with host %q and origin %q: %s, want %d", c.method, c.path, c.host, c.origin, answer.Status, c.status)
		}
	}
}

// hostileCopy makes the student's copy of lesson 3 a hostile server.
func (o *openedBench) hostileCopy() {
	o.t.Helper()
	self, err := os.Executable()
	if err != nil {
		o.t.Fatal(err)
	}
	dir := o.kit.Path(lesson.All[2].Copy())
	if err := os.MkdirAll(dir, 0o777); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, course.ServerFile), fmt.Appendf(nil, "run %s hostile {port}\n", program.Line([]string{self})), 0o666); err != nil {
		o.t.Fatal(err)
	}
}

// TestPlayHostileServer: nothing that a server sends or prints is markup anywhere.
func TestPlayHostileServer(t *testing.T) {
	o := openBench(t)
	o.hostileCopy()
	told := o.listen("3")
	o.post("3/start", "which=copy")
	o.await(told, "3/part/server", "runs.")
	o.post("3/ana/connect")
	o.await(told, "3/grow/ana", "&lt;img")
	o.await(told, "3/part/ana", "a line has begun: <code>"+`\u202e&lt;/code&gt;`)
	o.await(told, "3/part/log", "&lt;/pre&gt;")
	o.await(told, "3/grow/wire", "&lt;script")
	for _, part := range []string{"3/", "3/grow/ana", "3/part/ana", "3/part/log", "3/grow/wire", "3/picture"} {
		got := o.get(part)
		for _, bad := range []string{"<script>window.pwned", "<img", "<b id=pwned", "\x1b", "\x07", "\u202e", "\"><img", "\xff"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s has %q", part, bad)
			}
		}
	}
	answer, err := o.client.Get(o.root + "/play/3/picture")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox allow-scripts;") {
		t.Errorf("the picture comes with %q", policy)
	}
}

// TestPlayPasswords: a password is asked, and only the server sees the answer.
func TestPlayPasswords(t *testing.T) {
	o := openBench(t)
	told := o.listen("13")
	o.post("13/start", "which=reference", "accounts=yes")
	o.await(told, "13/part/server", "runs.")
	o.post("13/ana/connect")
	o.await(told, "13/grow/ana", "What is your name?")
	o.post("13/ana/send", "text=ana")
	o.await(told, "13/part/ana", "data-asked")
	o.post("13/ana/send", "text=kingfisher")
	o.await(told, "13/grow/ana", "* in the room")
	for _, part := range []string{"13/grow/ana", "13/part/ana", "13/part/log", "13/grow/wire", "13/picture", "13/trace"} {
		if strings.Contains(o.get(part), "kingfisher") {
			t.Errorf("%s has the password", part)
		}
	}
	if got := o.get("13/grow/wire"); !strings.Contains(got, "**********") {
		t.Errorf("no answer is shown: this proves nothing: %s", got)
	}
}

// TestPlayNotBuilt: what a compiler says is shown.
func TestPlayNotBuilt(t *testing.T) {
	o := openBench(t)
	told := o.listen("3")
	o.post("3/copy")
	main := filepath.Join(o.kit.Path(lesson.All[2].Copy()), "main.go")
	if err := os.WriteFile(main, []byte("package main\n\nfunc main() { undeclared() }\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	o.post("3/start", "which=copy")
	o.await(told, "3/part/server", "the Go code does not build")
	o.await(told, "3/part/log", "undeclared")
}

// TestPlayLeavesNothing: a server is gone when the next one is started, and when the bench ends.
func TestPlayLeavesNothing(t *testing.T) {
	o := openBench(t)
	told := o.listen("3")
	start := func() (addr string) {
		o.post("3/start", "which=reference")
		o.await(told, "3/part/server", "runs.")
		o.post("3/ana/connect")
		return regexp.MustCompile(`listening on ([0-9.:]+)`).FindStringSubmatch(o.get("3/part/log"))[1]
	}
	listens := func(addr string) bool {
		nc, err := net.Dial("tcp", addr)
		if err == nil {
			nc.Close()
		}
		return err == nil
	}
	first := start()
	if !listens(first) {
		t.Error("nobody listens: this proves nothing")
	}
	second := start()
	if listens(first) {
		t.Error("the server before this one still listens")
	}
	o.close()
	if listens(second) {
		t.Error("the server outlives the bench")
	}
}
