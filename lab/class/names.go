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
			case unicode.Is(unicode.Mn, r), r == '\'', r == '’': // O’Brien is one word
			case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r):
				b.WriteRune(r)
			default:
				b.WriteByte(' ')
			}
		}
	}
	return strings.Fields(b.String())
}

// nameKeys returns keys of a name. Two names may mean the same person if they share one: they
// have the same words in any order, or are the same without blanks if some last words go
// first. Canvas writes "Ana Maria Silva" as silvaanamaria.
func nameKeys(name string) (keys []string) {
	words := nameWords(name)
	if len(words) == 0 {
		return nil
	}
	for i := range words {
		keys = append(keys, strings.Join(words[i:], "")+strings.Join(words[:i], ""))
	}
	slices.Sort(words)
	return append(keys, strings.Join(words, " "))
}
