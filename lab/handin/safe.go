package handin

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxSafe    = 80 // bytes of a safe name: it is used in paths
	safeDigits = 10 // hexadecimal digits of a hash in a safe name
)

// nameAll gives each hand-in its safe name. Safe names differ even for a file system that
// ignores case, or takes two ways to write an accent for the same.
func nameAll(all []HandIn) {
	same := map[string]int{}
	for i := range all {
		all[i].Safe = safe(all[i].label(), false)
		same[fold(all[i].Safe)]++
	}
	for i := range all {
		if same[fold(all[i].Safe)] > 1 {
			all[i].Safe = safe(all[i].label(), true)
		}
	}
	taken := map[string]bool{}
	for i := range all {
		for n := 2; taken[fold(all[i].Safe)]; n++ { // also for a name that looks like another's hash
			all[i].Safe = safe(fmt.Sprintf("%s\x00%d", all[i].label(), n), true)
		}
		taken[fold(all[i].Safe)] = true
	}
}

// label is what tells hand-ins apart: two students may have the same name.
func (h HandIn) label() string {
	if h.ID == "" || h.ID == h.Name {
		return h.Name
	}
	return h.Name + "_" + h.ID
}

// safe returns a file name that works on every system, and reads like name. If it does not
// say everything that name says, or has other letters than those of ASCII, it ends with a
// hash of name. The hash is the same for all ways to write an accent, since a name may come once
// from macOS, and once from elsewhere; unless hashed asks for a hash that tells such names apart.
func safe(name string, hashed bool) string {
	var b strings.Builder
	composed := norm.NFC.String(name)
	if !hashed {
		name = composed
	}
	for _, r := range composed {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("-_.@+", r):
		case r == ' ':
			r = '_'
		case r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)):
			hashed = true // letters of two alphabets may look the same
		default:
			r, hashed = '_', true
		}
		if b.Len()+utf8.RuneLen(r) > maxSafe-safeDigits-2 { // room for _ before it and - before the hash
			hashed = true
			break
		}
		b.WriteRune(r)
	}
	text := b.String()
	if trimmed := strings.TrimRight(text, ". "); trimmed != text { // Windows drops them
		text, hashed = trimmed, true
	}
	if text == "" || !startsWell(text) || isDevice(text) {
		text, hashed = "_"+text, true // .. and hidden files, options, formulas, Windows' devices
	}
	if hashed {
		sum := sha256.Sum256([]byte(name))
		text += "-" + hex.EncodeToString(sum[:])[:safeDigits]
	}
	return text
}

func startsWell(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(first) || unicode.IsDigit(first)
}

// isDevice reports whether Windows takes a name for a device, whatever its extension.
func isDevice(name string) bool {
	name, _, _ = strings.Cut(strings.ToUpper(name), ".")
	name = strings.TrimRight(name, " ")
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, port := range []string{"COM", "LPT"} {
		if digit, ok := strings.CutPrefix(name, port); ok && utf8.RuneCountInString(digit) == 1 && strings.Contains("0123456789¹²³", digit) {
			return true
		}
	}
	return false
}

// fold returns the same text for names that differ only in upper and lower case, or in how an
// accent is written. Some systems take such names for the same.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		smallest := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			smallest = min(smallest, other)
		}
		return smallest
	}, norm.NFC.String(name))
}
