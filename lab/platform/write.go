package platform

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"chatlab/lab/wholefile"
)

// Write puts files into a folder, which it makes. It reports which of them it wrote; the
// others were there already, with the same text. If a file is there with another text, nothing
// is written, and the error names it.
func Write(dir string, files []File) (written []File, err error) {
	for _, f := range files {
		there, err := wholefile.Read(filepath.Join(dir, filepath.FromSlash(f.Name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			written = append(written, f)
		case err != nil:
			return nil, err
		case !bytes.Equal(there, f.Text):
			return nil, fmt.Errorf("%s is there already, and differs from what would be written; nothing was written: rename that file, or name another folder", filepath.Join(dir, f.Name))
		}
	}
	for i, f := range written {
		file := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return written[:i], err
		}
		if err := wholefile.Replace(file, f.Mode, func(w io.Writer) error { _, err := w.Write(f.Text); return err }); err != nil {
			return written[:i], err
		}
	}
	return written, nil
}
