// Package settings gives a server the settings of docs/protocol.md: limits, a
// history, accounts, TLS. Each is an environment variable, so a server in any
// language can be started with it.
//
// It is not part of the server. It also shows how each of these things is attached.
package settings

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"

	"chatlab/work/08-slow-reader/server"
	"chatlab/work/08-slow-reader/server/accounts"
	"chatlab/work/08-slow-reader/server/history"
	"chatlab/work/08-slow-reader/server/overtls"
)

// Settings are what can be set. A zero field means the usual value, or none.
type Settings struct {
	NameTime time.Duration   // NAME_TIME, in seconds: time to give a name
	Clients  int             // MOST_CLIENTS: connections at once
	History  string          // HISTORY: the file that keeps what is said
	Keeping  history.Options // how History is kept

	Accounts    string // the htpasswd file of the members
	MembersOnly bool   // nobody else gets in

	Cert, Key string // TLS_CERT and TLS_KEY: PEM files; with them the server speaks TLS
}

// Variables are the environment variables that are read here.
var Variables = []string{"NAME_TIME", "MOST_CLIENTS", "HISTORY", "ACCOUNTS", "TLS_CERT", "TLS_KEY"}

// longestNameTime is longer than anybody needs.
const longestNameTime = 24 * time.Hour

// FromEnvironment reads the settings. Lookup is usually os.LookupEnv. An error names
// the variable, its value, and what is allowed.
func FromEnvironment(lookup func(string) (string, bool)) (s Settings, err error) {
	if text, ok := lookup("NAME_TIME"); ok {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n > 0 && n <= longestNameTime.Seconds()) { // this form also refuses NaN
			return s, fmt.Errorf("NAME_TIME=%q in the environment: it must be a number of seconds, such as 0.5 or 30, at most a day", text)
		}
		s.NameTime = time.Duration(n * float64(time.Second))
	}
	if text, ok := lookup("MOST_CLIENTS"); ok {
		if s.Clients, err = strconv.Atoi(text); err != nil || s.Clients < 1 {
			return s, fmt.Errorf("MOST_CLIENTS=%q in the environment: it must be a number of connections, at least 1", text)
		}
	}
	s.History, _ = lookup("HISTORY")
	s.Accounts, _ = lookup("ACCOUNTS")
	s.Cert, _ = lookup("TLS_CERT")
	s.Key, _ = lookup("TLS_KEY")
	if (s.Cert == "") != (s.Key == "") {
		return s, fmt.Errorf("TLS_CERT=%q and TLS_KEY=%q in the environment: a certificate needs its key, and a key its certificate", s.Cert, s.Key)
	}
	return s, nil
}

// Attach gives a server its settings, before it serves. It returns the listener to
// serve on: ln, or one that speaks TLS over it. Limits that the server already has
// stay. The caller calls release once it has served.
func (s Settings) Attach(to *server.Server, ln net.Listener, log *slog.Logger) (on net.Listener, release func() error, err error) {
	if to.Limits.NameTime == 0 {
		to.Limits.NameTime = s.NameTime
	}
	if to.Limits.Clients == 0 {
		to.Limits.Clients = s.Clients
	}
	release = func() error { return nil }
	if s.Accounts != "" {
		if to.Accounts, err = accounts.Open(s.Accounts, accounts.Options{MembersOnly: s.MembersOnly, Log: log}); err != nil {
			return nil, nil, err
		}
	}
	if s.Cert != "" {
		config, err := overtls.Config(s.Cert, s.Key)
		if err != nil {
			return nil, nil, err
		}
		ln = overtls.Listener(ln, config)
	}
	if s.History != "" {
		if to.Limits.Line > history.MaxLine {
			return nil, nil, fmt.Errorf("a history keeps lines of up to %d bytes, but this server takes %d: lower the limit for a line", history.MaxLine, to.Limits.Line)
		}
		s.Keeping.Log = log
		kept, err := history.Open(s.History, s.Keeping)
		if err != nil {
			return nil, nil, err
		}
		to.History = kept
		release = kept.Close
	}
	return ln, release, nil
}
