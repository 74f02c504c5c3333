package accounts

import (
	"errors"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"
)

// TestAgain: an operation that fails for a moment is repeated, but not forever, and
// not if there is no file.
func TestAgain(t *testing.T) {
	open := errors.New("somebody has it open")
	for _, c := range []struct {
		err  error
		ends time.Duration // when it would succeed
		want error
		took time.Duration
	}{
		{open, 0, nil, 0},
		{open, 42 * time.Millisecond, nil, 45 * time.Millisecond},
		{open, time.Hour, open, againTime},
		{fs.ErrNotExist, time.Hour, fs.ErrNotExist, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			err := again(func() error {
				if time.Since(began) < c.ends {
					return c.err
				}
				return nil
			})
			if err != c.want || time.Since(began) != c.took {
				t.Errorf("%v until %v: %v after %v, want %v after %v", c.err, c.ends, err, time.Since(began), c.want, c.took)
			}
		})
	}
}
