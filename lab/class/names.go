package class

import (
	"slices"
	"strings"
	"unicode"
)

// base has letters with their accents, after the plain letters that people write instead.
var base = func() map[rune]string {
	plain := map[rune]string{}
	for _, group := range []string{
		"a àáâãäåāăąǎạảấầẩẫậắằẳẵặ", "ae æ", "c çćĉċč", "d ďđð", "e èéêëēĕėęěẹẻẽếềểễệ", "g ĝğġģ", "h ĥħ",
		"i ìíîïĩīĭįıǐỉị", "j ĵ", "k ķ", "l ĺļľŀł", "n ñńņňŋ", "o òóôõöøōŏőǒơọỏốồổỗộớờởỡợ", "oe œ", "r ŕŗř",
		"s śŝşšș", "ss ß", "t ţťŧț", "th þ", "u ùúûüũūŭůűųǔưụủứừửữự", "w ŵẁẃẅ", "y ýÿŷỳỵỷỹ", "z źżž",
	} {
		letters, accented, _ := strings.Cut(group, " ")
		for _, r := range accented {
			plain[r] = letters
		}
	}
	return plain
}()

// nameWords returns the words of a name in lower case, without accents. An accent may be part
// of its letter or a character of its own.
func nameWords(name string) []string {
	var b strings.Builder
	for _, r := range name {
		for _, r := range strings.ToLower(string(r)) {
			plain, accented := base[r]
			switch {
			case accented:
				b.WriteString(plain)
			case unicode.Is(unicode.Mn, r), strings.ContainsRune("'’‘ʼʻ´`", r): // O’Brien is one word
			case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r):
				b.WriteRune(r)
			default:
				b.WriteByte(' ')
			}
		}
	}
	return strings.Fields(b.String())
}

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
