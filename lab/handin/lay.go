package handin

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/server/wire"
)

// Laid is what Lay has done.
type Laid struct {
	From  string   // the folder in the hand-in that was laid; "." if it is the hand-in itself
	Files []string // in the scratch folder, sorted
	Bytes int64
	Hash  string // of the files: the same files have the same hash, whatever they came in
	Notes []Note // at most 100

	LeftOut    []LeftOut // at most 100
	AllLeftOut int       // how many there are
}

// Lay copies the source files of a lesson from a hand-in into a folder, which must be there
// and be empty. It creates nothing outside of it. Files get the mode 0644, or 0755 if they
// can be run: their mode says so, or they begin with #!.
//
// An error is a *Refusal if the hand-in is to blame: Laid has what was left out up to then. It
// is an *Unread if the hand-in can't be read. Any other error is one of this machine. After an
// error the folder is empty.
func Lay(h HandIn, l lesson.Lesson, into string) (Laid, error) {
	return layAs(&layer{aim: serverOf(l)}, h, into)
}

// layAs is Lay, for whatever the layer aims at.
func layAs(layer *layer, h HandIn, into string) (Laid, error) {
	err := layer.lay(h, into)
	layer.laid.LeftOut, layer.laid.AllLeftOut = layer.out.listed, layer.out.all
	why := new(fault)
	switch {
	case err == nil:
		return layer.laid, nil
	case errors.As(err, &why):
		err = &Refusal{why.reason, h.Title(), shown(why.file), shown(why.detail)}
	case errors.As(err, new(*Unread)):
	default:
		err = trouble{h.Title(), err}
	}
	return Laid{LeftOut: layer.out.listed, AllLeftOut: layer.out.all}, err
}

// trouble is an error of this machine. Its text is cleaned: it may have names of a stranger.
type trouble struct {
	handIn string
	err    error
}

func (t trouble) Error() string { return t.handIn + ": " + wire.Clean(t.err.Error()) }
func (t trouble) Unwrap() error { return t.err }

// An aim is what is looked for in a hand-in.
type aim struct {
	place   func(*inventory) (from string, err error)
	inside  func(file, from string) (inside string, ok bool) // the path in the scratch folder of a file that is wanted
	most    int                                              // files
	tooMany Reason
	none    Reason // why a hand-in without such a file is refused
}

// serverOf aims at the server of a lesson.
func serverOf(l lesson.Lesson) aim {
	return aim{
		place:   func(inv *inventory) (string, error) { return inv.place(l) },
		inside:  below,
		most:    MaxFiles,
		tooMany: TooMany,
		none:    Nothing,
	}
}

// A layer lays one hand-in.
type layer struct {
	aim
	root    *os.Root
	laid    Laid
	out     leftOuts
	files   []laidFile
	tooMuch func(file string) error // of the source
}

func (l *layer) lay(h HandIn, into string) (err error) {
	if l.root, err = os.OpenRoot(into); err != nil {
		return err
	}
	defer l.root.Close()
	names, err := l.names()
	if err == nil && len(names) > 0 {
		err = fmt.Errorf("%s is not empty", into)
	}
	if err != nil {
		return err
	}
	s, err := h.openWatched()
	if err != nil {
		return err
	}
	defer s.close()
	l.tooMuch = s.tooMuch
	if err = l.copyAll(s, h.Kind != Folder && h.Kind != Files); err == nil {
		l.laid.Hash = hash(l.files)
		l.laid.Notes, err = notesOf(l.root, l.files)
	}
	if err != nil {
		return errors.Join(err, l.clear())
	}
	return nil
}

// names returns what is in the scratch folder.
func (l *layer) names() ([]string, error) {
	dir, err := l.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdirnames(-1)
}

// clear empties the scratch folder.
func (l *layer) clear() error {
	names, err := l.names()
	for _, name := range names {
		err = errors.Join(err, l.root.RemoveAll(name))
	}
	return err
}

