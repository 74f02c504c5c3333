package accounts

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// following runs a test in virtual time, with a file that has been left alone for a
// day. It has accounts for ana and bruno, and passwords are compared by bcrypt.
func following(t *testing.T, test func(t *testing.T, f *File, path string, log *bytes.Buffer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f, path := open(t, twoAccounts, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		time.Sleep(24 * time.Hour)
		expectAsks(t, f, "ana bruno")
		log.Reset()
		test(t, f, path, &log)
	})
}

const twoAccounts = "ana:" + good + "\nbruno:" + good + "\n"

// expectAsks checks which of four names need a password.
func expectAsks(t *testing.T, f *File, want string) {
	t.Helper()
	var asked []string
	for _, name := range []string{"ana", "bruno", "carla", "dora"} {
		if f.Asks(name) {
			asked = append(asked, name)
		}
	}
	if got := strings.Join(asked, " "); got != want {
		t.Errorf("asked are %q, want %q", got, want)
	}
}

// expectLog checks how many warnings the log has, and its last line.
func expectLog(t *testing.T, log *bytes.Buffer, warnings int, last string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if n := strings.Count(log.String(), "level=WARN"); n != warnings || !strings.Contains(lines[len(lines)-1], last) {
		t.Errorf("%d warnings, want %d, and then %s:\n%s", n, warnings, last, log)
	}
	if strings.Contains(log.String(), secret) {
		t.Errorf("a hash in the log:\n%s", log)
	}
}

// TestNewAccountCounts: a new account counts within a second, however recently the file
// was written.
func TestNewAccountCounts(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		put(t, path, twoAccounts+"carla:"+good)
		expectAsks(t, f, "ana bruno")
		time.Sleep(lookEvery)
		expectAsks(t, f, "ana bruno carla")
		put(t, path, twoAccounts+"carla:"+good+"\ndora:"+good)
		time.Sleep(lookEvery)
		expectAsks(t, f, "ana bruno carla dora")
		expectLog(t, log, 0, "accounts=4")
	})
}

// TestNewPasswordCounts: a new password counts even if the file keeps its length and
// its time. Two writes within one tick of a clock have the same time.
func TestNewPasswordCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f, path := open(t, "ana:"+hashOf(t, "old"), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		put(t, path, "ana:"+hashOf(t, "new")) // at the same moment
		time.Sleep(lookEvery)
		checkAll(t, f, "ana", nil, "new")
		checkAll(t, f, "ana", ErrWrong, "old")
		expectLog(t, &log, 0, `"accounts read again"`)
	})
}

// TestOldTimeHidesNothing: programs that copy may give a file the time of the old
// one. It is still noticed, as another file or by its length.
func TestOldTimeHidesNothing(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		other := path + "2"
		put(t, other, strings.Replace(twoAccounts, "bruno", "carla", 1))
		if err := errors.Join(os.Chtimes(other, info.ModTime(), info.ModTime()), os.Rename(other, path)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(lookEvery)
		expectAsks(t, f, "ana carla")

		put(t, path, twoAccounts+"carla:"+good)
		if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(lookEvery)
		expectAsks(t, f, "ana bruno carla")
	})
}

// TestHalfWrittenFreesNobody: every state of a file that is being written, however
// long that takes. When it is whole, it counts.
func TestHalfWrittenFreesNobody(t *testing.T) {
	whole := twoAccounts + "carla:" + good + "\n"
	for name, half := range map[string]string{
		"nothing":           "",
		"a comment":         "# staff\n",
		"a line":            "ana:" + good + "\n",
		"a line without LF": "ana:" + good,
		"half a hash":       "ana:" + good + "\nbruno:" + good[:30],
		"half a name":       "ana:" + good + "\nbru",
		"zeros":             strings.Repeat("\x00", len(whole)),
	} {
		t.Run(name, func(t *testing.T) {
			following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
				for range 5 {
					put(t, path, half)
					time.Sleep(lookEvery)
					expectAsks(t, f, "ana bruno")
				}
				put(t, path, whole)
				time.Sleep(lookEvery)
				expectAsks(t, f, "ana bruno carla")
			})
		})
	}
}

// TestRemovedAccountIsFree: the name is free once the file has been left alone for two
// seconds. The time of the file shows that, or we have seen two seconds without a
// change: the clock of the file may be wrong.
func TestRemovedAccountIsFree(t *testing.T) {
	const left = "bruno:" + good
	t.Run("a while ago", func(t *testing.T) {
		following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
			put(t, path, left)
			time.Sleep(settleTime)
			expectAsks(t, f, "bruno") // at the first look
			expectLog(t, log, 0, "accounts=1")
		})
	})
	for name, ahead := range map[string]time.Duration{"now": 0, "in an hour": time.Hour} {
		t.Run(name, func(t *testing.T) {
			following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
				put(t, path, left)
				written := time.Now().Add(ahead)
				if err := os.Chtimes(path, written, written); err != nil {
					t.Fatal(err)
				}
				time.Sleep(settleTime - 1)
				expectAsks(t, f, "ana bruno")
				time.Sleep(settleTime)
				expectAsks(t, f, "bruno")
			})
		})
	}
}

