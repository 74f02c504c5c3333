// Package accounts knows who has a password. It reads an htpasswd file, with bcrypt
// hashes as `htpasswd -B` makes them.
//
// It does not prove who a person is: anyone who knows the password is the member. It
// does not protect a password on the way to the server: that takes TLS. It knows
// nothing of the server but what a name is. The server uses two methods, Asks and
// Check.
//
// Read it from the top:
//
//   - accounts.go: File, and one guess from the question to the answer
//   - parse.go: what the text of the file means, and which text is refused
//   - hash.go: which hashes are accepted, and how the others are told apart
//   - work.go: why a wrong name takes as long as a wrong password
//   - turns.go: whose password is compared next
//   - guesses.go: how guessing is slowed down without locking anybody out
//   - source.go: which addresses count as one source
//   - follow.go: how a change of the file is noticed, and when it is believed
//   - disk.go: reading a file that may be anything
//   - add.go: making an account
//   - limits.go: every bound, with its reason
//
// Goroutines: it starts none. Many goroutines may call its methods at once.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"chatlab/server/wire"
)

// ErrWrong is for a wrong password and for a name without an account. The text is the
// same, so nobody can find out who has an account.
var ErrWrong = errors.New("wrong name or password")

// TooMany says that an address has made too many wrong guesses. The password of this
// guess was not compared, so even the right one gets it.
type TooMany struct {
	Wait time.Duration // until the next guess is accepted
}

func (t TooMany) Error() string {
	seconds := (t.Wait + time.Second - 1) / time.Second // round up: a shorter wait would be too short
	return fmt.Sprintf("too many wrong guesses from your address; try again in %d s", seconds)
}

// Code is the code of the line that the client gets.
func (TooMany) Code() wire.Code { return wire.Wait }

// Options configure a File. With the zero value, a name without an account needs no
// password. A zero number means the usual one, which its comment ends with.
type Options struct {
	MembersOnly bool         // every name needs a password, so only members get in
	Log         *slog.Logger // when the file was read again, or why not; nil: no log

	// Guesses and GuessEvery are a token bucket for each address. An address may make
	// Guesses wrong guesses in a row, and one more after each GuessEvery: 5, 10 s.
	Guesses    int
	GuessEvery time.Duration

	Addresses int // how many addresses' wrong guesses are remembered: 65,536
	Compares  int // passwords compared at the same time: half of GOMAXPROCS, at least 1
}

// A File is the accounts of one htpasswd file. It follows the file: a change counts
// within seconds, without a restart.
type File struct {
	membersOnly bool
	accounts    *follower
	guesses     *guesses
	comparer    *comparer
}

// Open reads the accounts at path. It refuses a file in which it does not understand
// something, and names the line. If it skipped a bad line, that name would be free
// for anybody. An empty file is fine: nobody has an account yet. There is nothing to
// close.
func Open(path string, opts Options) (*File, error) {
	opts = opts.withDefaults()
	accounts, err := follow(path, opts.Log)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return &File{
		membersOnly: opts.MembersOnly,
		accounts:    accounts,
		guesses:     newGuesses(opts),
		comparer:    newComparer(opts.Compares),
	}, nil
}

// Asks reports whether a caller must give a password for the name. Without
// MembersOnly this tells who has an account. That cannot be avoided, since the others
// get in without a password.
func (f *File) Asks(name string) bool {
	return f.membersOnly || f.accounts.current().has(name)
}

// Check returns nil if password is name's. Otherwise it returns ErrWrong, a TooMany,
// or an error that wraps ctx's if ctx ended first. Each error's text may be sent to
// the client. From is the address that guesses.
//
// A password is bytes, compared as they are. An empty one is always wrong. So is one
// of more than 72 bytes, because bcrypt looks only at the first 72.
func (f *File) Check(ctx context.Context, name, password string, from net.Addr) error {
	source := sourceOf(from)
	if err := f.guesses.reserve(ctx, source); err != nil {
		return err
	}
	wrong := false // also if ctx ended first: then it was not a guess
	defer func() { f.guesses.settle(source, wrong) }()

	right, err := f.comparer.isRight(ctx, f.guesses.used(source), f.accounts.current(), name, password)
	if err != nil {
		return err
	}
	if wrong = !right; wrong {
		return ErrWrong
	}
	return nil
}

// String names the file and nothing in it, so a File in a log line shows no hash.
// GoString does the same for %#v.
func (f *File) String() string   { return "accounts of " + f.accounts.path }
func (f *File) GoString() string { return f.String() }

// notLookedAt is the error for a guess whose time was over before its turn came.
func notLookedAt(ctx context.Context) error {
	return fmt.Errorf("the password was not looked at: %w", ctx.Err())
}
