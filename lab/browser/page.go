package browser

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// Go goes to an address, and returns when the page was loaded.
func (b *Browser) Go(address string) {
	b.t.Helper()
	b.Call("Page.navigate", map[string]any{"url": address}, nil)
	b.awaitEvent("Page.loadEventFired")
}

// Size sets the size of the page in pixels, and whether the system likes it dark.
func (b *Browser) Size(width, height int, dark bool) {
	b.t.Helper()
	b.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	scheme := map[bool]string{false: "light", true: "dark"}[dark]
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// Screenshot writes the visible part of the page into a file, as PNG.
func (b *Browser) Screenshot(file string) {
	b.t.Helper()
	var shot struct{ Data string }
	b.Call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(file, png, 0o666)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// awaitLimit is how long a page may take until it has what a test awaits. While all other tests
// run, a simulation on the bench takes minutes.
const awaitLimit = 5 * time.Minute

// Await waits until a condition in JavaScript is true, for awaitLimit at most. Another page may have
// come by then. It asks again and again: no single event reports changed markup, focus and the value
// of a field.
func (b *Browser) Await(condition string) {
	b.t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for limit := time.Now().Add(awaitLimit); ; <-again.C {
		var met bool
		if b.Eval("Boolean("+condition+")", &met); met {
			return
		}
		if time.Now().After(limit) {
			b.t.Fatalf("not true within %v: %s", awaitLimit, condition)
		}
	}
}

// AwaitText waits until the text of what a selector finds has these words.
func (b *Browser) AwaitText(selector, words string) {
	b.t.Helper()
	b.Await(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, words))
}

// Enter goes by Tab to what a selector finds, and presses Enter there.
func (b *Browser) Enter(selector string) {
	b.t.Helper()
	b.TabTo(selector)
	b.Press("Enter")
}

// Click clicks on the element that a selector finds.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.Eval(fmt.Sprintf("document.querySelector(%q).click()", selector), nil)
}

// Eval evaluates JavaScript in the page and decodes its value.
func (b *Browser) Eval(script string, value any) {
	b.t.Helper()
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	b.Call("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true, "awaitPromise": true}, &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", script, out.ExceptionDetails.Exception.Description)
	}
	if value != nil {
		if err := json.Unmarshal(out.Result.Value, value); err != nil {
			b.t.Fatalf("%s: %v", script, err)
		}
	}
}

// Text returns the text that a script finds.
func (b *Browser) Text(script string) string {
	b.t.Helper()
	var text string
	b.Eval("String("+script+")", &text)
	return text
}

// ProcessorTime returns how much processor time the page's process has used since it started. It says
// what a page costs on a busy machine, too.
func (b *Browser) ProcessorTime() time.Duration {
	b.t.Helper()
	var got struct {
		Metrics []struct {
			Name  string
			Value float64 // seconds
		}
	}
	b.Call("Performance.enable", nil, nil)
	b.Call("Performance.getMetrics", nil, &got)
	for _, m := range got.Metrics {
		if m.Name == "ProcessTime" {
			return time.Duration(m.Value * float64(time.Second))
		}
	}
	b.t.Fatal("this browser does not tell the processor time of a page")
	return 0
}

// keys are the keys that tests press, with the Windows key codes that the protocol wants.
var keys = map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "End": 35, "Home": 36, " ": 32}

// Press presses a key as a person would.
func (b *Browser) Press(key string) {
	b.t.Helper()
	event := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": keys[key]}
	if key == "Enter" {
		event["text"] = "\r"
	}
	b.Call("Input.dispatchKeyEvent", event, nil)
	event["type"] = "keyUp"
	delete(event, "text")
	b.Call("Input.dispatchKeyEvent", event, nil)
}

// Type types a text at once.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.Call("Input.insertText", map[string]any{"text": text}, nil)
}

// TabTo presses Tab until the focus is on what a selector finds, as a person without a mouse does.
func (b *Browser) TabTo(selector string) {
	b.t.Helper()
	for range mostTabs {
		b.Press("Tab")
		if b.Text(fmt.Sprintf("document.activeElement.matches(%q)", selector)) == "true" {
			return
		}
	}
	b.t.Fatalf("Tab does not come to %s", selector)
}

// mostTabs is how often TabTo presses Tab. A page has fewer places to go to.
const mostTabs = 100

// NoComplaints checks that the page had no error and requested nothing.
func (b *Browser) NoComplaints() {
	b.t.Helper()
	b.Eval("0", nil) // earlier messages have arrived after this
	for _, e := range b.errors {
		b.t.Errorf("the console says: %s", e)
	}
	for _, url := range b.outside {
		b.t.Errorf("the page asked for %s", url)
	}
}
