package bench

import (
	"net/http"
	"os"
	"strings"

	"chatlab/lab/script"
	"chatlab/lab/story"
)

// A look has the pictures of a scenario: of the last run, and of the run before it.
type look struct {
	now, before picture
	runs        int // how many pictures there were
}

// A picture is a page, as the run wrote it; empty if there is none.
type picture []byte

// mostOfPicture is how many bytes of a picture are kept. A run's evidence has a limit of its own.
const mostOfPicture = 4 << 20

// next reads the picture of a run, because the next run writes that file again.
func (l *look) next(file string) {
	l.before, l.now = l.now, nil
	l.runs++
	info, err := os.Stat(file)
	if err != nil || info.Size() > mostOfPicture {
		return
	}
	l.now, _ = os.ReadFile(file)
}

// A shownLook is the part of a page that shows a scenario.
type shownLook struct {
	Root   string
	Row    scenarioRow
	Told   string // the story, as text
	Guess  string // the student's answer to the question of the page, if this scenario answers it
	Run    int
	Now    bool // there is a picture
	Before bool // and one of the run before
}

// shown returns the part that shows a scenario.
func (r *room) shown(id string) (s shownLook) {
	rows := r.rows()
	var answer string // the name of the scenario that answers the student's guess
	guess := r.guess()
	if guess != nil && guess.Words != "" {
		answer = r.asked().Scenario
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Root = r.bench.lessonRoot(r.lesson)
	s.Row = r.chosen(id, rows, answer)
	if answer != "" && s.Row.Name == answer {
		s.Guess = guess.Words
	}
	if l := r.looks[s.Row.ID]; l != nil {
		s.Run, s.Now, s.Before = l.runs, len(l.now) > 0, len(l.before) > 0
	}
	result, ran := r.results[s.Row.ID]
	if !ran {
		result, ran = r.before[s.Row.ID]
	}
	if ran {
		var told strings.Builder
		story.Style{}.Story(&told, result)
		s.Told = told.String()
	}
	return s
}

// chosen returns the row that is shown. Without an id it is that of the answer, if it failed, or else of
// the first that failed. If the id is not known, or none failed, it is the first of all. The caller
// holds the lock.
func (r *room) chosen(id string, rows []scenarioRow, answer string) (row scenarioRow) {
	if len(rows) > 0 {
		row = rows[0]
	}
	for _, other := range rows {
		switch {
		case other.ID == id:
			return other
		case id == "" && other.Name == answer && other.Verdict == string(script.Failed):
			return other
		case id == "" && r.failed != nil && other.ID == r.failed.Scenario.ID():
			row = other
		}
	}
	return row
}

// picture serves the picture of a scenario.
func (r *room) picture(w http.ResponseWriter, scenario, which string) {
	r.mu.Lock()
	var p picture
	if l := r.looks[scenario]; l != nil {
		p = map[string]picture{"now": l.now, "before": l.before}[which]
	}
	r.mu.Unlock()
	p.serve(w)
}

// picturePolicy gives a picture an origin of its own, in which its own script runs.
const picturePolicy = "sandbox allow-scripts; frame-ancestors 'self'"

// serve serves a picture. What a server sent is text in it. Even if it were not, it could reach
// nothing, because a picture has a policy and an origin of its own.
func (p picture) serve(w http.ResponseWriter) {
	if len(p) == 0 {
		http.Error(w, "there is no such picture", http.StatusNotFound)
		return
	}
	pictureHeader(w.Header())
	w.Write(p)
}

// pictureHeader sets the header of an answer that is a picture.
func pictureHeader(h http.Header) {
	h.Set("Content-Security-Policy", picturePolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
}
