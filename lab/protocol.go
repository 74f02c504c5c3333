package main

import (
	"os"
	"regexp"
)

// protocolPage is where the clauses stand, each with its tag.
const protocolPage = "docs/protocol.md"

var clauseHead = regexp.MustCompile(`(?m)^\*\*(P\d+)\*\* \((core|kit)\) `)

// clauses returns the clauses of the protocol that have a tag: core or kit; all,
// if tag is empty.
func (k kit) clauses(tag string) ([]string, error) {
	text, err := os.ReadFile(k.path(protocolPage))
	if err != nil {
		return nil, err
	}
	var tagged []string
	for _, head := range clauseHead.FindAllStringSubmatch(string(text), -1) {
		if tag == "" || head[2] == tag {
			tagged = append(tagged, head[1])
		}
	}
	return tagged, nil
}
