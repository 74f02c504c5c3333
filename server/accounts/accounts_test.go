package accounts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"chatlab/server/wire"
)

var home = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 4711}

// hashOf hashes a password at the lowest cost.
func hashOf(t testing.TB, password string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), minCost)
	if err != nil {
		t.Fatal(err)
	}
	return string(hash)
}

// put writes a file and sets its time to now, which may be virtual.
func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := os.Chtimes(path, now, now); err != nil {
		t.Fatal(err)
	}
}

// open returns the accounts of a text, and the path of its file.
func open(t testing.TB, text string, opts Options) (*File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users")
	put(t, path, text)
	f, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	return f, path
}

// checkAll makes one guess with each of the passwords.
func checkAll(t *testing.T, f *File, name string, want error, passwords ...string) {
	t.Helper()
	for i, password := range passwords {
		from := &net.TCPAddr{IP: net.IPv4(198, 51, 100, byte(i)), Port: 1}
		if err := f.Check(t.Context(), name, password, from); err != want {
			t.Errorf("%s with %q: %v, want %v", name, password, err, want)
		}
	}
}

func TestAsks(t *testing.T) {
	text := "# staff\nAna:" + hashOf(t, "x") + "\n"
	for _, c := range []struct {
		name    string
		asks    bool
		members bool
	}{
		{"Ana", true, true},
		{"aNA", true, true},
		{"bruno", false, true},
		{"staff", false, true},
		{"", false, true},
	} {
		f, _ := open(t, text, Options{})
		if f.Asks(c.name) != c.asks {
			t.Errorf("%q is asked: %t", c.name, !c.asks)
		}
		f, _ = open(t, text, Options{MembersOnly: true})
		if f.Asks(c.name) != c.members {
			t.Errorf("%q is asked where only members get in: %t", c.name, !c.members)
		}
	}
}

func TestCheck(t *testing.T) {
	full := strings.Repeat("7", 72)
	f, _ := open(t, "Ana:"+hashOf(t, "sésame")+"\nb:"+hashOf(t, full)+"\nc:"+hashOf(t, "a\x00b")+"\nd:"+hashOf(t, "")+"\n", Options{MembersOnly: true, Guesses: 100})
	checkAll(t, f, "Ana", nil, "sésame")
	checkAll(t, f, "aNA", nil, "sésame")
	checkAll(t, f, "Ana", ErrWrong, "", "sesame", "Sésame", "sésame ", "sésame\n", full)
	checkAll(t, f, "b", nil, full)
	checkAll(t, f, "b", ErrWrong, full+"7", full+"\x00", full[1:]) // bcrypt would accept the first two
	checkAll(t, f, "c", nil, "a\x00b")
	checkAll(t, f, "c", ErrWrong, "a", "a\x00", "a\x00c")
	checkAll(t, f, "d", ErrWrong, "") // otherwise an empty password would open an account that was made with one
	checkAll(t, f, "nobody", ErrWrong, "sésame", "", full+"7")
	checkAll(t, f, "not a name\n", ErrWrong, "sésame")
}

// TestOtherMakers: hashes from other programs. The first is from crypt_blowfish,
// whose author defined $2y$. It has a byte over 127, which the programs with the bug
// handled wrong. The other two are from libxcrypt.
func TestOtherMakers(t *testing.T) {
	f, _ := open(t, `
euro:$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq
carla:$2y$05$abcdef/hijklmnopqrstuu7h3kRcwYCfkZV4Q9Q7Dx2UR.Xi/9LuG
x:$2b$05$SmqI7z4UC5NJs4lEUdJQZOmHlvX/nsoXuEPAoXCKQdxzPOvVKqLqu
`, Options{})
	checkAll(t, f, "euro", nil, "\xa3")
	checkAll(t, f, "carla", nil, "secret")
	checkAll(t, f, "x", nil, "x")
}

// TestNobodyHasThePasswordOfAStandIn: even a password that matches the stand-in opens
// nothing. Neither does one that is too long and matches so far.
func TestNobodyHasThePasswordOfAStandIn(t *testing.T) {
	f, _ := open(t, "ana:"+hashOf(t, "x"), Options{MembersOnly: true})
	f.comparer.compare = func(hash, password string) bool { return true }
	checkAll(t, f, "nobody", ErrWrong, "x", "")
	checkAll(t, f, "ana", ErrWrong, strings.Repeat("x", 73))
}

// TestRefusalsCanBeSent: a client gets one line. No error tells whether the name or
// the password was wrong.
func TestRefusalsCanBeSent(t *testing.T) {
	f, _ := open(t, "ana:"+hashOf(t, "right"), Options{MembersOnly: true, Guesses: 2, GuessEvery: 1100 * time.Millisecond})
	ended, end := context.WithCancel(t.Context())
	end()
	late := f.Check(ended, "ana", "right", home)
	if !errors.Is(late, context.Canceled) {
		t.Errorf("after the end: %v", late)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{late, "the password was not looked at: context canceled"},
		{f.Check(t.Context(), "ana", "secret\n", home), "wrong name or password"},
		{f.Check(t.Context(), "nobody", "secret\n", home), "wrong name or password"},
		{TooMany{Wait: 1001 * time.Millisecond}, "too many wrong guesses from your address; try again in 2 s"},
		{TooMany{Wait: 10 * time.Second}, "too many wrong guesses from your address; try again in 10 s"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
	err := f.Check(t.Context(), "ana", "right", home)
	tooMany, ok := errors.AsType[TooMany](err)
	if !ok || tooMany.Wait <= 0 || tooMany.Wait > 1100*time.Millisecond || tooMany.Code() != wire.Wait {
		t.Errorf("after two wrong guesses: %v", err)
	}
}

// TestPrintedFileHoldsNoHash: no format prints a hash.
func TestPrintedFileHoldsNoHash(t *testing.T) {
	hash := hashOf(t, "x")
	f, path := open(t, "ana:"+hash, Options{})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, f); !strings.Contains(text, filepath.Base(path)) || strings.Contains(text, hash[8:16]) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("opened", "accounts", f)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "accounts", f)
	if strings.Contains(log.String(), hash[8:16]) {
		t.Errorf("logged: %s", log.String())
	}
}
