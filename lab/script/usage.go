package script

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

// A usageError says what is wrong with how a step is written.
type usageError struct{ what string }

func (e usageError) Error() string { return e.what }

func usagef(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// options parses the flags among args, at any position, and returns the rest.
func options(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	var rest []string
	for len(args) > 0 {
		if !strings.HasPrefix(args[0], "--") {
			rest, args = append(rest, args[0]), args[1:]
			continue
		}
		if err := flags.Parse(args); err != nil {
			return nil, usagef("%v", err)
		}
		args = flags.Args()
	}
	return rest, nil
}

func newFlags() *flag.FlagSet { return flag.NewFlagSet("", flag.ContinueOnError) }
