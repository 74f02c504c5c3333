package script

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// unescape turns the escapes of Go (\n \r \t \\ \xff \u00e9 …) into the bytes
// that they mean. All else stands for itself.
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

// ruler returns a text of n bytes in which each group of five tells where it
// stands, so that a difference explains itself: "0000 0005 0010 …".
func ruler(n int) string {
	var out strings.Builder
	for out.Len() < n {
		fmt.Fprintf(&out, "%04d ", out.Len()%10000)
	}
	// A line must not end with a space that an editor or a server may eat.
	return out.String()[:max(n-1, 0)] + strings.Repeat(".", min(n, 1))
}

// filled returns a text of n bytes: a piece of text as often as it fits, and full
// stops for the rest.
func filled(piece string, n int) string {
	text := strings.Repeat(piece, n/len(piece))
	return text + strings.Repeat(".", n-len(text))
}

// lineArgs reads the arguments of a command about one line: n words, then the
// line's text or, in its place anywhere, --size N for a text of N bytes: a ruler
// or, with --of, a piece of text again and again.
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
