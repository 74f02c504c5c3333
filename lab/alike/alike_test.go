package alike

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// pairs are programs whose form must be the same, or must not.
var pairs = []struct {
	what, ending, a, b string
	same               bool
}{
	{"names, numbers and texts", ".go", "package a\nfunc f(x int) int { return x + 1 }\n", "package b\nfunc g(längste int) int { return längste + 0x2f }\n", true},
	{"comments and lines", ".go", "package a\nfunc f() { a(); b() }\n", "package a\n\n// f is\nfunc f() {\n\ta() /* one */\n\tb()\n}\n", true},
	{"functions in another order", ".go", "package a\nfunc f() { for { g() } }\nfunc g() func() { return nil }\n", "package a\nfunc g() func() { return nil }\nfunc f() { for { g() } }\n", true},
	{"other imports", ".go", "package a\nimport \"fmt\"\nfunc f() { for {} }\n", "package a\nimport (\n\t\"os\"\n\tx \"net\"\n)\nfunc f() { for {} }\n", true},
	{"another operator", ".go", "package a\nfunc f() { x(a + b) }\n", "package a\nfunc f() { x(a - b) }\n", false},
	{"statements in another order", ".go", "package a\nfunc f() { x(); return }\n", "package a\nfunc f() { return; x() }\n", false},
	{"names, numbers and texts", ".py", "def f(x):\n    return x + 'a'\n", "def g(y):\n  return y + \"\"\"b\nc\"\"\"\n", true},
	{"comments and lines", ".py", "def f(x):\n    return (x +\n1)\n", "# f\ndef f(x): # it\n\n    return (x + 1)\n", true},
	{"a line that goes on", ".py", "def f(x):\n    return x + \\\n1\n\ndef g(): pass\n", "def f(x):\n    return x + 1\ndef g(): pass\n", true},
	{"docstrings", ".py", "def f(x):\n    return x + 1\n", "\"\"\"Mine.\"\"\"\n'Really.' # yes\n\ndef f(x):\n    \"\"\"f is\n\n    many lines\n    \"\"\"\n    'and more'\n    return x + 1\n", true},
	{"docstrings with letters before them", ".py", "def f(x):\n    return x + r'a'\n", "R\"\"\"Mine.\"\"\"\ndef f(x):\n    r\"\"\"f is\n    \\d\n    \"\"\"\n    rb'and more'\n    return x + u'a'\n", true},
	{"a text that runs", ".py", "def f(x):\n    x()\n", "def f(x):\n    f'{y()}'\n    x()\n", false},
	{"names before a quote", ".py", "def f():\n    x = [rub, 'a']\n", "def f():\n    x = [bur, r'a']\n", true},
	{"a text that is data", ".py", "x = [\n]\n", "x = [\n'a'\n]\n", false},
	{"a text that is called", ".py", "def f():\n    x()\n", "def f():\n    'a'.x()\n", false},
	{"methods in another order", ".py", "class A:\n    def f(s):\n        x()\n    @p\n    def g(s):\n        for a in b: pass\n", "class A:\n    @p\n    def g(s):\n        for a in b: pass\n    def f(s):\n        x()\n", true},
	{"another keyword", ".py", "def f(x):\n    return x and y\n", "def f(x):\n    return x or y\n", false},
	{"methods in another order", ".java", "public class A { int x; int f() { return x; } static void g() { while (true) {} } }", "class B { static void h() { while (true) {} }\n int y; int f() { return y; } }", false}, // a word more
	{"methods in another order", ".java", "class A { int x; int f() { return x; } static void g() { while (true) {} } }", "// B\nclass B { static void h() { while (true) {} }\n int y; int f() { return y; } }", true},
	{"functions in another order", ".js", "function f() { return `a\n${x}` }\nconst g = () => { if (x) y(); };\n", "const g = () => { if (x) y() }\nfunction f() { return 'it' }\n", true},
	{"functions in another order", ".c", "#include <a.h>\nint f(void) { return '\\''; }\nvoid g(void) { for (;;) f(); }\n", "#include <b.h>\nvoid g(void) { for (;;) f(); }\nint f(void) { /* ' */ return 'x'; }\n", true},
	{"statements in another order", ".c", "int f(void) { if (a) b(); return 1; }\n", "int f(void) { return 1; if (a) b(); }\n", false},
	{"lifetimes", ".rs", "fn f<'a>(x: &'a str) { loop {} }\n", "fn g<'b>(y: &'b str) { loop { } } // 'c\n", true},
}

func TestForms(t *testing.T) {
	for _, p := range pairs {
		a, _ := ungiven(map[string][]byte{"x" + p.ending: []byte(p.a)})
		b, _ := ungiven(map[string][]byte{"y" + strings.ToUpper(p.ending): []byte(p.b)})
		if a == "" || b == "" || (a == b) != p.same {
			t.Errorf("%s: %s: the forms are %q and %q; the same: want %v", p.ending, p.what, a, b, p.same)
		}
	}
}

// TestDisguise: the kit's servers in four languages have the same form with all their names
// and the order of their files changed, and comments added.
func TestDisguise(t *testing.T) {
	for dir, comment := range map[string]string{"python": "# more\n", "node": "// more\n", "java": "/* more */\n", "c": "// more\n"} {
		paths, err := filepath.Glob("../../testdata/servers/" + dir + "/*.*")
		if err != nil || len(paths) == 0 {
			t.Fatal(paths, err)
		}
		plain, other := map[string][]byte{}, map[string][]byte{}
		for i, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			plain[filepath.Base(path)] = text
			renamed := bytes.ReplaceAll(text, []byte("room"), []byte("somewhere"))
			renamed = bytes.ReplaceAll(renamed, []byte("client"), []byte("caller"))
			other[fmt.Sprintf("%02d%s", len(paths)-i, filepath.Ext(path))] = append([]byte(comment), renamed...)
		}
		a, tokens := ungiven(plain)
		if b, _ := ungiven(other); a != b || tokens < 1000 {
			t.Errorf("%s: %d tokens, %s and %s", dir, tokens, a, b)
		}
	}
}

