package handin

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"chatlab/server/wire"
)

// An Unread is an error of this machine that concerns one hand-in: something of it could not be
// read. Perhaps this user may not, or it was removed or replaced meanwhile. Other hand-ins can
// still be graded.
type Unread struct {
	handIn string // its title
	near   string // the folder that has it: a student need not know where that is
	err    error
}

// Error tells whose it is and what could not be read, in one clean line.
func (u *Unread) Error() string {
	text := strings.ReplaceAll(u.err.Error(), u.near+string(filepath.Separator), "")
	return u.handIn + ": " + wire.Clean(text)
}

// Unwrap returns the system's error.
func (u *Unread) Unwrap() error { return u.err }

// A watched source marks its errors of reading as Unread. So they differ from the errors of
// what is done with the files.
type watched struct {
	source
	of HandIn
}

// openWatched is open, with such a source.
func (h HandIn) openWatched() (source, error) {
	s, err := h.open()
	if err != nil {
		return nil, h.unread(err)
	}
	return watched{s, h}, nil
}

func (w watched) walk(do func(e entry, open opener) error) error {
	var done error
	err := w.source.walk(func(e entry, open opener) error {
		done = do(e, func() (io.ReadCloser, error) {
			content, err := open()
			return content, w.of.unread(err)
		})
		return done
	})
	if done != nil && done != errSkip {
		return done
	}
	return w.of.unread(err)
}

// unread returns an error of reading a hand-in as an Unread, unless the hand-in is to blame.
func (h HandIn) unread(err error) error {
	if err == nil || errors.As(err, new(*fault)) {
		return err
	}
	return &Unread{h.Title(), filepath.Dir(h.Path), err}
}
