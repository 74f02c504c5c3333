package class

import (
	"fmt"
	"maps"
	"slices"
)

// The names in Result.With that are not flags with a value of their own. The value of each is a
// hash of files.
const (
	WithKit       = "the kit"
	WithScenarios = "the kit's scenarios"
	WithScripts   = "--scripts"
	WithDialect   = "--dialect"
)

// Differences says in words what differs between what two results were graded with.
func Differences(old, new Result) (all []string) {
	if old.Sealed == new.Sealed {
		return nil
	}
	names := maps.Clone(old.With)
	if names == nil {
		names = map[string]string{}
	}
	maps.Copy(names, new.With)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if was, is := old.With[name], new.With[name]; was != is {
			all = append(all, difference(name, was, is))
		}
	}
	if len(all) == 0 || len(old.With) == 0 || len(new.With) == 0 { // an older kit did not note it
		return []string{"the kit, its scenarios or the options differ"}
	}
	return all
}

func difference(name, was, is string) string {
	switch {
	case name == WithKit:
		return "the kit is another version"
	case name == WithScenarios:
		return "the kit's scenarios differ"
	case was == "":
		return name + " was not given"
	case is == "":
		return name + " is not given any more"
	case name == WithScripts, name == WithDialect:
		return "the files of " + name + " differ"
	}
	return fmt.Sprintf("%s was %s and is %s", name, was, is)
}
