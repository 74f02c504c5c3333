package script

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/lesson"
)

var unlogged = Command{
	Name:    "unlogged",
	Args:    "[--files] PATTERN",
	Summary: "Expect that the server has not printed something, on its output or its log.",
	Detail:  "PATTERN is a regular expression (Go's). It looks at what has been printed by now. To see what the server prints at its end, let the step exits come first. With --files, it looks at the files in the folder of the history, and not at the output.",
	Example: `server
join ana bruno
say ana 'between us'
hear bruno ana 'between us'
unlogged 'between us'`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		files := flags.Bool("files", false, "")
		args, err := options(flags, args)
		if err != nil {
			return "", err
		}
		if len(args) != 1 {
			return "", usagef("what has it not printed?")
		}
		pattern, err := expression(args[0])
		switch {
		case err != nil:
			return "", err
		case s.ready() != nil:
			return "", s.ready()
		case *files:
			return "", s.unkept(pattern)
		}
		output := s.world.Output()
		found := pattern.FindStringIndex(output)
		if found == nil {
			return "", nil
		}
		return "", s.failure(Failure{
			Expected: words("the server to print nothing that matches " + args[0]),
			Received: words(lineAt(output, found[0])),
			Mark:     -1,
			Symptom:  lesson.Leaked,
		})
	},
}

// unkept fails if a file of the scenario's folder has something that matches.
func (s *session) unkept(pattern *regexp.Regexp) error {
	return filepath.WalkDir(s.files, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // a file that is gone again has nothing in it
		}
		text, err := os.ReadFile(path)
		found := pattern.FindIndex(text)
		if err != nil || found == nil {
			return nil
		}
		name, _ := filepath.Rel(s.files, path)
		return s.failure(Failure{
			Expected: words("the server to keep nothing that matches " + pattern.String()),
			Received: words("in the file " + name + ": " + lineAt(string(text), found[0])),
			Mark:     -1,
			Symptom:  lesson.Leaked,
		})
	})
}

// lineAt returns the line of a text that has the byte at i in it, up to maxShown
// bytes of it.
func lineAt(text string, i int) string {
	before := text[strings.LastIndexByte(text[:i], '\n')+1 : i]
	behind, _, _ := strings.Cut(text[i:], "\n")
	return layout.Head(layout.Tail(before, maxShown/2)+behind, maxShown)
}