// TestLostFileFreesNobody: the earlier accounts count while the file is bad, empty,
// gone, or no regular file, however long that is. The log says so once. When the file
// is right again, it counts.
func TestLostFileFreesNobody(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(t *testing.T, path string)
		log  string
	}{
		{"bad", func(t *testing.T, path string) { put(t, path, twoAccounts+"carla:{SHA}"+secret) }, "line 3: carla: SHA-1"},
		{"empty", func(t *testing.T, path string) { put(t, path, "") }, "it has no accounts any more"},
		{"gone", func(t *testing.T, path string) { remove(t, path) }, "error="},
		{"a folder", func(t *testing.T, path string) {
			remove(t, path)
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a folder, not a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
				c.lose(t, path)
				for range 10 {
					time.Sleep(lookEvery)
					expectAsks(t, f, "ana bruno")
				}
				expectLog(t, log, 1, c.log)
				remove(t, path)
				put(t, path, twoAccounts+"carla:"+good)
				time.Sleep(lookEvery)
				expectAsks(t, f, "ana bruno carla")
				expectLog(t, log, 1, "accounts=3")
			})
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil { // it may be gone already
		t.Fatal(err)
	}
}

// TestEachBadChangeIsLoggedOnce: a change is logged even if the file is bad in the same
// way as before.
func TestEachBadChangeIsLoggedOnce(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		for i := range 3 {
			put(t, path, "ana")
			for range 5 {
				time.Sleep(lookEvery)
				expectAsks(t, f, "ana bruno")
			}
			expectLog(t, log, i+1, "no colon")
		}
		put(t, path, twoAccounts) // the old text again: that is logged too
		for range 5 {
			time.Sleep(lookEvery)
			expectAsks(t, f, "ana bruno")
		}
		expectLog(t, log, 3, "accounts=2")
		if n := strings.Count(log.String(), "read again\""); n != 1 {
			t.Errorf("it was read again %d times, as the log has it, want once:\n%s", n, log)
		}
	})
}

// TestMovedAwayAndBackIsLogged: each move is logged, although the file has not changed.
func TestMovedAwayAndBackIsLogged(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		move := func(from, to string) {
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
			time.Sleep(lookEvery)
			expectAsks(t, f, "ana bruno")
		}
		for i := range 2 {
			move(path, path+"2")
			expectLog(t, log, i+1, "error=")
			move(path+"2", path)
			expectLog(t, log, i+1, "accounts=2")
		}
	})
}

// TestWhileOneLooksOthersGoOn: while one goroutine looks at the file, others get the
// earlier accounts. A look may take long on a disk that hangs.
func TestWhileOneLooksOthersGoOn(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		f.accounts.looking = true // and that look does not end
		put(t, path, twoAccounts+"carla:"+good)
		time.Sleep(time.Hour)
		expectAsks(t, f, "ana bruno")
	})
}

// TestLeftAloneIsNotReadAgain: a file of 10 MB must not be parsed each second.
func TestLeftAloneIsNotReadAgain(t *testing.T) {
	following(t, func(t *testing.T, f *File, path string, log *bytes.Buffer) {
		before := f.accounts.current()
		time.Sleep(time.Hour)
		if f.accounts.current() != before {
			t.Error("it was read again, unchanged")
		}
		put(t, path, twoAccounts+"# changed")
		time.Sleep(settleTime)
		changed := f.accounts.current()
		time.Sleep(lookEvery)
		if changed == before || f.accounts.current() != changed {
			t.Error("after a change it was not read once")
		}
		if log.Len() > 0 {
			t.Errorf("logged, though all accounts are the same:\n%s", log)
		}
	})
}

// TestManyAskWhileItChanges is for the race detector, and runs in real time.
func TestManyAskWhileItChanges(t *testing.T) {
	f, path := open(t, twoAccounts, Options{Guesses: 1000})
	(&fakeCompare{right: "right"}).fake(f)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 50 {
				f.accounts.lookAtOnce()
				if !f.Asks("ana") {
					t.Error("ana is free")
				}
				if err := f.Check(t.Context(), "ana", "right", address(i%2)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 50 {
		put(t, path, twoAccounts[:len(twoAccounts)*(i%3)/2])
	}
	all.Wait()
}

// lookAtOnce makes the next call look at the file.
func (f *follower) lookAtOnce() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nextLook = time.Time{}
}
