// Package browser is for tests alone: a headless Chromium that a test drives as developer tools
// do, with JSON messages over two pipes (the Chrome DevTools Protocol).
//
//   - browser.go: starting it, and messages; page.go: what a test does with a page;
//     axe.go: what keeps people from reading it
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/share"
)

// A Browser shows one page.
type Browser struct {
	t       testing.TB
	to      *os.File
	from    *bufio.Reader
	session string
	count   int
	ours    []string // what the page may ask for, by the beginnings of addresses
	errors  []string // errors in its console
	outside []string // requests for anything but the page itself
}

// browserLimit is how long a test may use a browser.
const browserLimit = 10 * time.Minute

// browsers are the names of the Chromium program.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// Open opens a page in a browser that ends with the test, or skips a test that is not drawn (see
// share.Costly). The page may ask for addresses that begin with one of ours; anything else is a
// complaint. Without a browser the test is skipped with a message; in CI that is an error.
func Open(t testing.TB, address string, ours ...string) *Browser {
	t.Helper()
	share.Costly(t)
	name := ""
	for _, known := range browsers {
		if path, err := exec.LookPath(known); err == nil && name == "" {
			name = path
		}
	}
	switch {
	case name == "" && os.Getenv("CI") != "":
		t.Fatal("no Chromium here, and this is CI: install the package chromium")
	case name == "":
		t.Skip("no Chromium here: the page was not looked at in a browser")
	}
	b := start(t, name)
	b.ours = append(ours, address)
	var target struct{ TargetID string }
	b.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.Call(domain+".enable", nil, nil)
	}
	b.Go(address)
	return b
}

func start(t testing.TB, name string) *Browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browserLimit)
	t.Cleanup(cancel)
	dir := profile(t)
	command := exec.CommandContext(ctx, name, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--no-first-run", "--remote-debugging-pipe", "--window-size=1300,850", "--user-data-dir="+dir, "about:blank")
	command.Env = append(os.Environ(), "TMPDIR="+dir)
	itsInput, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, itsOutput, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.ExtraFiles = []*os.File{itsInput, itsOutput} // its descriptors 3 and 4
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	itsInput.Close()
	itsOutput.Close()
	b := &Browser{t: t, to: to, from: bufio.NewReader(from)}
	t.Cleanup(func() {
		b.session = ""
		b.send("Browser.close", nil)
		command.Wait() // it ends, or the context ends it
		to.Close()
		from.Close()
	})
	return b
}

// profile makes a folder for the browser. Child processes may still write there for a
// moment after the browser ends, so the folder is removed once that succeeds.
func profile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "chatlab-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		again := time.NewTicker(20 * time.Millisecond)
		defer again.Stop()
		deadline := time.After(browserLimit)
		for os.RemoveAll(dir) != nil {
			select {
			case <-again.C:
			case <-deadline:
				t.Errorf("%s can't be removed", dir)
				return
			}
		}
	})
	return dir
}

type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

func (b *Browser) send(method string, params any) (id int) {
	b.count++
	out := map[string]any{"id": b.count, "method": method}
	if params != nil {
		out["params"] = params
	}
	if b.session != "" {
		out["sessionId"] = b.session
	}
	text, err := json.Marshal(out)
	if err != nil {
		b.t.Fatal(err)
	}
	b.to.Write(append(text, 0)) // if it is gone, the next read says so
	return b.count
}

// Call calls a method and decodes its result.
func (b *Browser) Call(method string, params, result any) {
	b.t.Helper()
	id := b.send(method, params)
	for {
		m := b.next()
		if m.ID != id {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

func (b *Browser) awaitEvent(method string) {
	b.t.Helper()
	for b.next().Method != method {
	}
}

// next returns the next message. It keeps errors and requests, which must not happen.
func (b *Browser) next() message {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser is gone: %v", err)
	}
	var m message
	if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
		b.t.Fatal(err)
	}
	switch m.Method {
	case "Runtime.exceptionThrown", "Log.entryAdded":
		b.errors = append(b.errors, string(m.Params))
	case "Runtime.consoleAPICalled":
		b.errors = append(b.errors, string(m.Params))
	case "Network.requestWillBeSent":
		var asked struct{ Request struct{ URL string } }
		json.Unmarshal(m.Params, &asked)
		isOurs := func(ours string) bool { return strings.HasPrefix(asked.Request.URL, ours) }
		if !slices.ContainsFunc(b.ours, isOurs) {
			b.outside = append(b.outside, asked.Request.URL)
		}
	}
	return m
}
