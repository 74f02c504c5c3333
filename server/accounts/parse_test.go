package accounts

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/server/wire"
)

// good is a hash that is accepted; its password does not matter.
const (
	good   = "$2y$05$abcdef/hijklmnopqrstuu7h3kRcwYCfkZV4Q9Q7Dx2UR.Xi/9LuG"
	secret = "abcdef/hijklm" // part of good and of many bad lines; it may be in no error, and is no name
)

func TestTexts(t *testing.T) {
	for text, want := range map[string]map[string]account{
		"":                              {},
		"\n\r\n \t\n# ana:x\n#":         {},
		"ana:" + good:                   {"ana": {good, 1}},
		"ana:" + good + "\r\n":          {"ana": {good, 1}},
		"# é\n\nAnA:" + good + "\n":     {"ana": {good, 3}},
		"a:" + good + "\nb:" + good:     {"a": {good, 1}, "b": {good, 2}},
		"c:" + withCost("04"):           {"c": {withCost("04"), 1}},
		"c:" + withCost("14"):           {"c": {withCost("14"), 1}},
		"#" + strings.Repeat("x", 1023): {},
	} {
		got, err := parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, got.accounts, cmp.AllowUnexported(account{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func withCost(digits string) string { return good[:4] + digits + good[6:] }

func TestBadTexts(t *testing.T) {
	const notAccepted = " is not accepted; make it with htpasswd -B"
	for _, c := range []struct{ text, want string }{
		{"\n#\ncarla:{SHA}" + secret, "line 3: carla: SHA-1 ({SHA})" + notAccepted},
		{"carla:{SSHA}" + secret, "line 1: carla: SHA-1 with salt ({SSHA})" + notAccepted},
		{"carla:$apr1$" + secret, "line 1: carla: MD5 ($apr1$)" + notAccepted},
		{"carla:$1$" + secret, "line 1: carla: MD5 ($1$)" + notAccepted},
		{"carla:$5$" + secret, "line 1: carla: SHA-256 ($5$)" + notAccepted},
		{"carla:$6$" + secret, "line 1: carla: SHA-512 ($6$)" + notAccepted},
		{"carla:$2x" + good[3:], "line 1: carla: the bcrypt with a bug ($2x$)" + notAccepted},
		{"carla:$2" + good[3:], "line 1: carla: the oldest bcrypt ($2$)" + notAccepted},
		{"carla:" + secret, "line 1: carla: crypt (13 characters)" + notAccepted},
		{"carla:" + secret + "n", "line 1: carla: a password in plain text" + notAccepted},
		{"carla:" + secret[1:] + "!", "line 1: carla: a password in plain text" + notAccepted},
		{"carla: " + good, "line 1: carla: a password in plain text" + notAccepted},
		{"carla:$argon2id$" + secret, "line 1: carla: this kind of hash" + notAccepted},
		{"carla:{X}" + secret, "line 1: carla: this kind of hash" + notAccepted},
		{"carla:", "line 1: carla: no hash after the colon"},
		{"carla:" + good[:59], "line 1: carla: its bcrypt hash has 59 characters, not 60"},
		{"carla:" + good + " ", "line 1: carla: its bcrypt hash has 61 characters, not 60"},
		{"carla:" + good[:5], "line 1: carla: its bcrypt hash has 5 characters, not 60"},
		{"carla:" + withCost("x5"), "line 1: carla: its bcrypt hash is damaged"},
		{"carla:" + withCost("+5"), "line 1: carla: its bcrypt hash is damaged"},
		{"carla:" + strings.Replace(good, "$a", "aa", 1), "line 1: carla: its bcrypt hash is damaged"},
		{"carla:" + good[:59] + "=", "line 1: carla: its bcrypt hash is damaged"},
		{"carla:" + strings.Replace(good, "h", ":", 1), "line 1: carla: its bcrypt hash is damaged"},
		{"carla:" + withCost("03"), "line 1: carla: its bcrypt cost is 3; accepted are 4 to 14, for more makes each guess take seconds"},
		{"carla:" + withCost("15"), "line 1: carla: its bcrypt cost is 15; accepted are 4 to 14, for more makes each guess take seconds"},
		{secret, "line 1: no colon between a name and a hash"},
		{":" + good, "line 1: before the colon there is no name of 1 to 32 letters and digits"},
		{good + ":ana", "line 1: before the colon there is no name of 1 to 32 letters and digits"},
		{" ana:" + good, "line 1: before the colon there is no name of 1 to 32 letters and digits"},
		{"\ufeffana:" + good, "line 1: it begins with a byte order mark, which some editors put there; save it without"},
		{"a:" + good + "\nana:" + good + "\nAnA:" + good, "line 3: AnA: has an account in line 2 already (case makes no difference)"},
		{"#" + strings.Repeat("x", 1024), "line 1: longer than 1024 bytes"},
		{"a:" + good + "\n#\x00", "line 2: bytes that are not text"},
		{"#\xff", "line 1: bytes that are not text"},
		{"ana:" + good + "\r\r\n", "line 1: bytes that are not text"},
		{"a:" + good + "\rb:" + good, "line 1: bytes that are not text"},
		{many(maxAccounts + 1), "line 100001: more than 100000 accounts"},
		{strings.Repeat("\n", 10<<20+1), "it has more than 10 MiB"},
	} {
		_, err := parse(c.text)
		if err == nil {
			t.Errorf("%.80q is accepted", c.text)
		} else if err.Error() != c.want || strings.Contains(err.Error(), secret) {
			t.Errorf("%.80q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := parse(many(maxAccounts)); err != nil {
		t.Errorf("as many as may be: %v", err)
	}
}

func many(accounts int) string {
	var b strings.Builder
	for i := range accounts {
		fmt.Fprintf(&b, "a%d:%s\n", i, good)
	}
	return b.String()
}

func TestCostOfAFileIsItsHighest(t *testing.T) {
	for text, want := range map[string]int{
		"#":                                   usualCost,
		"a:" + withCost("04"):                 4,
		"a:" + withCost("04") + "\nb:" + good: 5,
		"a:" + withCost("12") + "\nb:" + good + "\n": 12,
	} {
		if got, err := parse(text); err != nil || got.cost != want {
			t.Errorf("%q: %v, want %d", text, got.cost, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	bad, huge := filepath.Join(dir, "bad"), filepath.Join(dir, "huge")
	put(t, bad, "ana:"+good+"\nbruno:"+secret)
	put(t, huge, "")
	if err := os.Truncate(huge, maxFile+1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{filepath.Join(dir, "missing"), "accounts: "}, // the rest is the system's error text
		{dir, "accounts: open PATH: is a folder, not a file"},
		{os.DevNull, "accounts: open PATH: is not a regular file"},
		{bad, "accounts: PATH: line 2: bruno: crypt (13 characters) is not accepted; make it with htpasswd -B"},
		{huge, "accounts: PATH: it has more than 10 MiB"},
	} {
		want := strings.Replace(c.want, "PATH", c.path, 1)
		if _, err := Open(c.path, Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// FuzzParse: no text makes parse panic. When an account is added to an accepted text or
// replaced, all else stays the same. No error shows what comes after a colon.
func FuzzParse(f *testing.F) {
	f.Add("# staff\r\nAna:"+good+"\r\n\n", "ana")
	f.Add("a:"+good+"\nb:"+good, "c")
	f.Add("a:{SHA}"+secret, "a")
	f.Fuzz(func(t *testing.T, text, name string) {
		before, err := parse(text)
		if err != nil {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if wire.CheckName(name) != nil || len(text) > maxFile/2 || len(before.accounts) == maxAccounts {
			return
		}
		for range 2 { // the second time nothing is left to change
			changed := withLine(text, name, name+":"+good)
			after, err := parse(changed)
			if err != nil {
				t.Fatalf("%q with %s: %v", text, name, err)
			}
			checkOneChange(t, before, after, name)
			checkOtherLines(t, text, changed, name)
			text, before = changed, after
		}
	})
}

func checkOneChange(t *testing.T, before, after *table, name string) {
	t.Helper()
	want := map[string]string{wire.FoldName(name): good}
	for key, account := range before.accounts {
		if key != wire.FoldName(name) {
			want[key] = account.hash
		}
	}
	got := map[string]string{}
	for key, account := range after.accounts {
		got[key] = account.hash
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

func checkOtherLines(t *testing.T, before, after, name string) {
	t.Helper()
	others := func(text string) (lines []string) {
		for line := range strings.Lines(text) {
			if who, _, _ := strings.Cut(line, ":"); wire.FoldName(who) != wire.FoldName(name) {
				lines = append(lines, strings.TrimSuffix(line, "\n"))
			}
		}
		return lines
	}
	if diff := cmp.Diff(others(before), others(after)); diff != "" {
		t.Errorf("other lines (-want +got):\n%s", diff)
	}
}
