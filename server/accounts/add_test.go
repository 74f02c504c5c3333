package accounts

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAdd: the file before, the name that is added, and the file after. HASH is the
// new hash.
func TestAdd(t *testing.T) {
	for _, c := range []struct{ before, name, want string }{
		{"", "ana", "ana:HASH\n"},
		{"# staff\n", "ana", "# staff\nana:HASH\n"},
		{"bruno:" + good + "\n", "ana", "bruno:" + good + "\nana:HASH\n"},
		{"bruno:" + good, "ana", "bruno:" + good + "\nana:HASH\n"},
		{"bruno:" + good + "\r\n", "ana", "bruno:" + good + "\r\nana:HASH\n"},
		{"ana:" + good, "ana", "ana:HASH"},
		{"\t\r\nAnA:" + good + "\r\n\n# ana:x\nb:" + good + "\n", "aNa", "\t\r\naNa:HASH\r\n\n# ana:x\nb:" + good + "\n"},
		{"anabel:" + good + "\nan:" + good + "\n", "ana", "anabel:" + good + "\nan:" + good + "\nana:HASH\n"},
	} {
		path := filepath.Join(t.TempDir(), "users")
		put(t, path, c.before)
		if err := Add(path, c.name, "new", minCost); err != nil {
			t.Errorf("%q with %s: %v", c.before, c.name, err)
			continue
		}
		f, err := Open(path, Options{})
		if err != nil {
			t.Errorf("%q with %s: %v", c.before, c.name, err)
			continue
		}
		checkAll(t, f, c.name, nil, "new")
		hash := f.accounts.current().accounts[strings.ToLower(c.name)].hash
		if got, want := read(t, path), strings.Replace(c.want, "HASH", hash, 1); got != want {
			t.Errorf("%q with %s:\n got %q\nwant %q", c.before, c.name, got, want)
		}
	}
}

func TestAddMakesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	if err := Add(path, "ana", "new", 0); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("its mode is %v", mode)
	}
	_, hash, _ := strings.Cut(read(t, path), ":")
	if cost, err := bcrypt.Cost([]byte(hash)); err != nil || cost != 10 {
		t.Errorf("its cost is %d (%v), want 10", cost, err)
	}
}

// TestAddKeepsModeAndLink: the file keeps its mode and stays behind its link. Nothing
// is left beside it.
func TestAddKeepsModeAndLink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no such modes, and links for some users only")
	}
	dir, elsewhere := t.TempDir(), t.TempDir()
	path, link := filepath.Join(elsewhere, "users"), filepath.Join(dir, "link")
	put(t, path, twoAccounts)
	if err := os.Chmod(path, 0o664); err != nil { // a mode that no umask gives a new file
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := Add(link, "ana", "new", minCost); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is now %v (%v)", info.Mode(), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o664 {
		t.Errorf("the mode is now %v (%v)", info.Mode(), err)
	}
	broken := filepath.Join(t.TempDir(), "users")
	if err := os.Symlink("nowhere", broken); err != nil {
		t.Fatal(err)
	}
	if err := Add(broken, "ana", "new", minCost); err == nil || !strings.Contains(err.Error(), "is a link") {
		t.Errorf("a link to what is not there: %v", err)
	}
	for _, folder := range []string{dir, elsewhere} {
		if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
			t.Errorf("files in a folder: %v (%v), want one", files, err)
		}
	}
}

// TestAddReplacesTheFileInOneStep: a program that has the old file open still reads
// the old text. Writing into that file would show a part of the new text.
func TestAddReplacesTheFileInOneStep(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open can't be replaced there")
	}
	path := filepath.Join(t.TempDir(), "users")
	put(t, path, twoAccounts)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := Add(path, "ana", "new", minCost); err != nil {
		t.Fatal(err)
	}
	if text, err := readText(file); err != nil || text != twoAccounts {
		t.Errorf("the old file has %q (%v)", text, err)
	}
}

// TestAddRefuses: the error says why without the password, and nothing is changed.
func TestAddRefuses(t *testing.T) {
	for _, c := range []struct {
		before, name, password string
		cost                   int
		want                   string
	}{
		{"", "ana", "", 0, "accounts: add ana: the password is empty"},
		{"", "ana", strings.Repeat(secret, 6)[:73], 0, "accounts: add ana: the password has 73 bytes, and bcrypt takes no more than 72"},
		{"", "ana", secret + "\n", 0, "accounts: add ana: the password has a line break or a NUL in it"},
		{"", "ana", secret + "\r", 0, "accounts: add ana: the password has a line break or a NUL in it"},
		{"", "ana", secret + "\x00", 0, "accounts: add ana: the password has a line break or a NUL in it"},
		{"", "ana", secret, 3, "accounts: add ana: the cost is 3; choose one from 4 to 14"},
		{"", "ana", secret, -1, "accounts: add ana: the cost is -1; choose one from 4 to 14"},
		{"", "ana", secret, 15, "accounts: add ana: the cost is 15; choose one from 4 to 14"},
		{"", secret + "!", "x", 4, "accounts: add an account: a name is 1 to 32 letters and digits"},
		{"", "", "x", 4, "accounts: add an account: a name is 1 to 32 letters and digits"},
		{"ana:" + secret, "ana", secret, 4, "accounts: add ana: PATH: line 1: ana: crypt (13 characters) is not accepted; make it with htpasswd -B"},
		{many(maxAccounts), "ana", secret, 4, "accounts: add ana: PATH: with one more: line 100001: more than 100000 accounts"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "users")
		put(t, path, c.before)
		err := Add(path, c.name, c.password, c.cost)
		if want := strings.Replace(c.want, "PATH", path, 1); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 || read(t, path) != c.before {
			t.Errorf("%s: the folder has %v (%v), or the file has changed", c.want, files, err)
		}
	}
	if err := Add(filepath.Join(t.TempDir(), "no", "users"), "ana", secret, minCost); err == nil {
		t.Error("a file in a folder that is not there was made")
	}
}

// TestAddRefusesWhileAnotherIsUnderWay: of two at once one is refused, so that
// neither undoes the other's change. It does not remove the other's file.
func TestAddRefusesWhileAnotherIsUnderWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	put(t, path, twoAccounts)
	put(t, path+".new", "of another")
	err := Add(path, "ana", secret, minCost)
	if err == nil || !strings.Contains(err.Error(), "users.new is there: another change is under way") {
		t.Errorf("got %v", err)
	}
	if read(t, path) != twoAccounts || read(t, path+".new") != "of another" {
		t.Error("a file has changed")
	}
}

// FuzzAdd: every name and password that Add accepts can be used to log in.
func FuzzAdd(f *testing.F) {
	f.Add(twoAccounts, "ana", "sésame")
	f.Add("", "carla", strings.Repeat("x", 72))
	f.Fuzz(func(t *testing.T, text, name, password string) {
		path := filepath.Join(t.TempDir(), "users")
		put(t, path, text)
		if Add(path, name, password, minCost) != nil {
			return
		}
		file, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkAll(t, file, name, nil, password)
	})
}
