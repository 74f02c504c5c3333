package course_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// TestWhatASearchIs: what is not said, the seed decides. Without a seed, a search tries the usual
// number of them. A mistake names its field.
func TestWhatASearchIs(t *testing.T) {
	seed, many, few, none := uint64(17), 2000, 2, 0
	for _, c := range []struct {
		asked course.Hunt
		first uint64
		seeds int
		wrong string // the field
	}{
		{course.Hunt{Profile: course.AllProfiles}, 1, course.UsualSeeds, ""},
		{course.Hunt{Profile: "lan", Seed: &seed}, 17, 1, ""},
		{course.Hunt{Profile: "lan", Seed: &seed, Seeds: &many}, 17, 2000, ""},
		{course.Hunt{Profile: "lan", Seed: &seed, Only: []int{1}}, 17, 1, ""},
		{course.Hunt{Profile: "lan", For: time.Minute}, 1, 0, ""},
		{course.Hunt{Profile: "lan", For: time.Minute, Seed: &seed}, 17, 0, ""},
		{course.Hunt{Profile: "moon"}, 0, 0, "Profile"},
		{course.Hunt{Profile: "lan", Seeds: &none}, 0, 0, "Seeds"},
		{course.Hunt{Profile: "lan", Clients: &few}, 0, 0, "Clients"},
		{course.Hunt{Profile: "lan", Clients: &many}, 0, 0, "Clients"},
		{course.Hunt{Profile: "lan", For: -time.Second}, 0, 0, "For"},
		{course.Hunt{Profile: "lan", Seed: &seed, Only: []int{99_999}}, 0, 0, "Only"},
	} {
		s, err := c.asked.Search()
		var misuse course.Misuse
		errors.As(err, &misuse)
		if misuse.Of != c.wrong || err == nil && (s.First != c.first || s.Seeds != c.seeds || s.For != c.asked.For) {
			t.Errorf("%+v: %d seeds from %d on, %v", c.asked, s.Seeds, s.First, err)
		}
	}
}

// TestWhoCanBeSimulated: a copy can be simulated if it is Go code with serve. That is known
// without a build.
func TestWhoCanBeSimulated(t *testing.T) {
	k := course.Kit{Root: sandbox.Copy(t)}
	early, late, other := lesson.All[2], lesson.All[13], lesson.All[8]
	for _, l := range []lesson.Lesson{early, late} {
		if err := k.Start(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.CanSimulate(late); err != nil {
		t.Errorf("lesson %d: %v", late.Number, err)
	}
	var not grade.NotSimulated
	if err := k.CanSimulate(early); !errors.As(err, &not) || !strings.Contains(err.Error(), "a different signature") {
		t.Errorf("lesson %d: %v", early.Number, err)
	}
	var missing course.NoCopy
	if err := k.CanSimulate(other); !errors.As(err, &missing) {
		t.Errorf("lesson %d, not started: %v", other.Number, err)
	}
	file := k.Path(late.Copy() + "/" + course.ServerFile)
	if err := os.WriteFile(file, []byte("run python3 server.py {port}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := k.CanSimulate(late); !errors.As(err, &not) || !strings.Contains(err.Error(), "not a program") {
		t.Errorf("a server in another language: %v", err)
	}
}
