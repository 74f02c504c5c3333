package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"chatlab/server/wire"
)

// newFileMode lets nobody else read the hashes: whoever has them can guess as
// fast as their machine allows, and no limit of ours counts there.
const newFileMode = 0o600

// Add gives name a password: in the file at path, which is made if there is
// none. An account of that name, in whatever case, is replaced. Everything
// else in the file stays as it is, byte by byte. A cost of 0 means the usual
// one, 10. A password has 1 to 72 bytes and no line break, since the protocol
// has no way to say one, and no NUL, since other programs stop at it.
//
// Whoever reads the file meanwhile finds the old text or the new one, never a
// part of it: the new text is written beside it, into path.new, which then
// takes the file's place and mode. It belongs to whoever calls Add. While
// path.new is there, another Add refuses, so that neither undoes what the
// other did. On Windows a program that has the file open for longer than a moment is
// in the way; then Add fails and changes nothing.
func Add(path, name, password string, cost int) error {
	line, err := newLine(name, password, cost) // first, since it takes long
	if err == nil {
		err = replace(path, name, line)
	}
	if err != nil {
		return fmt.Errorf("accounts: add %s: %w", nameOrNot(name), err)
	}
	return nil
}

// newLine returns the account as a line without its end.
func newLine(name, password string, cost int) (string, error) {
	if cost == 0 {
		cost = usualCost
	}
	switch {
	case wire.CheckName(name) != nil:
		return "", fmt.Errorf("a name is 1 to %d letters and digits", wire.MaxName)
	case password == "":
		return "", errors.New("the password is empty")
	case len(password) > maxPassword:
		return "", fmt.Errorf("the password has %d bytes, and bcrypt takes no more than %d", len(password), maxPassword)
	case strings.ContainsAny(password, "\r\n\x00"):
		return "", errors.New("the password has a line break or a NUL in it")
	case cost < minCost || cost > maxCost:
		return "", fmt.Errorf("the cost is %d; choose one from %d to %d", cost, minCost, maxCost)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return "", err
	}
	return name + ":" + string(hash), nil
}

// nameOrNot keeps what is no name out of an error. It may be a password, given
// in the wrong place.
func nameOrNot(name string) string {
	if wire.CheckName(name) != nil {
		return "an account"
	}
	return name
}

// replace puts the line into the file, all or nothing.
func replace(path, name, line string) (err error) {
	target, err := filepath.EvalSymlinks(path) // else the rename would replace the link, not the file
	if err == nil {
		path = target
	} else if info, linkErr := os.Lstat(path); linkErr == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a link, and what it points to can't be followed: %w", path, err)
	}
	beside := path + ".new"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newFileMode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there: another change is under way, or one was broken off; if none is under way, remove it and try again", beside)
	}
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(beside)
		}
	}()
	err = writeChanged(file, path, name, line)
	if closeErr := file.Close(); err == nil { // before the rename: Windows insists
		err = closeErr
	}
	if err != nil {
		return err
	}
	return again(func() error { return os.Rename(beside, path) })
}

// writeChanged writes the text of the file at path, with the line in it, to
// another file, and makes sure that it is on the disk: after a power cut the
// rename must not have happened without what it was for.
func writeChanged(file *os.File, path, name, line string) error {
	text, mode, err := readOrNew(path)
	if err != nil {
		return err
	}
	if _, err := parse(text); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	text = withLine(text, name, line)
	if _, err := parse(text); err != nil { // it has become too large
		return fmt.Errorf("%s: with one more: %w", path, err)
	}
	if _, err := file.WriteString(text); err != nil {
		return err
	}
	if err := file.Chmod(mode); err != nil {
		return err
	}
	return file.Sync()
}

func readOrNew(path string) (text string, mode fs.FileMode, err error) {
	file, info, err := openRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", newFileMode, nil
	}
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	text, err = readText(file)
	return text, info.Mode().Perm(), err
}

// withLine returns a text that parse accepts with a line in the place of
// name's, or at its end if name has none.
func withLine(text, name, line string) string {
	var b strings.Builder
	replaced := false
	for old := range strings.Lines(text) {
		content := withoutEnd(old)
		was, _, _ := strings.Cut(content, ":") // of a comment, no name
		if wire.FoldName(was) == wire.FoldName(name) {
			old = line + old[len(content):] // keeps the end that it had
			replaced = true
		}
		b.WriteString(old)
	}
	if replaced {
		return b.String()
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		b.WriteString("\n")
	}
	return b.String() + line + "\n"
}
