package browser

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestAwaitSeesFocus: a page that moves the focus, and changes nothing else, is seen.
func TestAwaitSeesFocus(t *testing.T) {
	page := `<!doctype html><title>Focus</title><link rel="icon" href="data:,">
<input id="name"><script>setTimeout(() => document.querySelector('#name').focus(), 300)</script>`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) }))
	defer server.Close()
	b := Open(t, server.URL, server.URL)
	b.Await("document.activeElement.id === 'name'")
	b.NoComplaints()
}
