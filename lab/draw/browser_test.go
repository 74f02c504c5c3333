package draw

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A browser is a headless Chromium that a test drives as developer tools do: with JSON
// messages over two pipes (the Chrome DevTools Protocol).
type browser struct {
	t       testing.TB
	to      *os.File
	from    *bufio.Reader
	session string
	count   int
	errors  []string // errors in its console
	outside []string // requests for anything but the page itself
}

// browserLimit is how long a test may use a browser.
const browserLimit = 2 * time.Minute

// openedAt notes when the first frame after the page's script was drawn, in milliseconds since the navigation.
const openedAt = `document.addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(() => { window.openedAt = performance.now(); })))`

// browsers are the names of the Chromium program.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// open opens a page in a browser that ends with the test. Without a browser the test is
// skipped with a message; in CI that is an error.
func open(t testing.TB, page []byte) *browser {
	t.Helper()
	return openAt(t, page, 1300, "light")
}

// openAt opens a page in a window of a width, for a reader who prefers light or dark.
func openAt(t testing.TB, page []byte, width int, scheme string) *browser {
	t.Helper()
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
	file := filepath.Join(t.TempDir(), "picture.html")
	if err := os.WriteFile(file, page, 0o666); err != nil {
		t.Fatal(err)
	}
	b := start(t, name)
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 850, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.media("", scheme)
	b.call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": openedAt}, nil)
	b.call("Page.navigate", map[string]any{"url": "file://" + file}, nil)
	b.awaitEvent("Page.loadEventFired")
	return b
}

func start(t testing.TB, name string) *browser {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), browserLimit)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, name, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--no-first-run", "--remote-debugging-pipe", "--window-size=1300,850", "--user-data-dir="+profile(t), "about:blank")
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
	b := &browser{t: t, to: to, from: bufio.NewReader(from)}
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

func (b *browser) send(method string, params any) (id int) {
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

// call calls a method and decodes its result.
func (b *browser) call(method string, params, result any) {
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

func (b *browser) awaitEvent(method string) {
	b.t.Helper()
	for b.next().Method != method {
	}
}

// next returns the next message. It keeps errors and requests, which must not happen.
func (b *browser) next() message {
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
		if !strings.HasPrefix(asked.Request.URL, "file://") || !strings.HasSuffix(asked.Request.URL, "/picture.html") {
			b.outside = append(b.outside, asked.Request.URL)
		}
	}
	return m
}

// eval evaluates JavaScript in the page and decodes its value.
func (b *browser) eval(script string, value any) {
	b.t.Helper()
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	b.call("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true, "awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", script, out.ExceptionDetails.Exception.Description)
	}
	if value != nil {
		if err := json.Unmarshal(out.Result.Value, value); err != nil {
			b.t.Fatalf("%s: %v", script, err)
		}
	}
}

// media makes the page look as on paper, if kind is "print", and to a reader who prefers light or dark.
func (b *browser) media(kind, scheme string) {
	b.t.Helper()
	features := []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": kind, "features": features}, nil)
}

// text returns the text that a script finds.
func (b *browser) text(script string) string {
	b.t.Helper()
	var text string
	b.eval("(async () => String("+script+"))()", &text)
	return text
}

// keys are the keys that tests press, with the Windows key codes that the protocol wants.
var keys = map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "End": 35, "Home": 36}

// press presses a key as a person would.
func (b *browser) press(key string) {
	b.t.Helper()
	event := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": keys[key]}
	if key == "Enter" {
		event["text"] = "\r"
	}
	b.call("Input.dispatchKeyEvent", event, nil)
	event["type"] = "keyUp"
	delete(event, "text")
	b.call("Input.dispatchKeyEvent", event, nil)
}

// noComplaints checks that the page had no error and requested nothing.
func (b *browser) noComplaints() {
	b.t.Helper()
	b.eval("0", nil) // earlier messages have arrived after this
	for _, e := range b.errors {
		b.t.Errorf("the console says: %s", e)
	}
	for _, url := range b.outside {
		b.t.Errorf("the page asked for %s", url)
	}
}
