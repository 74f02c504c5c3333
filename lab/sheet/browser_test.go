package sheet

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chatlab/lab/browser"
	"chatlab/lab/share"
)

// opened opens a page in a browser that ends with the test.
func opened(t *testing.T, page string, width int) *browser.Browser {
	t.Helper()
	file := filepath.Join(t.TempDir(), File)
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: file}).String()
	b := browser.Open(t, "about:blank", address)
	b.Size(width, 850, false)
	b.Go(address)
	return b
}

// states are what a teacher does with the sheet, one after the other.
var states = []struct{ name, script string }{
	{"as opened", ""},
	{"everything unfolded", `document.querySelectorAll('details').forEach((d) => { d.open = true; })`},
	{"who failed it", `choose('by-scenario', 'f')`},
	{"open marks", `choose('show', 'open')`},
	{"sorted by total", `document.querySelectorAll('thead button')[1].click()`},
}

// choose chooses in one of the lists, as a person does; by-scenario has the first scenario.
const choose = `function choose(id, value) { const list = document.getElementById(id); if (id === 'by-scenario') list.selectedIndex = 1; else list.value = value; list.dispatchEvent(new Event('input', { bubbles: true })); }`

// TestForEverybody: in all states, the sheet and a student's page break no rule of WCAG 2 that
// axe-core knows, in light and dark, wide and narrow, and nothing sticks out at the side.
func TestForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about the page, in which the race detector sees nothing; without -short it runs")
	}
	t.Parallel()
	c := madeClass(30, 20)
	pages := map[string]string{
		"sheet": written(t, c), "hostile": written(t, hostileClass()),
		"feedback": given(t, c.Lessons, c.Rows[0])[feedbackPage], "refused": given(t, c.Lessons, c.Rows[5])[feedbackPage],
	}
	for name, page := range pages {
		for _, width := range []int{1280, 390} {
			t.Run(fmt.Sprintf("%s at %d", name, width), func(t *testing.T) {
				t.Parallel()
				b := opened(t, page, width)
				b.LoadAxe("../..")
				b.Eval(choose+"; 0", nil)
				for i, state := range states {
					if i > 0 && (name == "feedback" || name == "refused") {
						break
					}
					b.Eval(state.script+"; 0", nil)
					for dark, rules := range map[bool]string{false: browser.AllRules, true: browser.ContrastOnly} {
						b.Size(width, 850, dark)
						if wrong := b.Violations(rules); wrong != "" {
							t.Errorf("%s, dark: %v:\n%s", state.name, dark, wrong)
						}
					}
					if over := b.Text(`document.documentElement.scrollWidth - innerWidth`); over != "0" && over[0] != '-' {
						t.Errorf("%s: %s pixels stick out", state.name, over)
					}
				}
				b.NoComplaints()
			})
		}
	}
}

// visibleRows counts the students that are shown.
const visibleRows = `[...document.querySelectorAll('tbody tr')].filter((row) => row.checkVisibility()).length`

// TestFilter: rows are filtered by name, scenario and verdict, and sorted with the keyboard
// alone.
func TestFilter(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about the page, in which the race detector sees nothing; without -short it runs")
	}
	t.Parallel()
	b := opened(t, written(t, madeClass(50, 20)), 1280)
	b.Eval(choose+"; 0", nil)
	shows := func(what, want string) {
		t.Helper()
		if got := b.Text(visibleRows); got != want {
			t.Errorf("%s: %s rows are shown, want %s", what, got, want)
		}
	}
	shows("all", "50")
	b.TabTo("#by-name")
	b.Type("okafor")
	shows("by name", "8")
	b.AwaitText("#count", "8 of 50 students")
	b.Eval(`tools.reset(); choose('show', 'open'); 0`, nil)
	shows("open marks", b.Text(`[...document.querySelectorAll('tbody tr')].filter((row) => row.querySelector('.open')).length`))
	b.Eval(`tools.reset(); choose('by-scenario'); 0`, nil)
	shows("who failed the first scenario", b.Text(`[...document.querySelectorAll('tbody tr td.f:nth-child(4)')].length`))
	b.Eval(`tools.reset(); choose('show', 't'); choose('by-scenario'); 0`, nil)
	shows("the first scenario was not judged", b.Text(`[...document.querySelectorAll('tbody tr :nth-child(4).t')].length`))
	b.Eval(`choose('show', 'open'); document.querySelector('a[href="#r3"]').click(); 0`, nil) // a row that is filtered out
	shows("after a link to one of all", "50")
	if to := b.Text(`location.hash + document.querySelector('#r3').getClientRects().length`); to != "#r31" {
		t.Errorf("the link leads to %q", to)
	}
	b.Eval(`document.getElementById('show').focus(); 0`, nil)
	b.TabTo("[data-sort='1'] button")
	b.Press("Enter")
	const totals = `[...document.querySelectorAll('tbody tr')].map((row) => parseFloat(row.cells[1].textContent)).map((n) => isNaN(n) ? -1 : n)`
	if b.Text(totals+`.every((n, i, all) => !i || all[i - 1] >= n)`) != "true" {
		t.Error("the rows are not sorted by their totals: " + b.Text(totals))
	}
	b.Press("Enter")
	if b.Text(totals+`.every((n, i, all) => !i || all[i - 1] <= n)`) != "true" {
		t.Error("a second press does not turn the order round: " + b.Text(totals))
	}
	b.NoComplaints()
}

// The most of the sheet of a large class.
const (
	mostBytes   = 15 << 20
	mostOpening = 20 * time.Second // of processor time; here it takes 5 to 6
)

// TestLargeClass: 3,000 students with 20 scenarios each are still a page that can be used.
func TestLargeClass(t *testing.T) {
	share.Costly(t)
	if testing.Short() {
		t.Skip("it is about time, and the race detector takes most of it; without -short it runs")
	}
	page := written(t, madeClass(3000, 20))
	if len(page) > mostBytes {
		t.Errorf("the sheet has %d bytes, more than %d", len(page), mostBytes)
	}
	began := time.Now()
	b := opened(t, page, 1280)
	b.Await(`document.getElementById('count').textContent`)
	b.Text(`document.getElementById('class').getBoundingClientRect().height`) // it is laid out
	took, used := time.Since(began), b.ProcessorTime()
	b.Eval(choose+`; began = performance.now(); choose('show', 'f'); document.body.offsetHeight; filtered = performance.now() - began; 0`, nil)
	b.Eval(`began = performance.now(); document.querySelectorAll('thead button')[1].click(); document.body.offsetHeight; sorted = performance.now() - began; 0`, nil)
	t.Logf("%d bytes; opened in %v with the start of the browser, and %v of processor time; filtered in %s ms; sorted in %s ms", len(page), took.Round(time.Millisecond), used, b.Text("Math.round(filtered)"), b.Text("Math.round(sorted)"))
	if used > mostOpening {
		t.Errorf("to open the sheet takes %v of processor time, more than %v", used, mostOpening)
	}
	b.NoComplaints()
}
