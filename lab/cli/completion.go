package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
)

// shells are those for which there is a script.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a script that makes a shell complete lab's commands",
		Long: `Print a script that makes a shell complete the commands and flags of lab, the
lessons, and the names of scenarios after --run.

A shell completes by the name of a program, and the name in "go tool lab" is go.
So give the tool a name of its own with a function called lab. It works in every
folder of the clone and is never out of date. Then type lab ch⇥ 3 --run sp⇥. Put
the lines below into the file that your shell reads when it starts, with your
clone in place of ~/chatlab. Bash needs version 4 or newer and the package
bash-completion.`,
		Example: `  # bash, in ~/.bashrc
  lab() { go tool lab "$@"; }
  source <(go -C ~/chatlab tool lab completion bash)

  # zsh, in ~/.zshrc
  autoload -U compinit && compinit
  lab() { go tool lab "$@"; }
  source <(go -C ~/chatlab tool lab completion zsh)

  # fish, in ~/.config/fish/config.fish
  function lab; go tool lab $argv; end
  go -C ~/chatlab tool lab completion fish | source

  # PowerShell, in the file $PROFILE; the only one of these that is untested
  function lab { go tool lab @args }
  go -C ~/chatlab tool lab completion powershell | Out-String | Invoke-Expression`,
		Args:      takes("a shell"),
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			switch root := c.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(t.Out, true)
			case "zsh":
				return root.GenZshCompletion(t.Out)
			case "fish":
				return root.GenFishCompletion(t.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(t.Out)
			}
			return exitError{ExitUsage, fmt.Sprintf("no shell %q; there are %s", args[0], strings.Join(shells, ", "))}
		},
	}
}

// ordered is for words that are not files and are already in the right order.
const ordered = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder

// oneLesson completes the lesson of a command that takes one.
func oneLesson(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return lessonWords(c, args, typed)
}

// lessonWords completes lessons. It offers their numbers, or the slug or id if the typed
// word begins like one.
func lessonWords(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var words []string
	for _, l := range lesson.All {
		names := []string{fmt.Sprint(l.Number), l.Slug, l.ID()}
		if slices.ContainsFunc(args, func(arg string) bool { return slices.Contains(names, arg) }) {
			continue // it is on the command line already
		}
		for _, name := range names {
			if strings.HasPrefix(name, typed) {
				words = append(words, name+"\t"+l.Title)
				break
			}
		}
	}
	return words, ordered
}

// scenarioWords completes names of scenarios: of the lessons on the command line, or of
// all.
func scenarioWords(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	kit, err := course.Find()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	lessons := lesson.All
	if len(args) > 0 {
		lessons = nil
		for _, arg := range args {
			if l, err := lesson.Find(arg); err == nil {
				lessons = append(lessons, l)
			}
		}
	}
	var words []string
	for _, l := range lessons {
		all, _ := grade.Scenarios(kit.Root, l) // check reports mistakes in scenarios
		for _, sc := range all {
			words = append(words, sc.Name+"\t"+sc.Claim)
		}
	}
	return words, ordered
}

// levelWords completes the levels of a lesson's hints.
func levelWords(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	l, err := lesson.Find(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for level := range l.Hints {
		words = append(words, fmt.Sprint(level+1))
	}
	return words, ordered
}

// symptomWords completes symptoms. Those for which the lesson has its own hint come first.
func symptomWords(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	l, err := lesson.Find(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var own, others []string
	for _, s := range lesson.Symptoms() {
		word := string(s) + "\t" + s.Says()
		if l.Symptoms[s] != "" {
			own = append(own, word)
		} else {
			others = append(others, word)
		}
	}
	return append(own, others...), ordered
}

// mutantWords completes the names of mutants.
func mutantWords(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	kit, err := course.Find()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	mutants, _ := kit.Mutants() // check reports mistakes in mutants
	var words []string
	for _, m := range mutants {
		words = append(words, m.Name+"\t"+m.Why)
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}
