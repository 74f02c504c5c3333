package course

import (
	"os"

	"chatlab/lab/lazyregexp"
)

// protocolPage has the clauses, each with its tag.
const protocolPage = "docs/protocol.md"

// ClauseHead matches the head of a clause: its id and its tag.
var ClauseHead = lazyregexp.New(`(?m)^\*\*(P\d+)\*\* \((core|kit)\) `)

// Clauses returns the ids of the protocol's clauses that have this tag, core or kit. An
// empty tag selects all.
func (k Kit) Clauses(tag string) ([]string, error) {
	text, err := os.ReadFile(k.Path(protocolPage))
	if err != nil {
		return nil, err
	}
	var tagged []string
	for _, head := range ClauseHead().FindAllStringSubmatch(string(text), -1) {
		if tag == "" || head[2] == tag {
			tagged = append(tagged, head[1])
		}
	}
	return tagged, nil
}
