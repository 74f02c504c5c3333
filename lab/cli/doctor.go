package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"runtime"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/doctor"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
)

func doctorCommand(t *console.Terminal) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check this machine: does it have all that the kit needs?",
		Long: `Look at this machine and say, line by line, what is fine (✓), what is good to
know (!), what is missing (✗), and what to do about it. It changes nothing.

Exit status: 0 if nothing is missing that the kit needs, 1 otherwise.`,
		Args: takes(),
		RunE: func(c *cobra.Command, _ []string) error {
			bar := t.Doing("looking at this machine")
			machine := thisMachine()
			machine.Looking = func(name string) { bar.Say("looking at this machine: " + name) }
			checks := doctor.Examine(c.Context(), machine)
			bar.End()
			if c.Context().Err() != nil {
				return exitError{ExitInterrupted, "interrupted"}
			}
			return tellChecks(t, checks, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

// thisMachine looks at the real machine.
func thisMachine() doctor.Env {
	kit, _ := course.Find() // if there is no kit, one of the checks says so
	return doctor.Env{
		GOOS:   runtime.GOOS,
		Kit:    kit.Root,
		Proc:   "/proc",
		Find:   program.Find,
		Output: program.Output,
		Listen: func(ctx context.Context, addr string) (net.Listener, error) {
			return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
		},
		Dial: func(ctx context.Context, addr string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		},
		Resolve:   net.DefaultResolver.LookupHost,
		Temporary: func() (string, func(), error) { return scratch.Folder("doctor") },
	}
}

// tellChecks prints the results.
func tellChecks(t *console.Terminal, checks []doctor.Check, asJSON bool) error {
	lacks := 0
	for _, c := range checks {
		if c.State == doctor.Missing {
			lacks++
		}
	}
	if asJSON {
		return checksAsJSON(t, checks, lacks == 0)
	}
	for _, c := range checks {
		fmt.Fprintf(t.Out, "%s %-15s %s\n", signs[c.State], c.Name, c.Found)
		if c.Do != "" {
			fmt.Fprintf(t.Out, "  %-15s → %s\n", "", c.Do)
		}
	}
	if lacks > 0 {
		fmt.Fprintf(t.Out, "\nThe kit needs what is marked ✗: %d missing.\n", lacks)
		return exitError{status: ExitFailed}
	}
	fmt.Fprintf(t.Out, "\nThis machine has all that the kit needs.\n")
	return nil
}

var signs = map[doctor.State]string{doctor.Fine: "✓", doctor.Hint: "!", doctor.Missing: "✗"}

func checksAsJSON(t *console.Terminal, checks []doctor.Check, ok bool) error {
	out := json.NewEncoder(t.Out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	err := out.Encode(struct {
		OK     bool           `json:"ok"`
		Checks []doctor.Check `json:"checks"`
	}{ok, checks})
	if err == nil && !ok {
		return exitError{status: ExitFailed}
	}
	return err
}
