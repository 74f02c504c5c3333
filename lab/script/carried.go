package script

import (
	"fmt"

	"github.com/rogpeppe/go-internal/txtar"
)

// carries returns the text of a file that the scenario carries, from the scenario itself.
// A server may have changed the copy in its folder. The error is about how the scenario is
// written.
func (sc *Scenario) carries(name string) (text []byte, err error) {
	for _, file := range txtar.Parse([]byte(sc.Text)).Files {
		if file.Name == name {
			return file.Data, nil
		}
	}
	return nil, usageError{fmt.Sprintf("the scenario carries no file %s: add it below, after -- %s --", name, name)}
}
