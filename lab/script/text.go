package script

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// unescape turns Go's escapes (\n \r \t \\ \xff \u00e9 …) into the bytes that they mean.
// Other text stays as it is.
func unescape(text string) (string, error) {
	var out strings.Builder
	for rest := text; rest != ""; {
		if rest[0] != '\\' {
			end := strings.IndexByte(rest, '\\')
			if end < 0 {
				end = len(rest)
			}
			out.WriteString(rest[:end])
			rest = rest[end:]
			continue
		}
		r, multibyte, tail, err := strconv.UnquoteChar(rest, '\'')
		if err != nil {
			return "", usagef("%q has an unknown escape; there are \\n \\r \\t \\\\ \\xff \\u00e9", text)
		}
		if multibyte {
			out.WriteRune(r)
		} else {
			out.WriteByte(byte(r))
		}
		rest = tail
	}
	return out.String(), nil
}

// expression reads an argument that is a regular expression.
func expression(text string) (*regexp.Regexp, error) {
	pattern, err := regexp.Compile(text)
	if err != nil {
		return nil, usagef("%q is not a regular expression: %v", text, err)
	}
	return pattern, nil
}

// maxSize is the longest text that --size makes, in bytes.
const maxSize = 16 << 20

var errTooLarge = usagef("--size is at most %d", maxSize)

// ruler returns a text of n bytes in which each group of five names its own position:
// "0000 0005 0010 …". So a difference explains itself.
func ruler(n int) string {
	text := strings.Repeat(tenThousand(), n/10_000+1)[:n]
	// An editor or a server may remove a space at the end of a line.
	return text[:max(n-1, 0)] + strings.Repeat(".", min(n, 1))
}

// tenThousand returns the first 10,000 bytes of a ruler. After them, it begins again. Each reading
// of a scenario makes its texts, so it is made once. Each start of the lab waits for that.
var tenThousand = sync.OnceValue(func() string {
	digit := func(n int) byte { return '0' + byte(n%10) }
	var out []byte
	for at := 0; at < 10_000; at += 5 {
		out = append(out, digit(at/1000), digit(at/100), digit(at/10), digit(at), ' ')
	}
	return string(out)
})

// filled returns a text of n bytes: the piece as often as it fits, then full stops.
func filled(piece string, n int) string {
	text := strings.Repeat(piece, n/len(piece))
	return text + strings.Repeat(".", n-len(text))
}

// lineArgs reads the arguments of a command about one line: n words, then the line's text.
// Instead of the text there may be --size N, anywhere, for a text of N bytes. That text is
// a ruler or, with --of, a piece of text repeated.
func lineArgs(n int, args []string) (words []string, text string, err error) {
	flags := newFlags()
	size := flags.Int("size", 0, "")
	of := flags.String("of", "", "")
	args, err = options(flags, args)
	switch {
	case err != nil:
		return nil, "", err
	case *of != "" && *size == 0:
		return nil, "", usagef("--of needs --size: it says what that text is made of")
	case len(args) < n:
		return nil, "", usagef("something is missing")
	case *size > maxSize:
		return nil, "", errTooLarge
	case *size > 0 && len(args) == n && *of != "":
		piece, err := unescape(*of)
		return args, filled(piece, *size), err
	case *size > 0 && len(args) == n:
		return args, ruler(*size), nil
	case *size == 0 && len(args) == n+1:
		text, err = unescape(args[n])
		return args[:n], text, err
	case *size == 0 && len(args) > n+1:
		return nil, "", usagef("a text of several words needs single quotes around it")
	}
	return nil, "", usagef("needs either a text or --size N")
}
