package bench

import (
	"io"
	"mime"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// mostOfFile is how many bytes of a file the bench shows.
const mostOfFile = 1 << 20

// read returns a file of the clone, by its slash-separated path. Nothing outside the clone is
// read, and nothing in a folder or file whose name begins with a dot, such as the kit's own and
// git's. Links are not followed: one could lead there, whatever its own name is.
func (b *Bench) read(name string) ([]byte, error) {
	root, err := os.OpenRoot(b.Kit.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name = path.Clean(filepath.ToSlash(name))
	for at, part := 0, ""; at <= len(name); at += len(part) + 1 {
		part, _, _ = strings.Cut(name[at:], "/")
		info, err := root.Lstat(name[:at+len(part)])
		isLast := at+len(part) == len(name)
		if err != nil || strings.HasPrefix(part, ".") || info.IsDir() == isLast || !info.IsDir() && !info.Mode().IsRegular() {
			return nil, os.ErrNotExist
		}
	}
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // it may be a named pipe by now
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, os.ErrNotExist
	}
	return io.ReadAll(io.LimitReader(f, mostOfFile))
}

// page shows a file of the clone: a page of the docs as a page, anything else as text.
func (b *Bench) page(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	text, err := b.read(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if !isPage(name) {
		render(w, "text.html", struct {
			frame
			Text string
		}{frame{b.root(), name}, strings.ToValidUTF8(string(text), "\uFFFD")})
		return
	}
	page := b.markdown(name, text, nil, false)
	render(w, "page.html", struct {
		frame
		markdownPage
	}{frame{b.root(), page.Heading}, page})
}

// file serves a picture that a page shows, so that it can do nothing.
func (b *Bench) file(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	kind := mime.TypeByExtension(path.Ext(name))
	text, err := b.read(name)
	if err != nil || !strings.HasPrefix(kind, "image/") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	w.Header().Set("Content-Type", kind)
	w.Write(text)
}
