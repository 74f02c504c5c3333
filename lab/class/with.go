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

// Differences says in words what differs between what two results were graded with, in a first run
// and in a second one.
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
		return []string{"the kit, its scenarios or the options differ between the two runs"}
	}
	return all
}

func difference(name, was, is string) string {
	switch {
	case name == WithKit:
		return "the two runs had different versions of the kit"
	case name == WithScenarios:
		return "the kit's scenarios differ between the two runs"
	case was == "":
		return "the first run had no " + name
	case is == "":
		return "the second run had no " + name
	case name == WithScripts, name == WithDialect:
		return "the files of " + name + " differ between the two runs"
	}
	return fmt.Sprintf("the first run had %s %s, and the second %s", name, was, is)
}
