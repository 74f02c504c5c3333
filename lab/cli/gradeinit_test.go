package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"chatlab/lab/sandbox"
)

// TestGradeInit: init says what it wrote and what comes next, writes nothing twice, and changes
// nothing that is there.
func TestGradeInit(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	expect := expects(t, s)
	expect(ExitUsage, "init needs a platform", "grade", "init")
	expect(ExitUsage, `there is no platform "gradscope"; there are gradescope, classroom50, prairielearn, vpl; did you mean gradescope?`, "grade", "init", "gradscope", "--lesson", "3")
	expect(ExitUsage, "which lesson? Name it with --lesson", "grade", "init", "gradescope")
	expect(ExitUsage, `no lesson "77"`, "grade", "init", "gradescope", "--lesson", "77")
	expect(ExitUsage, "no-such-file", "grade", "init", "gradescope", "--lesson", "3", "--points", "no-such-file")
	expect(ExitUsage, "no-such-folder", "grade", "init", "gradescope", "--lesson", "3", "--scripts", "no-such-folder")
	s.Put("points.txt", "no points\n")
	expect(ExitUsage, "points.txt is not a folder", "grade", "init", "vpl", "--lesson", "3", "--scripts", "points.txt")
	expect(ExitUsage, "points.txt:1", "grade", "init", "vpl", "--lesson", "3", "--points", "points.txt")
	expect(ExitUsage, "hidden scenarios would not be hidden", "grade", "init", "classroom50", "--lesson", "3", "--scripts", "scripts/03-half-a-message")
	expect(ExitUsage, "no file that ends with .txtar", "grade", "init", "gradescope", "--lesson", "3", "--scripts", "server")
	expect(ExitUsage, "has no scenario for lesson 3", "grade", "init", "gradescope", "--lesson", "3,5", "--scripts", "scripts/03-half-a-message")
	s.Put("points.txt", "scenario 03-half-a-message/crl 1\n")
	expect(ExitUsage, "did you mean 03-half-a-message/crlf?", "grade", "init", "vpl", "--lesson", "3", "--points", "points.txt")
	for _, name := range []string{"gradescope", "classroom50", "vpl"} {
		if _, err := os.Stat(s.Path(name)); err == nil {
			t.Errorf("a wrong command line has made the folder %s", name)
		}
	}
	expect(0, "wrote   gradescope/run_autograder\nwrote   gradescope/setup.sh\n\nnext", "grade", "init", "gradescope", "--lesson", "3,5-6")
	expect(0, "git archive --output ag/kit.tar.gz HEAD", "grade", "init", "gradescope", "ag", "--lesson", "3")
	expect(0, "there   gradescope/run_autograder\nthere   gradescope/setup.sh\n", "grade", "init", "gradescope", "--lesson", "3,5-6")
	expect(0, "there   gradescope/run_autograder\nthere   gradescope/setup.sh\n", "grade", "init", "gradescope", "--lesson", "6,5,3,5-6")
	expect(0, "wrote   ag/hidden/split_write.txtar\n", "grade", "init", "gradescope", "ag", "--lesson", "3", "--scripts", "scripts/03-half-a-message")
	before := s.Read("gradescope/run_autograder")
	s.Put("gradescope/setup.sh", before)
	expect(ExitFailed, filepath.Join("gradescope", "setup.sh")+" is there already, and differs", "grade", "init", "gradescope", "--lesson", "3,5-6")
	if err := os.Remove(s.Path("gradescope/run_autograder")); err != nil {
		t.Fatal(err)
	}
	expect(ExitFailed, "nothing was written", "grade", "init", "gradescope", "--lesson", "3,5-6")
	if _, err := os.Stat(s.Path("gradescope/run_autograder")); err == nil || s.Read("gradescope/setup.sh") != before {
		t.Error("init was refused, and has still written")
	}
	info, err := os.Stat(s.Path("ag/run_autograder"))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 {
		t.Errorf("run_autograder is %v, %v", info, err)
	}
}