// ungiven returns the form of files as if students had been given nothing.
func ungiven(files map[string][]byte) (hash string, tokens int) {
	f := Given{}.Form(files)
	return f.Hash, f.Tokens
}

// programsOf returns a lesson's broken server and the kit's mend of it.
func programsOf(t *testing.T, l lesson.Lesson) (broken, mended specimen.Files) {
	t.Helper()
	broken, err := specimen.Of("../..", l)
	if err != nil {
		t.Fatal(err)
	}
	fix, err := patch.Read("../../" + l.Fix())
	if err == nil {
		mended, err = broken.With(fix)
	}
	if err != nil {
		t.Fatal(err)
	}
	return broken, mended
}

// TestGiven: what all students had has no form. The kit's own mend, which honest students
// find, is too small for a look, or is given.
func TestGiven(t *testing.T) {
	for _, l := range lesson.All {
		broken, mended := programsOf(t, l)
		if f := Give(broken).Form(broken); f != (Form{}) {
			t.Errorf("lesson %d: what was given has the form %v", l.Number, f)
		}
		if f := Give(broken).Form(mended); f.Tokens >= Fewest && l.Number != 4 {
			t.Errorf("lesson %d: the kit's mend changes %d tokens: that is enough for a look", l.Number, f.Tokens)
		}
		if f := Give(broken, mended).Form(mended); f != (Form{}) {
			t.Errorf("lesson %d: the fix was given and has the form %v", l.Number, f)
		}
	}
}

// TestOnlyWhatDiffers: two copies of one program of a student's own have the same form, whatever
// part of the broken server is still beside it.
func TestOnlyWhatDiffers(t *testing.T) {
	broken, mended := programsOf(t, lesson.All[2])
	own := []byte("package main\n\nfunc own(a []int) (n int) {\n" + strings.Repeat("\tif n > 3 && a[n] != 7 { n += a[n] * 2 } else { continue }\n", 1) +
		"\tfor i := range a { switch { case a[i] < 1: n--; case a[i] > 5: n++ }; go func() { defer f(a...); x <- n }() }\n\treturn <-x\n}\n")
	g := Give(broken)
	alone := g.Form(map[string][]byte{"own.go": own})
	beside := g.Form(map[string][]byte{"own.go": own, "main.go": broken["main.go"]})
	if alone != beside || alone.Tokens < Fewest {
		t.Errorf("alone %v, beside what was given %v; want the same with at least %d tokens", alone, beside, Fewest)
	}
	if with := g.Form(map[string][]byte{"own.go": own, "main.go": mended["main.go"]}); with.Hash == alone.Hash || with.Tokens <= alone.Tokens {
		t.Errorf("with a fix besides it is %v, and was %v", with, alone)
	}
}

// TestOtherFiles: files that are no source, and too much source, have no form.
func TestOtherFiles(t *testing.T) {
	for name, text := range map[string]string{"README.md": "func f() {}", "x": "y", "big.py": strings.Repeat("a = 1\n", MostBytes/6+1)} {
		if hash, tokens := ungiven(map[string][]byte{name: []byte(text)}); hash != "" || tokens != 0 {
			t.Errorf("%s: %q, %d", name, hash, tokens)
		}
	}
}

// TestTime: a lot of what is hard to read takes a moment.
func TestTime(t *testing.T) {
	share.Costly(t)
	if testing.Short() {
		t.Skip("it is about time, and the race detector takes most of it; without -short it runs")
	}
	for _, ending := range []string{".go", ".py", ".c", ".java", ".js", ".rs", ".lua", ".rb"} {
		for _, bit := range []string{"(", "{", ")}", "'", "\"\"\"", "/*", "--[[", "`\n", "a;", "a\n", " a\n", "\\\n", "'\\", "class{", "@\n", "\x80", "#"} {
			text := bytes.Repeat([]byte(bit), MostBytes/4/len(bit))
			began := time.Now()
			ungiven(map[string][]byte{"x" + ending: text})
			if took := time.Since(began); took > slow {
				t.Errorf("%s: %q again and again takes %v", ending, bit, took)
			}
		}
	}
}

// slow is fifty times what the slowest text takes. Time that grows with the square would be more.
const slow = 5 * time.Second

// FuzzForm: any bytes in any language have a form that depends on nothing but the pieces: not on
// names of files, and not on a comment at the end.
func FuzzForm(f *testing.F) {
	for _, p := range pairs {
		f.Add([]byte(p.a), []byte(p.b), p.ending)
	}
	f.Fuzz(func(t *testing.T, a, b []byte, ending string) {
		one, tokens := ungiven(map[string][]byte{"1" + ending: a, "2" + ending: b})
		other, _ := ungiven(map[string][]byte{"2" + ending: a, "1" + ending: b})
		if one != other {
			t.Errorf("in another order of files: %s and %s", one, other)
		}
		if tokens > len(a)+len(b) || (one == "") != (tokens == 0) {
			t.Errorf("%d tokens in %d bytes, hash %q", tokens, len(a)+len(b), one)
		}
		all := map[string][]byte{"a" + ending: a, "b" + ending: b}
		if form := Give(all).Form(all); form != (Form{}) {
			t.Errorf("all of it was given, and it has the form %v", form)
		}
	})
}
