package script

import (
	"strings"
	"testing"

	"chatlab/lab/trace"
)

// TestWhatElseDidNotCome: the record of a failure has all that did not come, also what the next steps
// would have missed, up to the first that does something. It has nothing that may still come, and
// says how much it leaves out.
func TestWhatElseDidNotCome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ steps, want string }{
		"the same step for another client": {"join ana bruno carla\nsees ana left bruno\nsees carla left bruno\nsay ana x\nclosed ana", "ana notice: bruno left, carla notice: bruno left"},
		"other expectations":               {"join ana bruno\nclosed ana\ntold bruno '^! no'\nhear bruno ana hi\nclosed bruno\nclosed ana", "ana FIN, bruno ! no..., bruno [ana] hi, bruno FIN"},
		"what has come":                    {"join ana bruno\nsay ana hi\nclosed ana\nsees ana joined bruno\nhear bruno ana hi\nclosed bruno", "ana FIN, bruno FIN"},
		"a client that reads nothing":      {"join ana bruno\nfreeze bruno\nclosed ana\nclosed bruno", "ana FIN"},
		"what may still come":              {"join ana bruno\nsay ana hi\nhear bruno ana ho\nclosed bruno", ""},
		"what quiet proves":                {"join ann anna bruno\nsay bruno hi\nquiet ann\nhear anna 'bruno -> anna' hi", "anna [bruno -> anna] hi"},
		"many":                             {"join ana bruno\ncrowd 12\neveryone hears ana hi", "bruno [ana] hi, " + strings.Repeat("guest [ana] hi, ", 7) + "5 more arrows did not come"},
	} {
		sc, err := scenario(t, "# A test.\nserver\n"+c.steps+"\n")
		if err != nil {
			t.Fatal(err)
		}
		o := simulate(t, sc, referenceServe, Options{})
		var got []string
		for _, e := range o.Log.All() {
			switch e.Kind {
			case trace.Missing:
				got = append(got, strings.TrimRight(e.Conn, "0123456789")+" "+strings.TrimSpace(e.Note))
			case trace.Left:
				got = append(got, e.Note)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
