package handin

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestSafe: safe names read like the name, and have a hash if they do not say all of it.
func TestSafe(t *testing.T) {
	for name, want := range map[string]string{
		"ana":                      `ana`,
		"Ana Sousa_101":            `Ana_Sousa_101`,
		"asousa@uni.example":       `asousa@uni\.example`,
		"José Müller":              `José_Müller-#`,
		"王小明":                      `王小明-#`,
		"":                         `_-#`,
		".":                        `_-#`,
		"..":                       `_-#`,
		".hidden":                  `_\.hidden-#`,
		"-rf":                      `_-rf-#`,
		"=1+1":                     `__1\+1-#`,
		"@SUM(A1)":                 `_@SUM_A1_-#`,
		"+1":                       `_\+1-#`,
		"../../etc/passwd":         `_\.\._\.\._etc_passwd-#`,
		`O'Neil "Bob"`:             `O_Neil__Bob_-#`,
		"a\nb":                     `a_b-#`,
		"a\u202eb":                 `a_b-#`,
		"a\xffb":                   `a_b-#`,
		"ana.":                     `ana-#`,
		"con":                      `_con-#`,
		"NUL.txt":                  `_NUL\.txt-#`,
		"com1":                     `_com1-#`,
		"LPT¹":                     `LPT_-#`, // ¹ is neither a letter nor a digit
		"com10":                    `com10`,
		"<script>alert(1)</script": `__script_alert_1___script-#`,
	} {
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(want, "#", "[0-9a-f]{10}") + "$")
		if got := safe(name, false); !pattern.MatchString(got) {
			t.Errorf("safe(%q) = %q, want %s", name, got, want)
		}
	}
}

// TestSafeOfForms: a student whose name comes from macOS in one export, and from elsewhere in
// another, is the same in both. In one folder they are two.
func TestSafeOfForms(t *testing.T) {
	composed, taken := "José Núñez", "Jose\u0301 Nu\u0301n\u0303ez"
	if a, b := safe(composed, false), safe(taken, false); a != b {
		t.Errorf("%q and %q", a, b)
	}
	both, other := []HandIn{{Name: composed}, {Name: taken}}, []HandIn{{Name: taken}, {Name: composed}}
	nameAll(both)
	nameAll(other)
	if both[0].Safe == both[1].Safe || both[0].Safe != other[1].Safe || both[1].Safe != other[0].Safe {
		t.Errorf("%v %v", both, other)
	}
}

// hostileNames are names of students that somebody has, or that somebody would try.
var hostileNames = []string{
	"", ".", "..", "...", " ", "ana", "Ana", "ANA", "ana ", "ana.", " ana", "ana\n", "ana\t", "a/na", `a\na`,
	"é", "e\u0301", "É", "ß", "ẞ", "ss", "k", "K", "\u212a", "ı", "i", "İ", "ſ", "s",
	"con", "CON", "con.x", "aux ", "nul", "com1", "com¹", "=1+1", "-1", "+1", "@a", "'", `"`, "`", "$(x)", ";", "|",
	"\xff", "\xfe", "\ufffd", "\x00", "\x1b[31m", "\u202e", "\u200b", "\U0001f600",
	strings.Repeat("x", 255), strings.Repeat("x", 254), strings.Repeat("é", 127), "_-e3b0c44298", "_", "__", "ana\x002", " " + strings.Repeat("0", 80),
}

// TestSafeIsUnique: no two hand-ins of a class have the same safe name, also for a system that
// ignores case; all work everywhere; and the name of a student does not depend on the order.
func TestSafeIsUnique(t *testing.T) {
	var all []HandIn
	for _, name := range hostileNames {
		all = append(all, HandIn{Name: name}, HandIn{Name: name, ID: "7"})
	}
	all = append(all, HandIn{Name: "ana"}, HandIn{Name: "ana"}, HandIn{Name: safe("é", false)}, HandIn{Name: safe("ana", true)})
	nameAll(all)
	seen, dir := map[string]string{}, t.TempDir()
	for _, h := range all {
		if other, ok := seen[fold(h.Safe)]; ok {
			t.Errorf("%q and %q are both %q", other, h.Name, h.Safe)
		}
		seen[fold(h.Safe)] = h.Name
		if !isPortable(h.Safe) || len(h.Safe) > maxSafe || !utf8.ValidString(h.Safe) || !filepath.IsLocal(h.Safe) || strings.ContainsAny(h.Safe[:1], "-=+@.") {
			t.Errorf("%q is no safe name", h.Safe)
		}
		check(t, os.Mkdir(filepath.Join(dir, h.Safe), 0o755))
	}
	one, other := []HandIn{{Name: "Bo"}, {Name: "ana"}, {Name: "ANA"}}, []HandIn{{Name: "ANA"}, {Name: "ana"}, {Name: "Bo"}}
	nameAll(one)
	nameAll(other)
	if one[0].Safe != "Bo" || one[1].Safe == "ana" || one[1].Safe != other[1].Safe || one[2].Safe != other[0].Safe {
		t.Errorf("safe names depend on the order: %v, %v", one, other)
	}
}

// TestHostileNames: a class of such names is found and laid, and each message is clean.
func TestHostileNames(t *testing.T) {
	dir, y, made := t.TempDir(), newYard(t), 0
	for i, name := range hostileNames {
		file := filepath.Join(dir, name+".tgz")
		if strings.ContainsAny(name, "/\x00") || len(name) > 250 || os.WriteFile(file, nil, 0o644) != nil {
			continue // no system has such a file, or this one has not
		}
		made++
		if i%2 == 0 {
			check(t, os.WriteFile(file, gzOf(t, tarOf(t, small)), 0o644))
		}
	}
	all, err := Find(dir)
	check(t, err)
	if len(all) < 20 || len(all) != made {
		t.Errorf("%d hand-ins of %d", len(all), made)
	}
	for _, h := range all {
		text := h.Title() + fmt.Sprint(h.Safe)
		if _, err := y.lay(h); err != nil {
			text += err.Error()
		}
		if strings.ContainsAny(text, "\n\x1b\x00\u202e") || !utf8.ValidString(text) {
			t.Errorf("%q is not clean", text)
		}
	}
}
