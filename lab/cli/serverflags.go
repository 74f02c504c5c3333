package cli

import (
	"cmp"
	"os"

	"github.com/spf13/cobra"

	"chatlab/server"
	"chatlab/server/settings"
)

// serverFlags are the flags of server.
type serverFlags struct {
	addr   string
	quiet  bool
	tls    tlsFlags
	kept   settings.Settings // history and accounts
	limits server.Limits
}

func (f *serverFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", defaultAddr, "where to listen, HOST:PORT; port 0 means any free one")
	flags.BoolVar(&f.quiet, "quiet", false, "don't log")
	f.tls.add(c)
	flags.StringVar(&f.kept.Accounts, "accounts", "", "ask for a password for each name in this file; make it with htpasswd -B or lab account")
	flags.BoolVar(&f.kept.MembersOnly, "members-only", false, "with --accounts: let in only names with a password")
	flags.StringVar(&f.kept.History, "history", "", "keep what is said in this file, and show its last lines to newcomers")
	flags.IntVar(&f.kept.Keeping.Lines, "history-lines", 0, "how many lines a newcomer is shown (0: 20; -1: none)")
	flags.Int64Var(&f.kept.Keeping.Keep, "history-keep", 0, "about how many bytes the history may take on disk (0: 64 MiB; at least 1 MiB)")
	for _, flag := range []string{"accounts", "history"} {
		c.RegisterFlagCompletionFunc(flag, anyFile)
	}
	l := &f.limits
	flags.IntVar(&l.Line, "max-line", 0, "longest line of a client, in bytes (0: 65536)")
	flags.IntVar(&l.Clients, "max-clients", 0, "connections at once, at most (0: 10000)")
	flags.DurationVar(&l.NameTime, "name-time", 0, "time to give a name (0: 30s)")
	flags.IntVar(&l.Outbox, "outbox", 0, "how many bytes may wait for one client before it is cut off (0: 1 MiB)")
	flags.IntVar(&l.HighWater, "high-water", 0, "how many bytes may wait for one client before senders are slowed (0: 256 KiB)")
	flags.DurationVar(&l.HoldUp, "hold-up", 0, "how long a sender is held up at a time, at most (0: 1s)")
	flags.DurationVar(&l.Moving, "moving", 0, "senders don't wait for a reader that took nothing for this long (0: 250ms)")
	flags.DurationVar(&l.WriteTime, "write-time", 0, "a client that takes nothing for this long is gone (0: 10s)")
	flags.DurationVar(&l.LastWords, "last-words", 0, "the same while closing (0: 1s)")
	flags.DurationVar(&l.Closing, "closing", 0, "time for all last words to a client, at most (0: 10s)")
	flags.DurationVar(&l.Drain, "drain", 0, "time to wait for the FIN of a client after ours, at most (0: 1s)")
	flags.IntVar(&l.SendBuffer, "send-buffer", 0, "the kernel's send buffer for a client, in bytes (0: 128 KiB)")
	flags.DurationVar(&l.Idle, "keepalive-idle", 0, "silence before the first keepalive probe (0: 15s)")
	flags.DurationVar(&l.ProbeEvery, "keepalive-every", 0, "time between keepalive probes (0: 5s)")
	flags.IntVar(&l.Probes, "keepalive-probes", 0, "unanswered keepalive probes after which a client is gone (0: 3)")
}

// settings checks that the flags go together. It returns the settings of the environment,
// replaced by those of the flags.
func (f *serverFlags) settings() (settings.Settings, error) {
	set, err := settings.FromEnvironment(os.LookupEnv)
	if err != nil {
		return set, exitError{ExitUsage, err.Error()}
	}
	set.History = cmp.Or(f.kept.History, set.History)
	set.Keeping = f.kept.Keeping
	set.Accounts = cmp.Or(f.kept.Accounts, set.Accounts)
	set.MembersOnly = f.kept.MembersOnly
	switch l, keeping := f.limits, set.Keeping; {
	case set.MembersOnly && set.Accounts == "":
		return set, exitError{ExitUsage, "--members-only needs accounts: add --accounts FILE"}
	case min(l.Line, l.Clients, l.Outbox, l.HighWater, l.SendBuffer, l.Probes) < 0,
		min(l.NameTime, l.HoldUp, l.Moving, l.WriteTime, l.LastWords, l.Closing, l.Drain, l.Idle, l.ProbeEvery) < 0,
		keeping.Keep < 0, keeping.Lines < -1:
		return set, exitError{ExitUsage, "a limit can't be negative; 0 means the default"}
	}
	return set, nil
}
