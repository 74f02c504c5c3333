package accounts

import (
	"context"

	"golang.org/x/crypto/bcrypt"

	"chatlab/work/14-a-thousand/server/wire"
)

// A comparer compares passwords with hashes. That is slow on purpose, so two things
// follow. The time must not tell more than the answer does. Only a few compares may
// run at the same time.
//
// What is given up: somebody who guesses from very many addresses, a few times from
// each, can make others wait for their turn. Nobody is locked out: each waits until
// its context ends.
type comparer struct {
	turns   turns // one for each compare under way
	compare func(hash, password string) bool
}

func newComparer(compares int) *comparer {
	return &comparer{turns: turns{free: compares}, compare: compareBcrypt}
}

// compareBcrypt reports whether the hash was made from the password. bcrypt adds a
// NUL to a password and then repeats it, so "a" and "a\x00a" are the same. That is
// harmless: a person who knows the second also knows the first.
func compareBcrypt(hash, password string) bool {
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
}

// isRight reports whether password is name's. It waits for its turn, which comes
// sooner if the source has used fewer guesses. If ctx ends before that, it returns an
// error. A compare that has begun is finished.
//
// Every wrong guess takes the same work: with an account, without one, or with a
// password that is too long. If an unknown name took less time, a clock would tell
// who has an account.
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

// topUp makes up for a wrong guess at a cheap hash: it does the work that the most
// expensive hash in the file would need in addition. htpasswd makes hashes of cost 5,
// others of 10, and one file may have both.
//
// A compare at cost c is 2^c rounds. After a compare at c, topUp compares at c, c+1
// and so on up to most-1. Together that is 2^most rounds, for every c.
func (w *comparer) topUp(done, most int, password string) {
	for cost := done; cost < most; cost++ {
		w.compare(standIn(cost), password)
	}
}
