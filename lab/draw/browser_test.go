package draw

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"chatlab/lab/browser"
)

// open opens a picture in a browser that ends with the test.
func open(t *testing.T, page []byte) *browser.Browser {
	t.Helper()
	file := filepath.Join(t.TempDir(), "picture.html")
	if err := os.WriteFile(file, page, 0o666); err != nil {
		t.Fatal(err)
	}
	return browser.Open(t, (&url.URL{Scheme: "file", Path: file}).String())
}
