package course

import (
	"os"
	"regexp"
)

// protocolPage is where the clauses stand, each with its tag.
const protocolPage = "docs/protocol.md"

// ClauseHead matches how a clause begins: its id, and its tag.
var ClauseHead = regexp.MustCompile(`(?m)^\*\*(P\d+)\*\* \((core|kit)\) `)

// Clauses returns the clauses of the protocol that have a tag: core or kit; all,
// if tag is empty.
func (k Kit) Clauses(tag string) ([]string, error) {
	text, err := os.ReadFile(k.Path(protocolPage))
	if err != nil {
		return nil, err
	}
	var tagged []string
	for _, head := range ClauseHead.FindAllStringSubmatch(string(text), -1) {
		if tag == "" || head[2] == tag {
			tagged = append(tagged, head[1])
		}
	}
	return tagged, nil
}
