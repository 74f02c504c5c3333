package accounts

import (
	"context"

	"golang.org/x/crypto/bcrypt"

	"chatlab/server/wire"
)

// A comparer compares passwords with hashes. That is slow on purpose, so two
// things follow: how long it takes must not tell more than the answer does,
// and only so many compares may run at the same time.
//
// What is given up: who guesses from very many addresses, a few times from each,
// can make others wait for their turn. Nobody is locked out; each waits as long as
// its context lets it.
type comparer struct {
	turns   turns // one for each compare under way
	compare func(hash, password string) bool
}

func newComparer(compares int) *comparer {
	return &comparer{turns: turns{free: compares}, compare: compareBcrypt}
}

// compareBcrypt reports whether the hash was made of the password. To bcrypt a
// password is followed by a NUL and then repeated, so "a" and "a\x00a" are the
// same. That opens nothing: who knows the second knows the first.
func compareBcrypt(hash, password string) bool {
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
}

// isRight reports whether password is name's. It waits for its turn, which comes
// the sooner the fewer guesses the source has used; if ctx ends before that, it
// returns an error. A compare that has begun is finished.
//
// Everything that is wrong is the same work: an account that there is, one
// that there is not, a password that is too long. If we were done sooner with
// an unknown name, a clock would tell who has an account.
func (w *comparer) isRight(ctx context.Context, used int, t *table, name, password string) (bool, error) {
	if !w.turns.take(ctx, used) {
		return false, notLookedAt(ctx)
	}
	defer w.turns.give()
	account, known := t.accounts[wire.FoldName(name)]
	hash := account.hash
	if !known {
		hash = standIn(t.cost)
	}
	enough := password[:min(len(password), maxPassword)]
	if w.compare(hash, enough) && known && enough == password && password != "" {
		return true, nil
	}
	w.topUp(costOf(hash), t.cost, enough)
	return false, nil
}

// topUp does the work that a wrong guess at a cheap hash has saved, compared
// with the dearest one in the file: htpasswd makes hashes of cost 5, others of
// 10, and one file may have both.
//
// A compare at cost c is 2^c rounds. After one at c, another at c, then one at
// c+1, and so on up to most-1, make 2^most rounds in all, whatever c was.
func (w *comparer) topUp(done, most int, password string) {
	for cost := done; cost < most; cost++ {
		w.compare(standIn(cost), password)
	}
}
