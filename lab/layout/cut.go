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

// Fit returns text if it fits into that many columns, and else as much of its start as does, with
// … at the end.
func Fit(text string, columns int) string {
	if Columns(text) <= columns {
		return text
	}
	end, taken := 0, 0
	for at, r := range text {
		if taken += RuneColumns(r); taken >= columns {
			break
		}
		end = at + utf8.RuneLen(r)
	}
	return text[:end] + "…"
}

// Tail returns the end of text, of at most most bytes. It cuts between characters.
func Tail(text string, most int) string {
	from := max(len(text)-most, 0)
	for skipped := 0; from > 0 && from < len(text) && skipped < utf8.UTFMax && !utf8.RuneStart(text[from]); skipped++ {
		from++
	}
	return text[from:]
}
