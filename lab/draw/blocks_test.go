package draw

import (
	"bytes"
	"strings"
	"testing"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// written writes blocks down: [x] is a whole line, < and > are torn edges, and … between blocks
// stands for lines. The wrong character is between bars.
func written(blocks []block) string {
	var out strings.Builder
	for _, b := range blocks {
		out.WriteString(map[edge]string{straight: "[", torn: "<", none: ""}[b.left] + b.Before)
		if b.Wrong != "" {
			out.WriteString("|" + b.Wrong + "|")
		}
		out.WriteString(b.After + map[edge]string{straight: "]", torn: ">", none: ""}[b.right])
	}
	return out.String()
}

// TestBlocks: a payload is cut after each line feed. What begins or ends in the middle of a line
// has a torn edge. If there is little room, less is shown of each line, and then fewer lines. The
// wrong byte is always there.
func TestBlocks(t *testing.T) {
	long := strings.Repeat("0123456789", 5)
	for name, c := range map[string]struct {
		data       string
		begun      bool
		mark, room int
		want, size string
	}{
		"a line":                             {"hello\n", false, -1, 29, "[hello⏎]", ""},
		"a piece":                            {"hel", false, -1, 29, "[hel>", ""},
		"a piece after a piece":              {"lo wor", true, -1, 29, "<lo wor>", ""},
		"the rest":                           {"ld\n", true, -1, 29, "<ld⏎]", ""},
		"two lines and a half":               {"a\n\nb", false, -1, 29, "[a⏎][⏎][b>", ""},
		"a wrong byte":                       {"a\nbcd\n", false, 3, 29, "[a⏎][b|c|d⏎]", ""},
		"a wrong line feed":                  {"ab\ncd", false, 2, 29, "[ab|⏎|][cd>", ""},
		"a byte inside a character":          {"é\n", false, 1, 29, "[|é|⏎]", ""},
		"just enough room":                   {"ab\ncd\n", false, -1, 8, "[ab⏎][cd⏎]", ""},
		"too little room":                    {"ab\ncd\n", false, -1, 7, "[ab⏎]…", " 6 bytes"},
		"a long line":                        {long + "\n", false, -1, 29, "[01234567890123456…⏎]", " 51 bytes"},
		"the rest of a long line":            {long + "\n", true, -1, 29, "<01234567890123456…⏎]", " 51 bytes"},
		"a wrong byte far in":                {long + long + "\n", false, 57, 29, "[…67890123456|7|890…⏎]", " 101 bytes"},
		"two lines in a narrow lane":         {"[ana] between us\n* in the room: ana\n", false, -1, 20, "[[ana] b…⏎][* in th…⏎]", ""},
		"a wide wrong character":             {"aaaaaaaaaa\U000e0041bbb\n" + strings.Repeat("cccccccc\n", 3), false, 10, 32, `[…|\U000e0041|…⏎][ccc…⏎][ccc…⏎][ccc…⏎]`, ""},
		"a flood":                            {long + "\n" + strings.Repeat("[ana] "+long+"\n", 99), true, -1, 29, "<0123…⏎][[ana…⏎]…", " 5694 bytes"},
		"the lines around a wrong one":       {long + "\nx\n" + long, false, 51, 29, "[01234…⏎][|x|⏎][012345…>", " 103 bytes"},
		"the line feed itself is the cause":  {long + "\nx", false, 50, 29, "[…0123456789|⏎|][x>", " 52 bytes"},
		"lines before it are left out":       {strings.Repeat("ab\n", 20), false, 30, 29, "…[|a|b⏎][ab⏎][ab⏎][ab⏎]…", " 60 bytes"},
		"wide characters":                    {"日本語日本語日本語日本語日\n", false, -1, 26, "[日本語日本語日…⏎]", " 40 bytes"},
		"the sign of a line feed is escaped": {"⏎\n", false, -1, 29, `[\u23ce⏎]`, ""},
		"a terminal's escape":                {"\x1b[2J\n", false, 0, 29, `[|\x1b|[2J⏎]`, ""},
		"no room for the size":               {"a1234567890123456789\n[ana] 1394xxxxxxxxxxxxx\nb1234567890123456789\n", false, 29, 20, "…[[ana] 13|9|4xxx…⏎]…", ""},
		"no room at all":                     {"abc\ndef", false, 5, -10, "…[d|e|f>", ""},
	} {
		blocks, size := payload(c.data, c.begun, nil, c.mark, c.room)
		if got := written(blocks); got != c.want || size != c.size {
			t.Errorf("%s: %s %q, want %s %q", name, got, size, c.want, c.size)
		}
	}
}

// TestBlocksOfALeftOutMiddle: what is left out is said once, wherever there is no room for what
// follows it.
func TestBlocksOfALeftOutMiddle(t *testing.T) {
	data, left := "aaaaaaaa\nbbb"+"ccc\ndddddddd\n", holes{{12, 1000}}
	for room, want := range map[int]string{60: "[aaaaaaaa⏎][bbb>…[ccc⏎][dddddddd⏎] 1025 bytes", 30: "[aaaaaa…⏎][bbb>… 1025 bytes", 31: "[aaaaaaaa⏎][bbb>… 1025 bytes"} {
		blocks, size := payload(data, false, left, -1, room)
		if got := written(blocks) + size; got != want {
			t.Errorf("in %d columns: %s, want %s", room, got, want)
		}
	}
}

// FuzzBlocks: blocks that are all of a payload say exactly what it says, others fit into the room
// and show the wrong byte.
func FuzzBlocks(f *testing.F) {
	f.Add("a\nb\r\nc", true, 3, 29)
	f.Add("日本語\xff\x1b\u202e\U000e0041\n⏎…", false, 5, 20)
	f.Add(strings.Repeat("ab\n", 40), false, 77, 25)
	f.Fuzz(func(t *testing.T, data string, begun bool, mark, room int) {
		if data == "" || len(data) > 1<<12 || room > 1<<12 {
			return
		}
		blocks, size := payload(data, begun, nil, mark, room)
		text, columns, wrong := "", 0, 0
		for _, b := range blocks {
			text += b.Before + b.Wrong + b.After
			columns += b.columns() + edgeColumns
			wrong += min(len(b.Wrong), 1)
		}
		if strings.ContainsFunc(text, drives) {
			t.Errorf("payload(%q) drives a terminal: %q", data, text)
		}
		lines := strings.Count(strings.TrimSuffix(data, "\n"), "\n") + 1
		if all := layout.Columns(Visible(data)) + lines*edgeColumns; size == "" && len(blocks) != lines || all <= room && text != Visible(data) {
			t.Errorf("payload(%q): %d lines are %s", data, lines, written(blocks))
		}
		const enough = 30 // for the size, and the line with the wrong byte
		if room >= enough && columns+layout.Columns(size) > room {
			t.Errorf("payload(%q, %d) takes %d columns: %s%s", data, room, columns+len(size), written(blocks), size)
		}
		if inside := 0 <= mark && mark < len(data); room >= enough && inside && wrong != 1 || wrong > 1 {
			t.Errorf("payload(%q, mark %d, %d columns) marks %d characters: %s", data, mark, room, wrong, written(blocks))
		}
		drawBlocks(blocks, 0)
	})
}

// TestBlocksInAPicture: a block has its outline, and there is a mark exactly behind the wrong
// byte.
func TestBlocksInAPicture(t *testing.T) {
	took := trace.Span{From: 0, To: 4, Wrong: 3}
	log := trace.NewLog([]trace.Event{
		{Conn: "ana", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("日本")},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Data, Data: []byte("hel\nlo")},
		{Conn: "#1", Kind: trace.Step, Note: "hear bruno ana x"},
		{Conn: "bruno", Dir: trace.ToClient, Kind: trace.Took, Note: took.String()},
	})
	var svg bytes.Buffer
	if err := (Picture{}).SVG(&svg, log); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<g class="block tail"><path d="M167,4H203l-3,4 3,4l-3,4 3,4H167Z"/><text class="label text" x="169" y="16" textLength="29">日本</text></g>`,
		`<g class="block wrong"><path d="M386,4H419V20H386Z"/><rect class="mark" x="410" y="5" width="7" height="14"/><text class="label text" x="388" y="16" textLength="29">hel<tspan>⏎</tspan></text></g>`,
		`<g class="block tail"><path d="M422,4H444l-3,4 3,4l-3,4 3,4H422Z"/>`,
	} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("the picture lacks %s", want)
		}
	}
	if t.Failed() {
		t.Log(svg.String()[strings.LastIndex(svg.String(), "</style>"):])
	}
}
