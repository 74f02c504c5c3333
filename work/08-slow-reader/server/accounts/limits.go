package accounts

import (
	"cmp"
	"log/slog"
	"runtime"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// The usual limits of guessing. Five in a row forgive a person who mistypes,
// tries the old password and finds Caps Lock; one more each ten seconds leaves
// such a person waiting for a breath, and a program 8,640 guesses a day. That
// is not few: a password from the lists of common ones falls anyway. One that
// is not on a list holds.
const (
	usualGuesses    = 5
	usualGuessEvery = 10 * time.Second

	// usualAddresses take about 10 MB. An address is remembered only for as
	// long as it would take to forgive all its guesses, here 50 s, and each
	// costs a bcrypt; so it takes some 1,300 guesses a second to fill this.
	usualAddresses = 1 << 16
)

// The cost of bcrypt is the binary logarithm of its rounds: one more doubles
// the time. On a core of 2026 cost 10 takes 0.08 s, cost 14 1.2 s.
const (
	minCost = bcrypt.MinCost // 4; for tests

	// maxCost is the highest that is accepted. What is dear for a thief of the
	// file is dear for us as well: at more, one guess would take a core for
	// seconds, and any stranger may guess.
	maxCost = 14

	// usualCost is for new accounts. With one compare at a time a class of
	// thirty that comes in at once is in after 2.4 s; at cost 12 after ten.
	usualCost = bcrypt.DefaultCost // 10
)

// maxPassword is how many bytes of a password bcrypt looks at.
const maxPassword = 72

// What a file may have. Far more than a chat needs, and little enough to read
// again within a second whenever it changes.
const (
	maxFile     = 10 << 20 // bytes
	maxAccounts = 100_000
	maxLine     = 1 << 10 // bytes before the LF; an account has at most 93, the rest is for comments
)

const (
	// lookEvery is how often the file is looked at, at most; and only when
	// somebody asks. So a flood of callers costs no more of that than one.
	lookEvery = time.Second

	// settleTime is how long a file must have been left alone before what is
	// missing in it is believed to be gone. It is also the coarsest clock that
	// file systems have (FAT: 2 s): two changes so close together may bear the
	// same time.
	settleTime = 2 * time.Second
)

func (o Options) withDefaults() Options {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	o.Guesses = cmp.Or(o.Guesses, usualGuesses)
	o.GuessEvery = cmp.Or(o.GuessEvery, usualGuessEvery)
	o.Addresses = cmp.Or(o.Addresses, usualAddresses)
	o.Compares = cmp.Or(o.Compares, max(1, runtime.GOMAXPROCS(0)/2)) // the chat needs the other half
	return o
}
