package cli

import (
	"cmp"
	"slices"

	"github.com/spf13/cobra"

	"chatlab/lab/class"
	"chatlab/lab/grader"
	"chatlab/lab/handin"
	"chatlab/lab/lesson"
)

// keysOf returns the keys of the hand-ins that somebody named. Each name is that of a hand-in, or
// that of its student in the roster.
func keysOf(handIns []handin.HandIn, roster class.Roster, names []string) (keys []string, err error) {
	var students []class.Student
	for _, h := range handIns {
		students = append(students, grader.Student(h))
	}
	for _, name := range names {
		at, err := roster.Which(students, name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, students[at].Key)
	}
	return keys, nil
}

// lessonsOf returns the lessons that words such as 3 or 5-7 name, by number, each once.
func lessonsOf(words []string) (all []lesson.Lesson, err error) {
	for _, word := range words {
		some, err := lesson.FindAll(word)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	byNumber := func(a, b lesson.Lesson) int { return cmp.Compare(a.Number, b.Number) }
	slices.SortFunc(all, byNumber)
	return slices.CompactFunc(all, func(a, b lesson.Lesson) bool { return byNumber(a, b) == 0 }), nil
}

// studentWords completes the key of a student who has results in the folder that dir returns.
func studentWords(dir func(c *cobra.Command, args []string) string) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) (words []string, how cobra.ShellCompDirective) {
		results, err := class.Load(dir(c, args))
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		for _, r := range results.Rows {
			if !r.Missing {
				words = append(words, r.Student.Key+"\t"+r.Student.Name)
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// outFolder is the value of --out, and firstFolder the first argument.
func outFolder(c *cobra.Command, _ []string) string { return c.Flag("out").Value.String() }

func firstFolder(_ *cobra.Command, args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
