package class

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPointsFile(t *testing.T) {
	text := "\ufeff# our course\nabout 6.5 # most\n\thidden 3\r\nscenario 03-half-a-message/split_write 0\ntrouble build 0.5\ntrouble port 0\ntrouble start none\n"
	got, err := ReadPoints("points", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := Points{
		About: 6.5, Rest: 2, Hidden: 3, Of: map[string]float64{"03-half-a-message/split_write": 0},
		Trouble: map[string]float64{"build": 0.5, "start": Excluded, "kit": Excluded, "interrupted": Excluded},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWrongPoints: an error says where, what was expected, and what may be meant.
func TestWrongPoints(t *testing.T) {
	for text, want := range map[string][]string{
		"\nabuot 8":                      {"points:2:", "abuot", "expected one of about, rest", "did you mean about?"},
		"about":                          {"points:1: about: 0 values", "a number of points"},
		"about 1 2":                      {"2 values"},
		"about -1":                       {`"-1" is not a number from 0 to 1000000`},
		"about NaN":                      {"NaN"},
		"about +Inf":                     {"Inf"},
		"about 1e3":                      {"1e3"},
		"about 0x10":                     {"0x10"},
		"about 1000001":                  {"from 0 to 1000000"},
		"rest 8,5":                       {"8,5"},
		"about 1\nabout 2":               {"points:2: about is already in line 1"},
		"scenario 03 4":                  {"not the id of a scenario"},
		"scenario 03-a/b":                {"1 values where two belong", "an id such as"},
		"scenario 03-a/b -4":             {"-4"},
		"trouble bulid 0":                {"kind of trouble", "did you mean build?"},
		"trouble build 2":                {"from 0 to 1"},
		"trouble build never":            {"never", "a share from 0 to 1 or none"},
		"trouble kit 0\ntrouble kit 1":   {"points:2: trouble kit is already in line 1"},
		strings.Repeat("#", 1<<20) + "#": {"not a points file"},
	} {
		_, err := ReadPoints("points", []byte(text))
		for _, part := range want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("ReadPoints(%.40q): %v, want %q in it", text, err, part)
			}
		}
	}
}

func TestKnownScenarios(t *testing.T) {
	p := Points{Of: map[string]float64{"03-a/splt": 1}}
	if err := p.Known([]string{"03-a/split"}); err == nil || !strings.Contains(err.Error(), "did you mean 03-a/split?") {
		t.Error(err)
	}
	if err := p.Known([]string{"03-a/splt"}); err != nil {
		t.Error(err)
	}
}

// FuzzPointsFile: what is read can be written and read again, and every number is one that a
// mark can be computed from.
func FuzzPointsFile(f *testing.F) {
	var usual bytes.Buffer
	if err := WritePoints(&usual, UsualPoints()); err != nil {
		f.Fatal(err)
	}
	f.Add(usual.Bytes())
	f.Add([]byte("about 0.1\nscenario 03-a/b 4\ntrouble limit none\ntrouble kit 0.25\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ReadPoints("points", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "points:") {
				t.Errorf("the error does not say where: %v", err)
			}
			return
		}
		for _, n := range []float64{p.About, p.Rest, p.Hidden} {
			if !(n >= 0 && n <= maxPoints) {
				t.Errorf("%v points", n)
			}
		}
		var again bytes.Buffer
		if err := WritePoints(&again, p); err != nil {
			t.Fatal(err)
		}
		second, err := ReadPoints("points", again.Bytes())
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, &again)
		}
		if diff := cmp.Diff(p, second); diff != "" {
			t.Errorf("(-read +read again):\n%s", diff)
		}
	})
}

// TestUsualPointsAsAFile: the file that is written for teachers says what holds without one.
func TestUsualPointsAsAFile(t *testing.T) {
	var text bytes.Buffer
	if err := WritePoints(&text, UsualPoints()); err != nil {
		t.Fatal(err)
	}
	got, err := ReadPoints("points", text.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(UsualPoints(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