// copyAll makes both passes over a hand-in.
func (l *layer) copyAll(s source, archive bool) error {
	inv, err := take(s, archive)
	if err != nil {
		return err
	}
	if l.laid.From, err = l.place(inv); err != nil {
		return err
	}
	chosen, err := l.choose(inv)
	if err != nil {
		return err
	}
	sources := 0
	err = s.walk(func(e entry, open opener) error {
		clean, _, _ := checkPath(e.path, archive)
		inside, ok := chosen[clean]
		if !ok || e.kind != aFile {
			return nil
		}
		copied, err := l.copy(e, inside, open)
		if copied && !isPaper(inside) {
			sources++
		}
		return err
	})
	if err != nil {
		return err
	}
	if sources == 0 {
		return &fault{l.none, "", l.out.first()}
	}
	slices.SortFunc(l.files, func(a, b laidFile) int { return strings.Compare(a.path, b.path) })
	for _, f := range l.files {
		l.laid.Files = append(l.laid.Files, f.path)
	}
	return nil
}

// choose returns the files to lay: their paths in the hand-in, each with that in the scratch
// folder. It lists what of the lesson is left out.
func (l *layer) choose(inv *inventory) (map[string]string, error) {
	l.out = inv.early
	chosen, kits := map[string]string{}, map[string]bool{}
	for _, it := range inv.items {
		inside, ok := l.inside(it.path, l.laid.From)
		if !ok {
			continue
		}
		top, rest, deeper := strings.Cut(inside, "/")
		switch {
		case it.reason != "":
			l.out.add(it.path, it.reason, "")
		case deeper && rest != "" && isKits(top):
			if !kits[top] {
				kits[top] = true
				l.out.add(path.Join(l.laid.From, top)+"/", KitsOwn, "")
			}
		case len(inside) > MaxPath || strings.Count(inside, "/") > MaxDepth:
			l.out.add(it.path, LongPath, "")
		case it.secret:
			return nil, &fault{Encrypted, it.path, ""}
		default:
			chosen[it.path] = inside
		}
		if len(chosen) > l.most {
			return nil, &fault{l.tooMany, "", ""}
		}
	}
	return chosen, nil
}

// below returns the path of a file as seen from a folder above it.
func below(file, folder string) (string, bool) {
	if folder == "." {
		return file, true
	}
	return strings.CutPrefix(file, folder+"/")
}

// copy lays a file, or lists it as left out.
func (l *layer) copy(e entry, inside string, open opener) (copied bool, err error) {
	content, err := open()
	if err != nil {
		return false, err
	}
	defer content.Close()
	head, err := readHead(content)
	if err != nil {
		return false, err
	}
	if reason, detail := whatIs(head, inside); reason != "" {
		l.out.add(e.path, reason, detail)
		return false, nil
	}
	// Scripts can be run even if they come from Windows, which knows no such mode.
	f := laidFile{path: inside, exec: e.exec || bytes.HasPrefix(head, []byte("#!"))}
	size, err := l.write(&f, io.MultiReader(bytes.NewReader(head), content))
	if err != nil {
		return false, err
	}
	if size > MaxFile { // whatever the hand-in says
		l.out.add(e.path, LargeFile, "")
		return false, l.root.Remove(inside)
	}
	if l.laid.Bytes += size; l.laid.Bytes > MaxTotal {
		return false, l.tooMuch(e.path)
	}
	l.files = append(l.files, f)
	return true, nil
}

// write makes a file, and fills in its hash. It returns its size, or more than MaxFile.
func (l *layer) write(f *laidFile, content io.Reader) (size int64, err error) {
	if dir := path.Dir(f.path); dir != "." {
		if err := l.root.MkdirAll(dir, 0o755); err != nil {
			return 0, err
		}
	}
	mode := fs.FileMode(0o644)
	if f.exec {
		mode = 0o755
	}
	out, err := l.root.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) { // a system that takes more names for the same than we do
		return 0, &fault{Twice, f.path, ""}
	}
	if err != nil {
		return 0, err
	}
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(out, sum), io.LimitReader(content, MaxFile+1))
	sum.Sum(f.sum[:0])
	return size, errors.Join(err, out.Close())
}
