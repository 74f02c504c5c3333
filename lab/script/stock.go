package script

import (
	"slices"
	"strings"
)

// tame are texts that no server could take for anything but chat.
var tame = []string{
	"hello", "who is there?", "it is me", "one, two, three", "yes", "yes", "see you later", "x", "how are you today", "0",
}

// awkward are texts that a server may pass on unchanged, and that many servers spoil: each
// was spoilt by a common mistake. For some characters P10 lets a server write U+FFFD. None
// begins with a slash (P11), and none ends with a CR (P2). The lengths are those at which
// buffers end, with a line feed and without.
var awkward = []string{
	"  two spaces at both ends  ", "\ttabs\t", " ", "   ", // stripping
	"\"quotes\", 'single' ones, `ticks`, ‘typographic’ ones",                                                                      // a shell, a format of data
	"%s %d %n %% %1$s {} {0} {x} ${x} $HOME $(ls) \\n \\x41 \\", "100% sure", "100%% sure", "100%41 %20 %0a a+b $$ c|d ^e ~f g=h", // formats
	"<b>&amp;</b> &lt; &#65; -- '; DROP TABLE", // markup
	"[bruno] it was not me", "[] x", "[x", "]", // lines like those of the server
	"* ana left", "* in the room: ana", "! full: go away", "? password", "** x", "!", // notices and refusals
	"\\quit", " /who", "a/b //c", "quit", "bye", "EXIT", "who", "help", "list", "@bruno hello", "@all", ".quit", ":q", "PING", // like commands
	"x", "x", "yes", // a byte, and the same twice
	"ANA Ana ana Ää İı ß ǅ",                                              // folding
	"café cafe\u0301 € 😀 𠮷 👩‍👩‍👧 e\u0301\u0323", "日本語 العربية עברית ไทย", // two to four bytes each, and joined ones
	"no\u00a0break, zero\u200dwidth\u200b, soft\u00adhyphen, \ufffd", "\ufeffmarks of the \ufeffbyte order\ufeff", // what cleaning eats
	"one\rline", "\rat the start", "two\r\rof them", // a CR alone ends nothing
	"zero\x00zero", "\x00", // strings of C
	"form\x0cfeed, vertical\x0btab, \x1c \x1d \x1e, next\u0085line, line\u2028and paragraph\u2029separator", // what other programs call lines
	"escape \x1b[31mred\x1b[0m bell\a back\b\b del\x7f",                                                     // terminals
	"latin caf\xe9 is no UTF-8", "\xff\xfe", "half a letter \xe2\x82", "too long \xc0\xaf", "surrogate \xed\xa0\x80", // strict decoding
	"nan null None  undefined true   -1 1e9 0x10 ''",                                                                                            // words of languages; and spaces in a row
	strings.Repeat("€", 400), ruler(255), ruler(511), ruler(1023), ruler(1024), ruler(1025), ruler(2048), ruler(4095), ruler(4096), ruler(8191), // buffers
}

// texts returns what can be said to this server. A server that does not promise to clean
// text (P10) gets only what the public problem has: printable ASCII, in lines of at most
// 1,000 bytes. They have no spaces at the ends, since such a server may strip them.
func (s *session) texts() []string {
	if s.dialect.Lacks([]string{"P10"}, nil) == "" {
		return slices.Clone(awkward)
	}
	return slices.DeleteFunc(slices.Clone(awkward), func(text string) bool {
		return len(text) > 1000 || strings.TrimSpace(text) != text || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
	})
}
