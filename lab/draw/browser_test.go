package draw

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/browser"
)

// open opens a picture in a browser that ends with the test.
func open(t testing.TB, page []byte) *browser.Browser {
	t.Helper()
	return openAt(t, page, 1300, false)
}

// openedAt notes when the first frame after the page's script was drawn, in milliseconds since the
// navigation.
const openedAt = `document.addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(() => { window.openedAt = performance.now(); })))`

// openAt opens a picture in a window of a width, for a reader who likes it dark or not.
func openAt(t testing.TB, page []byte, width int, dark bool) *browser.Browser {
	t.Helper()
	file := filepath.Join(t.TempDir(), "picture.html")
	if err := os.WriteFile(file, page, 0o666); err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: file}).String()
	b := browser.Open(t, "about:blank", address)
	b.Size(width, 850, dark)
	b.Call("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": openedAt}, nil)
	b.Go(address)
	b.Await(`window.openedAt > 0`) // a row that was scrolled into view has been drawn
	return b
}

// onPaper makes the page look as on paper. Paper has no scroll bars.
func onPaper(b *browser.Browser, dark bool) {
	b.Call("Emulation.setScrollbarsHidden", map[string]any{"hidden": true}, nil)
	features := []map[string]string{{"name": "prefers-color-scheme", "value": map[bool]string{false: "light", true: "dark"}[dark]}}
	b.Call("Emulation.setEmulatedMedia", map[string]any{"media": "print", "features": features}, nil)
}
