package cli

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
)

// checkFlags are the flags of check.
type checkFlags struct {
	copies bool
	server string
	mutant string
	port   int
	run    string
	times  int
	slow   float64
	seed   uint64
	json   bool
	all    bool
	keep   string

	dialect  string
	supports []string
	core     bool
}

func (f *checkFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.server, "server", "", "the server to test: a folder with Go code or a server file, a server file, or a command line")
	flags.BoolVar(&f.copies, "copies", false, "test only copies below work; a named lesson must have one")
	flags.StringVar(&f.mutant, "mutant", "", "test the reference server with a fault of testdata/mutants, by default on the scenarios that must find it")
	flags.IntVar(&f.port, "port", 0, "the fixed port of the server; scenarios then run one after another")
	flags.StringVar(&f.run, "run", "", "only scenarios whose name matches this pattern, such as long_*")
	flags.IntVar(&f.times, "times", 1, "run each scenario this many times")
	flags.Float64Var(&f.slow, "slow", 1, "stretch every limit, for slow machines and servers")
	flags.Uint64Var(&f.seed, "seed", 0, "seed for what scenarios choose at random (default: a new one each time)")
	flags.StringVar(&f.dialect, "dialect", "", "a file that describes the words of the server: see docs/any-language.md")
	flags.StringSliceVar(&f.supports, "supports", nil, "settings and features of the server, separated by commas")
	flags.BoolVar(&f.core, "core", false, "test only the core of the protocol: the clauses tagged core")
	flags.BoolVar(&f.json, "json", false, "print the report as JSON")
	flags.StringVar(&f.keep, "keep", "failed", "which scenarios leave a picture, capture and trace below work/.lab/runs: failed, all or none; or whole, for all, however large")
	flags.Lookup("keep").NoOptDefVal = "all"
	flags.BoolVar(&f.all, "all", false, "tell the story of every failure, not only the first in each lesson")
	c.RegisterFlagCompletionFunc("run", scenarioWords)
	c.RegisterFlagCompletionFunc("server", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault // folders and programs
	})
	c.RegisterFlagCompletionFunc("dialect", anyFile)
	c.RegisterFlagCompletionFunc("mutant", mutantWords)
	c.RegisterFlagCompletionFunc("keep", cobra.FixedCompletions([]string{"failed", "all", "whole", "none"}, cobra.ShellCompDirectiveNoFileComp))
}

// keeps has the values of --keep.
var keeps = map[string]grade.Keep{"failed": grade.KeepFailed, "all": grade.KeepAll, "whole": grade.KeepWhole, "none": grade.KeepNone}

// validate checks that the flags go together. It returns which runs keep their files.
func (f checkFlags) validate() (grade.Keep, error) {
	if f.times < 1 || f.slow <= 0 || f.port < 0 || f.port > 65535 {
		return 0, exitError{ExitUsage, "--times and --slow must be positive, and --port a port number"}
	}
	if _, err := path.Match(f.run, ""); err != nil {
		return 0, exitError{ExitUsage, fmt.Sprintf("--run %q: not a pattern", f.run)}
	}
	if f.copies && (f.mutant != "" || f.server != "") {
		return 0, exitError{ExitUsage, "--copies says what to test: leave out --server and --mutant"}
	}
	if f.mutant != "" && f.server != "" {
		return 0, exitError{ExitUsage, "--mutant is a fault of the reference server: leave out --server"}
	}
	if f.server == "" && (f.port != 0 || f.dialect != "" || len(f.supports) > 0 || f.core) {
		return 0, exitError{ExitUsage, "--port, --dialect, --supports and --core describe the server of --server; add --server, such as --server work/03-half-a-message for a copy"}
	}
	keep, ok := keeps[f.keep]
	if !ok {
		return 0, exitError{ExitUsage, fmt.Sprintf("--keep=%s: want failed, all, whole or none", f.keep)}
	}
	return keep, nil
}

// asked returns what to run: the lessons of the arguments, on the server of the flags.
func (f checkFlags) asked(args []string) (course.Asked, error) {
	a := course.Asked{
		Copies: f.copies, Server: f.server, Mutant: f.mutant, Run: f.run,
		Port: f.port, Dialect: f.dialect, Supports: f.supports, Core: f.core,
	}
	for _, arg := range args {
		lessons, err := lesson.FindAll(arg)
		if _, isKeep := keeps[arg]; err != nil && isKeep {
			return a, exitError{ExitUsage, fmt.Sprintf("%s is not a lesson; if you mean what to keep, write --keep=%s", arg, arg)}
		}
		if err != nil && f.server != "" {
			err = fmt.Errorf("%w; if it is a part of --server, put the whole command into quotes: --server 'python3 server.py {port}'", err)
		}
		if err != nil && arg == lesson.Own.ID() {
			err = errors.New("own goes alone: leave out the lessons")
		}
		if err != nil {
			return a, exitError{ExitUsage, err.Error()}
		}
		for _, l := range lessons {
			if !slices.ContainsFunc(a.Lessons, func(o lesson.Lesson) bool { return o.Number == l.Number }) {
				a.Lessons = append(a.Lessons, l)
			}
		}
	}
	return a, nil
}

// again returns flags with which another check tests the same server.
func (f checkFlags) again() []string {
	var flags []string
	if f.server != "" {
		flags = append(flags, "--server", f.server)
	}
	if f.mutant != "" {
		flags = append(flags, "--mutant", f.mutant)
	}
	if f.port != 0 {
		flags = append(flags, "--port", fmt.Sprint(f.port))
	}
	if f.dialect != "" {
		flags = append(flags, "--dialect", f.dialect)
	}
	if len(f.supports) > 0 {
		flags = append(flags, "--supports", strings.Join(f.supports, ","))
	}
	if f.core {
		flags = append(flags, "--core")
	}
	if f.slow != 1 {
		flags = append(flags, "--slow", fmt.Sprint(f.slow))
	}
	return flags
}
