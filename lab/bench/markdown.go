package bench

import (
	"bytes"
	"html/template"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"chatlab/lab/program"
)

// A markdownPage is a page of the docs, ready for a browser.
type markdownPage struct {
	Heading  string
	HTML     template.HTML // the kit's own text: what nets and servers send is never in it
	Commands []string      // those that can be run here, in the order of their buttons
	Question question
}

// isPage reports whether a file of the clone is a page of the kit. Their markup is trusted; that
// of other files, such as those that a student hands in, is shown as text.
func isPage(name string) bool {
	dir, file := path.Split(path.Clean(name))
	return path.Ext(file) == ".md" && (dir == "docs/" || dir == "")
}

// markdown renders a page of the kit. name is its path in the clone, from which its links start.
// runs returns how a command on it is run; nil: none is. asks says that the reader has not guessed yet
// what comes: then the page shows that only on demand.
func (b *Bench) markdown(name string, source []byte, runs func(line string) (program.Command, bool), asks bool) (page markdownPage) {
	blocks := &consoleBlocks{runs: runs}
	md := goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(blocks, 100))),
	)
	doc := md.Parser().Parse(text.NewReader(source))
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 && page.Heading == "" {
				page.Heading = string(n.Lines().Value(source))
			}
		case *ast.Link:
			n.Destination = []byte(b.linked(name, string(n.Destination), "/page/"))
		case *ast.Image:
			n.Destination = []byte(b.linked(name, string(n.Destination), "/file/"))
		}
		return ast.WalkContinue, nil
	})
	page.Question = questionOf(doc, source)
	if asks && page.Question.answer != nil {
		blocks.answer = page.Question.answer
		coverRest(doc, blocks.answer)
	}
	var out bytes.Buffer
	md.Renderer().Render(&out, source, doc) // a buffer takes everything
	page.HTML, page.Commands = template.HTML(out.String()), blocks.commands
	return page
}

// coverRest covers what the page says about an answer, down to the next heading: it tells what came.
func coverRest(doc, answer ast.Node) {
	first := answer.NextSibling()
	if first == nil || answer.Parent() != doc {
		return
	}
	after := first
	for after != nil && after.Kind() != ast.KindHeading {
		after = after.NextSibling()
	}
	markup := func(text string) ast.Node {
		s := ast.NewString([]byte(text))
		s.SetCode(true) // as it is
		return s
	}
	doc.InsertBefore(doc, first, markup("<details class=\"answer\"><summary>And why: guess first, then open this</summary>\n"))
	doc.InsertBefore(doc, after, markup("</details>\n"))
}

// linked returns the address of a link on a page: what is in the clone is served by the bench.
func (b *Bench) linked(page, to, below string) string {
	at, err := url.Parse(to)
	if err != nil || at.IsAbs() || at.Path == "" {
		return to
	}
	at.Path = b.root() + below + strings.TrimPrefix(path.Join("/", path.Dir(page), at.Path), "/")
	return at.String()
}

// consoleBlocks renders blocks of code. Below each command of a console that can be run here, it
// puts a button and a place for the output.
type consoleBlocks struct {
	runs     func(line string) (program.Command, bool)
	commands []string
	answer   *ast.FencedCodeBlock // which is covered; nil: none is
}

// RegisterFuncs implements renderer.NodeRenderer.
func (c *consoleBlocks) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(ast.KindFencedCodeBlock, c.render)
}

func (c *consoleBlocks) render(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock)
	code := string(block.Lines().Value(source))
	shown := `<pre tabindex="0"><code>` + template.HTMLEscapeString(code) + "</code></pre>\n"
	if block == c.answer {
		shown = "<details class=\"answer\"><summary>What came: guess first, then open this</summary>" + shown + "</details>\n"
	}
	w.WriteString(shown)
	if string(block.Language(source)) != "console" || c.runs == nil {
		return ast.WalkSkipChildren, nil
	}
	for line := range strings.Lines(code) {
		command, isCommand := strings.CutPrefix(strings.TrimSpace(line), "$ ")
		if !isCommand {
			continue
		}
		if _, ok := c.runs(command); ok {
			templates().ExecuteTemplate(w, "command", struct {
				N      int
				Line   string
				Starts bool // the lesson
			}{len(c.commands), command, strings.HasPrefix(command, "go tool lab start ")})
			c.commands = append(c.commands, command)
		}
	}
	return ast.WalkSkipChildren, nil
}
