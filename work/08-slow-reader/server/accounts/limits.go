package accounts

import (
	"cmp"
	"log/slog"
	"runtime"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// The usual limits of guessing. Five in a row are enough for a person who mistypes,
// tries the old password and finds Caps Lock. One more each ten seconds is a short
// wait for a person, and 8,640 guesses a day for a program. A password from a list of
// common ones still falls to that. Others hold.
const (
	usualGuesses    = 5
	usualGuessEvery = 10 * time.Second

	// usualAddresses take about 10 MB. An address is remembered until all its guesses
	// would be back, here 50 s. Each guess costs a bcrypt. So it takes about 1,300
	// guesses a second to fill this.
	usualAddresses = 1 << 16
)

// The cost of bcrypt is the binary logarithm of its rounds: one more doubles the
// time. On a core of 2026, cost 10 takes 0.08 s and cost 14 takes 1.2 s.
const (
	minCost = bcrypt.MinCost // 4; for tests

	// maxCost is the highest that is accepted. A hash that is expensive for a thief
	// is expensive for us too. With a higher cost, one guess would use a core for
	// seconds, and any stranger may guess.
	maxCost = 14

	// usualCost is for new accounts. With one compare at a time, a class of thirty
	// that comes in at once is in after 2.4 s. With cost 12 it takes ten.
	usualCost = bcrypt.DefaultCost // 10
)

// maxPassword is how many bytes of a password bcrypt looks at.
const maxPassword = 72

// Limits of a file. They are far more than a chat needs. Such a file can still be
// read again within a second after each change.
const (
	maxFile     = 10 << 20 // bytes
	maxAccounts = 100_000
	maxLine     = 1 << 10 // bytes before the LF; an account has at most 93, the rest is for comments
)

const (
	// lookEvery is how often the file is looked at, at most, and only when somebody
	// asks. So a flood of callers costs no more looks than one caller.
	lookEvery = time.Second

	// settleTime is how long a file must have been left alone before a missing
	// account is believed to be gone. It is also the coarsest clock of a file system
	// (FAT: 2 s): two changes so close together may have the same time.
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
