package probe

import (
	"strings"

	"chatlab/lab/lazyregexp"
)

// An input is how a client gives its name and says something.
type input struct {
	name, say string // with {name} and {text}
	newline   string
}

func (in input) named(name string) string {
	return strings.ReplaceAll(in.name, "{name}", name) + in.newline
}
func (in input) text(text string) string {
	return strings.ReplaceAll(in.say, "{text}", text) + in.newline
}

// inputs returns the inputs for a name, and for a text, in the order in which to try them: those
// come first that the greeting speaks of.
func inputs(greeting string) (named []input, texts []string) {
	names := []string{"{name}"}
	texts = []string{"{text}"}
	for _, word := range commandWords(greeting) {
		names = append(names, word+" {name}")
		texts = append(texts, word+" {text}")
	}
	names = append(names, "NICK {name}", "/nick {name}", "/name {name}", "NAME {name}", "LOGIN {name}", "JOIN {name}", "USER {name}", "NICK {name}\nUSER {name}")
	texts = append(texts, "SAY {text}", "MSG {text}", "/say {text}", "MESSAGE {text}", "ALL {text}")
	for _, name := range unique(names) {
		for _, newline := range []string{"\n", "\r\n"} {
			named = append(named, input{name: strings.ReplaceAll(name, "\n", newline), newline: newline})
		}
	}
	return named, unique(texts)
}

// commandWord matches a word of a greeting that may be a command: /name, or NICK.
var commandWord = lazyregexp.New(`(?:^|[\s"'<(:])(/[a-z]{2,12}|[A-Z]{3,12})\b`)

// mostWords is how many words of a greeting are tried.
const mostWords = 6

func commandWords(greeting string) (words []string) {
	for _, m := range commandWord().FindAllStringSubmatch(greeting, mostWords) {
		words = append(words, m[1])
	}
	return unique(words)
}

// unique drops what is there already.
func unique(all []string) (once []string) {
	seen := map[string]bool{}
	for _, s := range all {
		if !seen[s] {
			once, seen[s] = append(once, s), true
		}
	}
	return once
}
