package fault

import "testing"

func TestEveryExampleParses(t *testing.T) {
	for _, k := range Kinds() {
		spec, err := Parse(k.Example)
		if err != nil || spec.Kind.Name != k.Name || spec.String() != k.Example {
			t.Errorf("example %q of %s: %v, %v", k.Example, k.Name, spec, err)
		}
	}
}
