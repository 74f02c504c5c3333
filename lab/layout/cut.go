package layout

import "unicode/utf8"

// Head returns the start of text, of at most most bytes. It cuts between characters.
func Head(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > max(most-utf8.UTFMax, 0) && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// Tail returns the end of text, of at most most bytes. It cuts between characters.
func Tail(text string, most int) string {
	from := max(len(text)-most, 0)
	for skipped := 0; from > 0 && from < len(text) && skipped < utf8.UTFMax && !utf8.RuneStart(text[from]); skipped++ {
		from++
	}
	return text[from:]
}
