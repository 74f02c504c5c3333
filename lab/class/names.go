package class

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spelt has what people write instead of letters that Unicode does not take apart.
var spelt = map[rune]string{
	'æ': "ae", 'œ': "oe", 'ß': "ss", 'þ': "th",
	'đ': "d", 'ð': "d", 'ħ': "h", 'ı': "i", 'ł': "l", 'ŋ': "n", 'ø': "o", 'ŧ': "t",
}

// apostrophes are part of the word around them, as in O’Brien and Gal·la.
const apostrophes = "'’‘ʼʻ´`·"

// nameWords returns the words of a name in lower case. An accent on a Latin letter is left out.
// Other alphabets keep their marks: in those they make another letter.
//
// Unicode has several ways to write a letter, and in names of files macOS uses a different one
// from the rest of the world. So the name is normalised first (NFKC, in Unicode Standard Annex
// 15).
func nameWords(name string) []string {
	var b strings.Builder
	plain := norm.NFKC.String(lower(without(apostrophes, name))) // which may have others, as ŀ is l and ·
	for _, r := range without(apostrophes, plain) {
		letter := []rune(norm.NFD.String(string(r)))
		switch {
		case spelt[letter[0]] != "":
			b.WriteString(spelt[letter[0]])
		case unicode.Is(unicode.Latin, letter[0]):
			b.WriteRune(letter[0])
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// without returns a text without some characters.
func without(these, text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(these, r) {
			return -1
		}
		return r
	}, text)
}

// sameID returns the same text for all ways to write a number, a login or an address of
// e-mail: in upper and lower case, or with the wide digits of a Japanese keyboard.
func sameID(id string) string { return lower(norm.NFKC.String(id)) }

// lower returns a text in lower case. The way over upper case makes one letter of the two Greek
// ones for s.
func lower(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// sorted returns the words of a name in one text, in alphabetical order: "Silva, Ana" is
// "Ana Silva".
func sorted(words []string) string {
	words = slices.Clone(words)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// joined returns the ways to write a name without blanks. Canvas has the last words first, and
// nobody knows how many those are: "Ana Maria Silva" is silvaanamaria.
func joined(words []string) (all []string) {
	for i := range words {
		all = append(all, strings.Join(words[i:], "")+strings.Join(words[:i], ""))
	}
	return all
}
