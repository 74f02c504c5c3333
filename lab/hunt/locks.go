package hunt

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"
)

// Go does not say who holds a lock, but the source does. If a goroutine is past a call
// of Lock in its function, and not past the Unlock, it holds that lock.

// sources says where the source of a server is.
type sources struct {
	overlay string // the server's file for `go build -overlay`; empty: none
}

// file returns the path of the source that a call is in.
func (from sources) file(c call) string {
	var laid struct{ Replace map[string]string }
	if text, err := os.ReadFile(from.overlay); err == nil && json.Unmarshal(text, &laid) == nil && laid.Replace[c.file] != "" {
		return laid.Replace[c.file]
	}
	return c.file
}

// A hold is a lock that a call holds, according to the source.
type hold struct {
	locking
	by call
}

// isLike reports whether both may be the same lock. Their fields must have the same
// name. Their owners must be the same type, or one must be unknown.
func (l locking) isLike(other *locking) bool {
	field := func(lock string) string { return lock[strings.LastIndexByte(lock, '.')+1:] }
	return field(l.lock) == field(other.lock) && (l.owner == other.owner || l.owner == "" || other.owner == "")
}

// locked says, for each lock that a goroutine waits for: who holds it, what the holder
// waits for, and who else waits. It is nil if no holder is found.
func (from sources) locked(all []goroutine) (told []string) {
	known := make(map[string]bool)
	for _, g := range all {
		calls := g.ofServer()
		if !g.mutex || len(calls) == 0 || known[g.lock] {
			continue
		}
		known[g.lock] = true
		wanted := from.asksFor(calls[0])
		if wanted == nil {
			continue
		}
		if holder, held := from.holderOf(all, wanted); held != nil {
			told = append(told, from.words(held, holder)+waiters(all, g.lock, holder))
		}
	}
	return told
}

// words says what a goroutine holds and what it waits for.
func (from sources) words(held *hold, holder goroutine) string {
	now := holder.ofServer()[0]
	waits := fmt.Sprintf("waits in %s, %s (%s)", now.name(), now.where(), holder.state)
	switch wanted := from.asksFor(now); {
	case wanted == nil:
	case wanted.isLike(&held.locking):
		waits = fmt.Sprintf("asks for it again in %s, %s, where it waits for ever", now.name(), now.where())
	default:
		waits = fmt.Sprintf("waits for the lock %s in %s, %s", wanted.lock, now.name(), now.where())
	}
	return fmt.Sprintf("%s holds the lock %s since %s, and %s", held.by.name(), held.lock, call{file: held.by.file, line: held.line}.where(), waits)
}

// waiters says how many others wait for the lock at an address, and in which functions.
// It is empty if nobody does.
func waiters(all []goroutine, address string, holder goroutine) string {
	often := 0
	var names []string
	for _, g := range all {
		calls := g.ofServer()
		if !g.mutex || g.lock != address || len(calls) == 0 || g.id == holder.id {
			continue
		}
		often++
		if name := calls[0].name(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch often {
	case 0:
		return ""
	case 1:
		return "; one waits for it, in " + names[0]
	}
	return fmt.Sprintf("; %d wait for it, in %s", often, strings.Join(names, ", "))
}

// holderOf finds the goroutine that holds a lock, and where it took it. It returns nil
// if none is found. A function that is called with the lock held may release it for a
// while.
func (from sources) holderOf(all []goroutine, wanted *locking) (goroutine, *hold) {
	for _, g := range all {
		for _, c := range g.ofServer() {
			last := from.last(c, wanted)
			if last != nil && last.takes {
				return g, &hold{*last, c}
			}
			if last != nil {
				break
			}
		}
	}
	return goroutine{}, nil
}

// A locking is a call of Lock, RLock, Unlock or RUnlock in a source file.
type locking struct {
	lock     string // such as "r.mu"
	owner    string // the type of the lock's struct, if that is the method's own receiver
	line     int
	takes    bool
	from, to int // the lines of the block around it
}

// asksFor returns the lock that the call waits for. It is nil if the call waits for
// none or there is no source.
func (from sources) asksFor(c call) *locking {
	for _, l := range from.lockings(c) {
		if l.takes && l.line == c.line {
			return &l
		}
	}
	return nil
}

// last returns the last locking of such a lock before the current line of the call. It
// is nil if there is none or no source.
func (from sources) last(c call, wanted *locking) (last *locking) {
	for _, l := range from.lockings(c) {
		if l.isLike(wanted) && l.line < c.line && l.from <= c.line && c.line <= l.to {
			last = &l
		}
	}
	return last
}

// lockings returns the lockings in the function of a call, in order. It leaves out
// deferred ones: they happen when the function returns.
func (from sources) lockings(c call) (all []locking) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, from.file(c), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	lineOf := func(pos token.Pos) int { return files.Position(pos).Line }
	var body ast.Node           // of the innermost function around the line
	var receiver, ofType string // of the method around body
	ast.Inspect(file, func(n ast.Node) bool {
		if b := bodyOf(n); b != nil && lineOf(b.Pos()) <= c.line && c.line < lineOf(b.End()) { // its last line may call it, as }() does
			body = b
			if f, ok := n.(*ast.FuncDecl); ok {
				receiver, ofType = receiverOf(f)
			}
		}
		return true
	})
	if body == nil {
		return nil
	}
	ast.PreorderStack(body, nil, func(n ast.Node, around []ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Lock", "RLock", "Unlock", "RUnlock"}, s.Sel.Name) {
				in := block(around)
				l := locking{lock: types.ExprString(s.X), line: lineOf(n.Pos()), takes: !strings.Contains(s.Sel.Name, "Un"), from: lineOf(in.Pos()), to: lineOf(in.End())}
				if root, _, _ := strings.Cut(l.lock, "."); root == receiver && strings.Count(l.lock, ".") == 1 {
					l.owner = ofType
				}
				all = append(all, l)
			}
		}
		return true
	})
	return all
}

// bodyOf returns the body of a function; nil if the node has none.
func bodyOf(n ast.Node) *ast.BlockStmt {
	switch f := n.(type) {
	case *ast.FuncDecl:
		return f.Body
	case *ast.FuncLit:
		return f.Body
	}
	return nil
}

// receiverOf returns the name and type of a method's receiver; both empty for a
// function.
func receiverOf(f *ast.FuncDecl) (name, ofType string) {
	if f.Recv == nil || len(f.Recv.List[0].Names) == 0 {
		return "", ""
	}
	r := f.Recv.List[0]
	return r.Names[0].Name, strings.TrimPrefix(types.ExprString(r.Type), "*")
}

// block returns the innermost node whose statements follow one another.
func block(around []ast.Node) ast.Node {
	for _, n := range slices.Backward(around) {
		switch n.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			return n
		}
	}
	return around[0]
}
