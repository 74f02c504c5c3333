package cli

import (
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"chatlab/lab/console"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// completed asks lab, as a shell does, how to complete the last word of a command line in a
// folder. It returns the words offered, and the number that says how to use them.
func completed(t *testing.T, dir string, line ...string) (words []string, how string) {
	t.Helper()
	status, out, _ := sandbox.In(t, dir, append([]string{"__complete"}, line...)...)
	if status != 0 {
		t.Fatalf("completing %q: status %d", line, status)
	}
	for answer := range strings.Lines(out) {
		word, _, _ := strings.Cut(strings.TrimSpace(answer), "\t")
		if number, ok := strings.CutPrefix(word, ":"); ok {
			return words, number
		}
		words = append(words, word)
	}
	t.Fatalf("completing %q: %q has no end", line, out)
	return nil, ""
}

// Values of cobra's ShellCompDirective.
const (
	files        = "0"
	noFiles      = "4"
	wordsInOrder = "36"
)

func TestCompletion(t *testing.T) {
	t.Parallel()
	dir := sandbox.New(t).Root // a clone in a known state
	for _, c := range []struct {
		line string // it ends with a space if a new word begins
		want string
		how  string
	}{
		{"sta", "start", noFiles},
		{"check ", numbers(0) + " own", wordsInOrder},
		{"check 3 half-a-message ", numbers(3), wordsInOrder},
		{"check h", "half-a-message how-long-is-a-line history", wordsInOrder},
		{"hint 03", "03-half-a-message", wordsInOrder},
		{"start 3 ", "", noFiles},
		{"hint 3 --level ", "1 2 3", wordsInOrder},
		{"hint --level ", "", noFiles},
		{"hint 4 --symptom ", ownSymptomsFirst(4), wordsInOrder},
		{"check 4 --run ", "line_over_limit_told next_line_is_read line_at_limit others_unharmed endless_line_bounded_memory thousand_bytes", wordsInOrder},
		{"check --server ", "", files},
		{"check --port ", "", noFiles},
		{"client --name ", "", noFiles},
		{"client ", "", noFiles},
		{"reset ", numbers(0), wordsInOrder},
		{"reset 3 ", "", noFiles},
		{"solution 3 ", "", noFiles},
		{"watch ow", "own", wordsInOrder},
		{"check ow", "own", wordsInOrder},
		{"start own --in ", "go python node java c", noFiles},
		{"grade init ", "gradescope classroom50 prairielearn vpl", wordsInOrder},
		{"grade init vpl x ", "", noFiles},
		{"grade init vpl --points ", "", files},
		{"dialect ", "probe", noFiles},
		{"dialect probe --server ", "", files},
		{"dialect probe --out ", "", files},
		{"help dia", "dialect", noFiles},
		{"help dialect ", "probe", noFiles},
		{"help check ", "", noFiles},
		{"completion ", "bash zsh fish powershell", noFiles},
	} {
		words, how := completed(t, dir, strings.Split(c.line, " ")...)
		if diff := cmp.Diff(strings.Fields(c.want), append([]string{}, words...)); diff != "" || how != c.how {
			t.Errorf("lab %s⇥: in the way :%s, want :%s; words (-want +got):\n%s", c.line, how, c.how, diff)
		}
	}
	all, _ := completed(t, dir, "check", "--run", "")
	if len(all) < 20 {
		t.Errorf("without a lesson, all scenarios should be offered, and not just %q", all)
	}
	if words, how := completed(t, t.TempDir(), "check", "--run", ""); len(words) > 0 || how != noFiles {
		t.Errorf("outside of a clone %q is offered", words)
	}
}

// TestEveryFlagCompletes: a flag for words or a file offers completions. Flags that take
// anything are listed here.
func TestEveryFlagCompletes(t *testing.T) {
	free := strings.Fields("addr again client column name shard student supports to")
	for _, c := range allCommands(root(&console.Terminal{})) {
		c.Flags().VisitAll(func(flag *pflag.Flag) {
			_, says := c.GetFlagCompletionFunc(flag.Name)
			if strings.HasPrefix(flag.Value.Type(), "string") && !says && !slices.Contains(free, flag.Name) {
				t.Errorf("%s --%s: Tab offers nothing, not even files; register a function, such as anyFile", c.CommandPath(), flag.Name)
			}
		})
	}
}

// TestEveryArgumentCompletes: a command that takes an argument says what Tab offers for it. Commands
// whose arguments are files need not: a shell offers those by itself.
func TestEveryArgumentCompletes(t *testing.T) {
	files := strings.Fields("draw")
	for _, c := range allCommands(root(&console.Terminal{})) {
		takesOne := c.Args == nil || c.Args(c, []string{"x"}) == nil
		if says := c.ValidArgsFunction != nil || len(c.ValidArgs) > 0; takesOne && !says && !slices.Contains(files, c.Name()) {
			t.Errorf("%s: Tab offers files for its argument; set ValidArgsFunction, such as oneLesson or cobra.NoFileCompletions", c.CommandPath())
		}
	}
}

// TestCompletionScripts: each installed shell accepts the syntax of its script.
func TestCompletionScripts(t *testing.T) {
	for shell, reads := range map[string][]string{"bash": {"bash", "-n"}, "zsh": {"zsh", "-n"}, "fish": {"fish", "--no-execute"}, "powershell": nil} {
		status, out, err := lab(t, "completion", shell)
		if status != 0 || err != "" || !strings.Contains(out, "__complete") {
			t.Errorf("%s: status %d, err %q, a script of %d bytes", shell, status, err, len(out))
		}
		if reads == nil || runtime.GOOS == "windows" { // on Windows, bash may be a program that offers to install Linux
			continue
		}
		if _, err := exec.LookPath(reads[0]); err != nil {
			t.Logf("%s is not installed: its script is not read", shell)
			continue
		}
		read := exec.Command(reads[0], reads[1:]...)
		read.Stdin = strings.NewReader(out)
		if words, err := read.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", shell, err, words)
		}
	}
	if status, _, err := lab(t, "completion", "tcsh"); status != ExitUsage || !strings.Contains(err, "tcsh") {
		t.Errorf("a shell that is not known: status %d, %q", status, err)
	}
}

// numbers returns the numbers of all lessons except one.
func numbers(but int) string {
	var all []string
	for _, l := range lesson.All {
		if l.Number != but {
			all = append(all, fmt.Sprint(l.Number))
		}
	}
	return strings.Join(all, " ")
}

// ownSymptomsFirst returns all symptoms, those with a hint of the lesson's own first.
func ownSymptomsFirst(number int) string {
	var own, others []string
	for _, s := range lesson.Symptoms() {
		if lesson.All[number-1].Symptoms[s] != "" {
			own = append(own, string(s))
		} else {
			others = append(others, string(s))
		}
	}
	return strings.Join(append(own, others...), " ")
}
