package server

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"chatlab/server/accounts"
)

const (
	members  = 10 // they log in, one after the other
	password = "kingfisher"
)

// BenchmarkMembersAmongGuessers reports how long a member takes to get in, on average
// and at worst. Meanwhile 800 connections from 160 addresses guess passwords, as fast
// as they are answered. The bcrypt is real, with the usual cost. Ratio compares the
// average with that of a server without accounts and with the same callers.
func BenchmarkMembersAmongGuessers(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("other systems have one address in 127.0.0.0/8, and this needs 160")
	}
	var with, without logins
	for b.Loop() {
		with.measure(b, "accounts")
		without.measure(b, "reference")
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(with.mean(), "s/login")
	b.ReportMetric(with.worst.Seconds(), "s/worst")
	b.ReportMetric(with.mean()/without.mean(), "ratio")
}

// logins sums up how long members took to get in.
type logins struct {
	n          int
	all, worst time.Duration
}

func (l *logins) mean() float64 { return l.all.Seconds() / float64(l.n) }

// measure lets members log in to a new server while others guess passwords.
func (l *logins) measure(b *testing.B, server string) {
	r := &running{addr: runApart(b, server).addr}
	guessing := runApart(b, "guessers "+r.addr)
	for i := range members {
		began := time.Now()
		p := r.dial(b)
		p.Say(memberName(i) + "\n" + password + "\n")
		if err := hearLine(p.In, "* in the room:"); err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		l.n, l.all, l.worst = l.n+1, l.all+took, max(l.worst, took)
		p.Close()
	}
	guessing.end()
}

func memberName(i int) string { return fmt.Sprintf("member%d", i) }

// serveWithAccounts runs a server on which the members have a password. So has ana,
// whose password the others guess.
func serveWithAccounts(ctx context.Context, ln net.Listener) error {
	dir, err := os.MkdirTemp("", "chatlab-accounts-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	text := fmt.Appendf(nil, "ana:%s\n", hash)
	for i := range members {
		text = fmt.Appendf(text, "%s:%s\n", memberName(i), hash)
	}
	path := filepath.Join(dir, "htpasswd")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	file, err := accounts.Open(path, accounts.Options{})
	if err != nil {
		return err
	}
	return (&Server{Limits: Limits{Clients: 20_000}, Accounts: file}).Serve(ctx, ln)
}
