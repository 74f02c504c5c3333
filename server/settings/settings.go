// Package settings puts what docs/protocol.md calls settings around a server:
// limits, a history, accounts, TLS. Each is a variable of the environment, so that
// whoever starts a server in whatever language can ask for it.
//
// It is no part of the server: a program that wants one of these things reads here
// how it is attached.
package settings

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"

	"chatlab/server"
	"chatlab/server/accounts"
	"chatlab/server/history"
	"chatlab/server/overtls"
)

// Settings are what can be set. A zero field means the usual value, or that there
// is no such thing.
type Settings struct {
	NameTime time.Duration   // NAME_TIME, in seconds: time to give a name
	Clients  int             // MOST_CLIENTS: connections at once
	History  string          // HISTORY: the file that keeps what is said
	Keeping  history.Options // how

	Accounts    string // ACCOUNTS: the htpasswd file with who has a password
	MembersOnly bool   // nobody else gets in

	Cert, Key string // TLS_CERT and TLS_KEY: PEM files; with them the server speaks TLS
}

// Variables are those of the environment that are read here.
var Variables = []string{"NAME_TIME", "MOST_CLIENTS", "HISTORY", "ACCOUNTS", "TLS_CERT", "TLS_KEY"}

// longestNameTime is more than anybody means.
const longestNameTime = 24 * time.Hour

// FromEnvironment reads the settings. Lookup is os.LookupEnv. An error names the
// variable, what it has, and what it may have.
func FromEnvironment(lookup func(string) (string, bool)) (s Settings, err error) {
	if text, ok := lookup("NAME_TIME"); ok {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n > 0 && n <= longestNameTime.Seconds()) { // NaN is neither
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

// Attach gives a server what the settings say, before it serves. It returns the
// listener to serve on: ln, or one that speaks TLS over it. Limits that the server
// has already stay. The caller calls release once it has served.
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
