package grader

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
	"chatlab/lab/course"
	"chatlab/lab/program"
)

// TestTroubleIsTheSameEachTime: nothing of a trouble's words depends on which port the kit chose,
// or on how much a program printed before it was killed.
func TestTroubleIsTheSameEachTime(t *testing.T) {
	x := tellingTry(t)
	for name, row := range map[string]struct {
		trouble program.Trouble
		want    class.Trouble
	}{
		"a chosen port": {
			program.Trouble{Kind: program.NotStarted, What: "did not listen on 127.0.0.1:12345", Output: "port=12345, 112345 and 123456", Port: 12345},
			class.Trouble{Kind: "start", What: "did not listen on 127.0.0.1:PORT", Output: "port=PORT, 112345 and 123456"},
		},
		"a port of its own": {
			program.Trouble{Kind: program.NotStarted, What: "did not listen on 127.0.0.1:5000", Output: "0 of 5000"},
			class.Trouble{Kind: "start", What: "did not listen on 127.0.0.1:5000", Output: "0 of 5000"},
		},
		"a limit": {
			program.Trouble{Kind: program.OverLimit, What: "it had too many processes", Output: "as far as it came"},
			class.Trouble{Kind: "limit", What: "it had too many processes"},
		},
	} {
		if diff := cmp.Diff(row.want, *x.trouble(&row.trouble)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

// TestChosenPort: a server that ends before it listens has the same trouble at each start.
func TestChosenPort(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for range 2 {
		_, err := program.Start(t.Context(), program.Command{Args: []string{self, showsPort}, Dir: t.TempDir()}, program.Options{})
		trouble := new(program.Trouble)
		if !errors.As(err, &trouble) {
			t.Fatal(err)
		}
		told[tellingTry(t).trouble(trouble).Output] = true
	}
	if len(told) != 1 || !told["listen 127.0.0.1:PORT\n"] {
		t.Errorf("it was told: %v", told)
	}
}

// tellingTry is a try that can tell, and do no more.
func tellingTry(t *testing.T) *try {
	return &try{grader: &Grader{opts: Options{Kit: course.Kit{Root: t.TempDir()}}}, dir: t.TempDir()}
}
