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

// newFileMode lets nobody else read the hashes. A thief of the hashes can guess as
// fast as their machine allows, and our limits do not help.
const newFileMode = 0o600

// Add gives name a password in the file at path. It makes the file if there is none.
// An account of that name, in upper or lower case, is replaced. Everything else in
// the file stays the same, byte by byte. A cost of 0 means the usual one, 10. A
// password has 1 to 72 bytes. It has no line break, since the protocol cannot send
// one, and no NUL, since other programs stop at it.
//
// A program that reads the file meanwhile finds the old text or the new one, never a
// part. Add writes the new text into path.new, which then takes the file's place and
// mode. The new file belongs to the user who calls Add. While path.new exists,
// another Add refuses, so that neither undoes the other. On Windows a program may
// keep the file open for longer than a moment. Then Add fails and changes nothing.
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

// nameOrNot keeps a text that is not a name out of an error. It may be a password,
// given in the wrong place.
func nameOrNot(name string) string {
	if wire.CheckName(name) != nil {
		return "an account"
	}
	return name
}

// replace puts the line into the file, all or nothing.
func replace(path, name, line string) (err error) {
	target, err := filepath.EvalSymlinks(path) // otherwise the rename would replace the link, not the file
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
	if closeErr := file.Close(); err == nil { // before the rename: Windows requires it
		err = closeErr
	}
	if err != nil {
		return err
	}
	return again(func() error { return os.Rename(beside, path) })
}

// writeChanged writes the text of the file at path, with the new line, to another
// file. It syncs that file. Otherwise, after a power cut, the rename could be on the
// disk and the text not.
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

// withLine returns a text that parse accepts, with line in place of name's line. If
// name has none, line is added at the end.
func withLine(text, name, line string) string {
	var b strings.Builder
	replaced := false
	for old := range strings.Lines(text) {
		content := withoutEnd(old)
		was, _, _ := strings.Cut(content, ":") // was is not a name if the line is a comment
		if wire.FoldName(was) == wire.FoldName(name) {
			old = line + old[len(content):] // keeps the line end it had
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
