package bench

import (
	"net/url"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/hunt"
)

// TestSearchFormIsRead: an empty field leaves it to the seed. A seed that is not named is drawn, and
// begins a search of the usual length.
func TestSearchFormIsRead(t *testing.T) {
	asked := formOf(t, "server=copy&profile=wifi&seed=+17+&clients=40&seeds=")
	s := asked.search
	if s.First != 17 || s.Seeds != 1 || s.Like.Clients != 40 || s.Like.Profile != "wifi" || asked.Server != ofCopy {
		t.Errorf("%+v", s)
	}
	for range 3 {
		s = formOf(t, "server=reference&profile=all").search
		if s.First == 0 || s.Seeds != course.UsualSeeds || s.Like.Clients != 0 || s.Like.Profile != "" {
			t.Errorf("%+v", s)
		}
	}
	if s := formOf(t, "server=reference&profile=all&seeds=3").search; s.Seeds != 3 {
		t.Errorf("%d seeds", s.Seeds)
	}
}

// wrongForms are forms that nobody can fulfil, and what is said about them.
var wrongForms = []struct{ form, says string }{
	{"", `server: it is "", and must be "copy" or "reference"`},
	{"server=/bin/sh&profile=all", "server: it is"},
	{"server=reference", `profile: there is no profile ""; there are: lan, wifi`},
	{"server=reference&profile=moon", "profile: there is no profile"},
	{"server=reference&profile=all&seed=x", `seed: "x" is not a number from 0 to 18446744073709551615`},
	{"server=reference&profile=all&seed=-1", "seed: "},
	{"server=reference&profile=all&seed=99999999999999999999", "seed: "},
	{"server=reference&profile=all&seeds=0", "seeds: must be at least 1"},
	{"server=reference&profile=all&seeds=-4", "seeds: must be at least 1"},
	{"server=reference&profile=all&seeds=many", `seeds: "many" is not a number`},
	{"server=reference&profile=all&clients=2", "clients: must be from 3 to 1000"},
	{"server=reference&profile=all&clients=0", "clients: must be from 3 to 1000"},
	{"server=reference&profile=all&clients=1001", "clients: must be from 3 to 1000"},
	{"server=reference&profile=all&clients=1e3", `clients: "1e3" is not a number`},
}

// TestWrongFormsAreExplained: each wrong value is named in a sentence.
func TestWrongFormsAreExplained(t *testing.T) {
	for _, c := range wrongForms {
		values, _ := url.ParseQuery(c.form)
		if _, err := readSearchForm(values); err == nil || !strings.HasPrefix(err.Error(), c.says) {
			t.Errorf("%q: %v, want %s…", c.form, err, c.says)
		}
	}
}

// TestOpsAreAFile: the operations on the page are a file that lab sim can run.
func TestOpsAreAFile(t *testing.T) {
	full, err := hunt.Case{Seed: 28}.Full()
	must(t, err)
	text, more := opsText(full.Ops)
	again, err := hunt.ParseOps(strings.NewReader(text))
	if err != nil || more != 0 || len(again) != len(full.Ops) || again[9] != full.Ops[9] {
		t.Errorf("%v, %d left out, %d of %d", err, more, len(again), len(full.Ops))
	}
	if text, more = opsText(make([]hunt.Op, mostOps+3)); more != 3 || strings.Count(text, "\n") != mostOps {
		t.Errorf("%d left out", more)
	}
}
