package agree

import (
	"slices"
	"strings"
	"testing"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// silence is a false fix for lesson 03: a message ends when nothing has come for SILENCE
// milliseconds.
const silence = `
var (
	waiting  = map[net.Conn][]string{}
	waitings sync.Mutex // guards waiting
)

func readMessage(conn net.Conn) (string, error) {
	waitings.Lock()
	queue := waiting[conn]
	waitings.Unlock()
	buf := make([]byte, 65536)
	for len(queue) == 0 {
		conn.SetReadDeadline(time.Time{})
		n, err := conn.Read(buf)
		if err != nil {
			return "", err
		}
		all := string(buf[:n])
		for err == nil {
			conn.SetReadDeadline(time.Now().Add(SILENCE * time.Millisecond))
			n, err = conn.Read(buf)
			all += string(buf[:n])
		}
		lines := strings.Split(all, "\n")
		for _, line := range lines[:len(lines)-1] {
			queue = append(queue, strings.TrimSuffix(line, "\r"))
		}
		if rest := lines[len(lines)-1]; rest != "" && KEEP {
			queue = append(queue, rest)
		}
	}
	waitings.Lock()
	waiting[conn] = queue[1:]
	waitings.Unlock()
	return queue[0], nil
}
`

// TestTimeIsNoFraming: a server that waits for silence fails no_timer in lesson 03. It does
// not matter how long it waits, or what it does with half a line. The longest wait is longer
// than any step: what comes a bit after a step's limit proves nothing on a busy machine.
func TestTimeIsNoFraming(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	l, err := lesson.Find("3")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := specimen.Of(sandbox.Clone(t).Root, l)
	if err != nil {
		t.Fatal(err)
	}
	var all []grade.Target
	for _, wait := range []string{"5", "60", "700", "100000"} {
		for _, keep := range []string{"true", "false"} {
			text := string(whole["main.go"])
			old := text[strings.Index(text, "func readMessage("):]
			old = old[:strings.Index(old, "\n}\n")+3]
			text = sandbox.Replaced(t, text, old, strings.NewReplacer("SILENCE", wait, "KEEP", keep).Replace(silence))
			text = sandbox.Replaced(t, text, "\t\"sync\"\n", "\t\"sync\"\n\t\"time\"\n")
			all = append(all, target(t, "silence of "+wait+" ms, "+keep, l, specimen.Files{"main.go": []byte(text)}))
		}
	}
	b := oneBuilder(t)
	if err := b.Bundle(t.Context(), all); err != nil {
		t.Fatalf("%v\n%s", err, output(err))
	}
	asked := slices.DeleteFunc(scenarios(t, l), func(sc script.Scenario) bool { return sc.Name != "no_timer" })
	var jobs []grade.Job
	for _, server := range all {
		jobs = append(jobs, grade.Job{Lesson: l, Target: server, Scenarios: asked})
	}
	for _, report := range grade.Run(t.Context(), jobs, b, grade.Options{Slots: lawSlots}).Lessons {
		noTrouble(t, report)
		if len(failed(report)) != 1 {
			t.Errorf("%s: no_timer is green", report.Server)
		}
	}
}
