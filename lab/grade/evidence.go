package grade

import (
	"cmp"
	"io"
	"os"
	"path/filepath"

	"chatlab/lab/draw"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/trace"
	"chatlab/lab/wholefile"
)

// Keep says which runs leave files to look at.
type Keep int

// The zero value leaves none. KeepWhole is KeepAll without a limit for the size of the files.
const (
	KeepNone Keep = iota
	KeepFailed
	KeepAll
	KeepWhole
)

// Evidence has the files that a run left, as paths relative to Options.From. A path is
// empty if there is no such file.
type Evidence struct {
	Picture string // a page for a browser
	Capture string // for Wireshark
	Trace   string // the trace itself
	Err     error  // why they could not be written
}

// keep writes the evidence of a result. If this run leaves none, it removes the evidence of
// an earlier run of the scenario on this server. Files are never older than the last run.
func (r *run) keep(job Job, result *Result) {
	if r.opts.Keep == KeepNone {
		return
	}
	dir := filepath.Join(cmp.Or(r.opts.Below, r.builder.Root), filepath.FromSlash(evidenceFolder(job.mending(), result.Scenario, job.Along != nil)))
	if result.Log.Len() == 0 || result.Fine() && r.opts.Keep < KeepAll {
		result.Evidence.Err = wholefile.Try(func() error { return os.RemoveAll(dir) })
		return
	}
	whole := ""
	if r.opts.Keep != KeepWhole && r.opts.Whole != nil {
		whole = r.opts.Whole(*result)
	}
	drawn := result.Log
	if result.Drawn.Len() > 0 { // a run in the simulator, whose picture has steps of its own
		drawn = result.Drawn
	}
	result.Evidence = WriteEvidence(dir, result.Log, drawn, r.picture(*result), whole)
	result.Evidence.TellFrom(r.opts.From)
}

// picture is how the record of a result is shown.
func (r *run) picture(result Result) draw.Picture {
	return draw.Picture{
		First: result.inPicture(), Verdict: r.verdict(result), Ribbons: ribbons(result.Failure),
		SetUp: result.SetUp, Printed: Printed(result.Output), PrintsReason: PrintsReason(result.Output),
		Virtual: result.Drawn.Len() > 0, Undrawn: result.Undrawn,
	}
}

// verdictColumns is how much of a line a verdict shows, around the byte that is wrong.
const verdictColumns = 66

// verdict is what the picture of a result says at its top.
func (r *run) verdict(result Result) (all []draw.Saying) {
	all = Sayings(result.Failure)
	if r.opts.Advise != nil && !result.Fine() {
		all = append(all, Advised(r.opts.Advise(result))...)
	}
	return all
}

// Sayings are what a picture says about a failure; nothing if it is nil.
func Sayings(f *script.Failure) (all []draw.Saying) {
	if f == nil {
		return nil
	}
	expected, received, so := Told(f)
	for _, say := range []draw.Saying{{Label: "expected", Text: expected}, {Label: "received", Text: received}, {Label: "so", Text: so}} {
		if say.Wrong = true; say.Text != "" {
			all = append(all, say)
		}
	}
	if who := f.Who(); who != "" {
		all = append(all, draw.Saying{Label: "who", Text: who, Wrong: true})
	}
	if note := f.NoteBesideWho(); note != "" {
		label := "note"
		if f.Rule != "" {
			label = "rule"
		}
		all = append(all, draw.Saying{Label: label, Text: note})
	}
	return all
}

// Told is what a failure says was expected, what came instead, and what follows from that. Each may
// be empty; all are if f is nil.
func Told(f *script.Failure) (expected, received, so string) {
	if f == nil {
		return "", "", ""
	}
	shown := func(e script.Evidence) string {
		part, _ := draw.Window(string(e.Data), f.Mark, verdictColumns)
		return e.Words + part
	}
	return shown(f.Expected), shown(f.Received), cmp.Or(f.So(), f.Why)
}

// Advised are what a picture says about what to do.
func Advised(advice []Advice) (all []draw.Saying) {
	for _, a := range advice {
		all = append(all, draw.Saying{Label: a.Label, Text: a.Text})
	}
	return all
}

// ribbons are those of a failure that shows one chat line and others that came instead.
func ribbons(f *script.Failure) draw.Ribbons {
	if f == nil || len(f.Received.Data) == 0 || f.Witness != "" { // what came is another line
		return draw.Ribbons{}
	}
	came := []string{string(f.Received.Data)}
	for _, line := range f.Then {
		came = append(came, string(line))
	}
	return draw.RibbonsOf(string(f.Expected.Data), came)
}

// evidenceFolder is the folder for the evidence of a scenario, below the root of the kit.
// Earlier lessons that are run along have their own folders.
func evidenceFolder(l lesson.Lesson, sc script.Scenario, along bool) string {
	if along {
		return l.Runs() + "/" + sc.Lesson + "-" + sc.Name
	}
	return l.Runs() + "/" + sc.Name
}

// TellFrom makes the paths relative to a folder. They are shorter then, and a person can
// type them there.
func (e *Evidence) TellFrom(folder string) {
	if folder == "" {
		folder, _ = os.Getwd() // on an error the paths stay as they are
	}
	for _, path := range []*string{&e.Picture, &e.Capture, &e.Trace} {
		if near, err := filepath.Rel(folder, *path); err == nil && *path != "" {
			*path = near
		}
	}
}

// WriteEvidence writes the evidence of log into dir, and makes the folder. The picture shows
// drawn. If whole is empty, nothing is left out. Otherwise the files have at most mostEvidence
// bytes, and whole says in them where everything is, such as a command that keeps it.
func WriteEvidence(dir string, log, drawn trace.Log, p draw.Picture, whole string) (e Evidence) {
	if e.Err = os.MkdirAll(dir, 0o777); e.Err != nil {
		return e
	}
	files, err := evidenceOf(log, drawn, p, whole)
	if e.Err = err; err != nil {
		return e
	}
	for _, f := range []struct {
		name string
		path *string
		text []byte
	}{
		{"picture.html", &e.Picture, files.picture},
		{"capture.pcapng", &e.Capture, files.capture},
		{"run.trace", &e.Trace, files.trace},
	} {
		path := filepath.Join(dir, f.name)
		if err := wholefile.Replace(path, 0o644, func(w io.Writer) error { _, err := w.Write(f.text); return err }); err != nil {
			e.Err = err
			continue
		}
		*f.path = path
	}
	return e
}
