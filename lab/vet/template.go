package vet

import "fmt"

// ToWrite marks each text in a new lesson or scenario that the author still has to write. A test
// names every mark that is left, and vet refuses such a claim.
const ToWrite = "TO WRITE:"

// template is what a new scenario begins with.
const template = `# %s

clause P?                  # which clauses of docs/protocol.md say so, such as P2 P9

server                     # docs/commands.md has all commands
join ana bruno             # two clients connect and give their names
say ana hello              # ana sends a line
hear bruno ana hello       # bruno gets it,
quiet ana bruno            # and nobody gets anything else
`

// Template returns the text of a new scenario. Its steps pass on the reference server. The
// author writes the claim and the clause first.
func Template() string {
	return fmt.Sprintf(template, ToWrite+" in one sentence, what must hold.")
}
