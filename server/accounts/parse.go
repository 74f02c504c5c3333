package accounts

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"chatlab/server/wire"
)

// A table is the accounts of one text. It never changes: a file that has changed gets
// a new table. So it needs no lock, and its user sees the accounts of one moment.
type table struct {
	accounts map[string]account // by wire.FoldName of the name
	cost     int                // the highest of any hash here; usualCost if there is none
}

type account struct {
	hash string // in a format that checkHash allows
	line int    // its line in the file, from 1
}

func (t *table) has(name string) bool {
	_, ok := t.accounts[wire.FoldName(name)]
	return ok
}

// parse reads a whole file: lines of "name:hash", empty lines, and comments, which
// begin with #. Lines end in LF or CR LF.
//
// One bad line makes the whole text count for nothing. An error repeats nothing of a
// line but a valid name. Any other text in a file of secrets may be a secret.
func parse(text string) (*table, error) {
	if len(text) > maxFile {
		return nil, fmt.Errorf("it has more than %d MiB", maxFile>>20)
	}
	t := &table{accounts: make(map[string]account)}
	line := 0
	for content := range strings.Lines(text) {
		line++
		if err := t.add(withoutEnd(content), line); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
	if t.cost == 0 {
		t.cost = usualCost
	}
	return t, nil
}

// add adds one line of the file. Only parse calls it.
func (t *table) add(content string, line int) error {
	if err := checkText(content); err != nil {
		return err
	}
	if isComment(content) {
		return nil
	}
	name, hash, ok := strings.Cut(content, ":")
	if !ok {
		return errors.New("no colon between a name and a hash")
	}
	if strings.HasPrefix(name, "\ufeff") {
		return errors.New("it begins with a byte order mark, which some editors put there; save it without")
	}
	if wire.CheckName(name) != nil {
		return fmt.Errorf("before the colon there is no name of 1 to %d letters and digits", wire.MaxName)
	}
	if err := checkHash(hash); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	key := wire.FoldName(name)
	if first, twice := t.accounts[key]; twice {
		return fmt.Errorf("%s: has an account in line %d already (case makes no difference)", name, first.line)
	}
	if len(t.accounts) == maxAccounts {
		return fmt.Errorf("more than %d accounts", maxAccounts)
	}
	t.accounts[key] = account{hash: hash, line: line}
	t.cost = max(t.cost, costOf(hash))
	return nil
}

// checkText refuses bytes that no editor and no htpasswd writes. A picture given by
// mistake is called no text, and not a line without a colon.
func checkText(content string) error {
	if len(content) > maxLine {
		return fmt.Errorf("longer than %d bytes", maxLine)
	}
	if !utf8.ValidString(content) || strings.ContainsFunc(content, notText) {
		return errors.New("bytes that are not text")
	}
	return nil
}

func notText(r rune) bool {
	return unicode.IsControl(r) && r != '\t'
}

func isComment(content string) bool {
	return strings.HasPrefix(content, "#") || strings.TrimSpace(content) == ""
}

// withoutEnd returns a line without its LF or CR LF.
func withoutEnd(line string) string {
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
}
