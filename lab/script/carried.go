package script

import (
	"fmt"

	"github.com/rogpeppe/go-internal/txtar"
)

// carries returns a file that the scenario carries, as it was when the scenario was
// read: the server may write to the one in its folder.
func (sc *Scenario) carries(name string) (text []byte, err error) {
	for _, file := range txtar.Parse([]byte(sc.Text)).Files {
		if file.Name == name {
			return file.Data, nil
		}
	}
	return nil, usageError{fmt.Sprintf("the scenario carries no file %s: add it below, after -- %s --", name, name)}
}
