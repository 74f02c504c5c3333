// Package accounts knows who has a password: the names of an htpasswd file,
// with passwords hashed by bcrypt, as `htpasswd -B` makes them.
//
// It is not an identity: whoever knows the password is the member. It keeps
// nobody's password secret on the way to the server either; that takes TLS.
// Of the server it knows what a name is, and no more; the server asks it
// through two methods, Asks and Check.
//
// Read it from the top:
//
//   - accounts.go: File, and one guess from the question to the answer
//   - parse.go: what the text of the file means, and which text is refused
//   - hash.go: which hashes are accepted, and how the others are told apart
//   - work.go: why a wrong name takes as long as a wrong password; turns.go: whose
//     password is looked at next
//   - guesses.go: how guessing is slowed down without locking anybody out
//   - source.go: whose guess it was
//   - follow.go: how a change of the file is noticed, and when it is believed
//   - disk.go: reading a file that may be anything
//   - add.go: making an account
//   - limits.go: every bound, with its reason
//
// Goroutines: it starts none. All methods may be called by many at once.
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

// ErrWrong is for a wrong password and for a name without an account, in the
// same words: else anybody could find out who has one.
var ErrWrong = errors.New("wrong name or password")

// TooMany says that an address has made too many wrong guesses. The password
// that came with this one was not looked at, so even the right one gets it.
type TooMany struct {
	Wait time.Duration // until the next guess is looked at
}

func (t TooMany) Error() string {
	seconds := (t.Wait + time.Second - 1) / time.Second // up: sooner would be too soon
	return fmt.Sprintf("too many wrong guesses from your address; try again in %d s", seconds)
}

// Code is what opens the line that the client gets.
func (TooMany) Code() wire.Code { return wire.Wait }

// Options say how accounts are used. The zero value lets anybody without an
// account in under a name that nobody has a password for. A zero number means
// the usual one, with which its comment ends.
type Options struct {
	MembersOnly bool         // every name needs a password, so only members get in
	Log         *slog.Logger // when the file was read again, or why it was not; nil: no log

	// Guesses is how many wrong guesses an address may make in a row, and
	// GuessEvery how long it then takes until it has one more: 5, 10 s.
	Guesses    int
	GuessEvery time.Duration

	Addresses int // how many addresses' wrong guesses are remembered: 65,536
	Compares  int // passwords looked at at the same time: half of GOMAXPROCS, at least 1
}

// A File is the accounts of one htpasswd file. It follows the file: what
// changes there counts within seconds, without a restart.
type File struct {
	membersOnly bool
	accounts    *follower
	guesses     *guesses
	comparer    *comparer
}

// Open reads the accounts at path. It refuses a file with anything in it that
// it does not understand, with the number of the line, since a line passed
// over would be a name left free. An empty file is fine: nobody has an account
// yet. There is nothing to close.
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

// Asks reports whether whoever wants to be called name must give a password.
// Without MembersOnly that tells who has an account; it can't be helped, since
// the others are let in without one.
func (f *File) Asks(name string) bool {
	return f.membersOnly || f.accounts.current().has(name)
}

// Check returns nil if password is name's. Otherwise it returns ErrWrong, a
// TooMany, or an error that wraps ctx's if there was no time to look; the text
// of each may be sent to the client. From is the address that guesses.
//
// A password is bytes, compared as they are. An empty one is always wrong, and
// so are more than 72 bytes, of which bcrypt would look at the first 72 only.
func (f *File) Check(ctx context.Context, name, password string, from net.Addr) error {
	source := sourceOf(from)
	if err := f.guesses.reserve(ctx, source); err != nil {
		return err
	}
	wrong := false // also if there was no time to look: then it was no guess
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

// String names the file and nothing in it, so that a File in a log line shows
// no hash. GoString does the same for %#v.
func (f *File) String() string   { return "accounts of " + f.accounts.path }
func (f *File) GoString() string { return f.String() }

// notLookedAt is what a guess gets whose time was over before its turn came.
func notLookedAt(ctx context.Context) error {
	return fmt.Errorf("the password was not looked at: %w", ctx.Err())
}
