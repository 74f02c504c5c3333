package doctor

import (
	"context"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/lazyregexp"
)

const getGo = "install Go from https://go.dev/dl/, then open a new terminal"

var goLine = lazyregexp.New(`(?m)^go (\S+)\r?$`)

// goVersion runs go in the clone, to see the version that the kit will use: a go that is too
// old may download the right one.
func goVersion(ctx context.Context, env Env) Check {
	if env.Find("go") == "" {
		return missing("there is no program go: it builds the servers", getGo)
	}
	have, err := env.Output(ctx, env.Kit, "go", "env", "GOVERSION")
	if err != nil {
		return missing(oneLine(err.Error()), getGo)
	}
	mod, _ := os.ReadFile(filepath.Join(env.Kit, "go.mod"))
	m := goLine().FindSubmatch(mod)
	have, _, _ = strings.Cut(have, " ") // names of experiments may follow
	switch {
	case m == nil, !version.IsValid(have): // not a clone, or a go that somebody built
		return fine(have)
	case version.Compare(have, "go"+string(m[1])) < 0:
		return missing(fmt.Sprintf("%s, and go.mod asks for %s", have, m[1]), getGo)
	}
	return fine(fmt.Sprintf("%s; go.mod asks for %s", have, m[1]))
}

// compiler looks for the C compiler that go test -race needs. On macOS it needs none.
func compiler(ctx context.Context, env Env) Check {
	out, err := env.Output(ctx, env.Kit, "go", "env", "CGO_ENABLED", "CC")
	enabled, cc, _ := strings.Cut(out, "\n")
	cc, _, _ = strings.Cut(strings.TrimSpace(cc), " ") // flags may follow
	switch {
	case env.GOOS == "darwin":
		return fine("go test -race works without one")
	case err == nil && strings.TrimSpace(enabled) == "1" && env.Find(cc) != "":
		return fine(cc + "; go test -race works")
	}
	get := "for -race: apt install gcc, or what your system has instead; then go env CGO_ENABLED must say 1"
	if env.GOOS == "windows" {
		get = "for -race: install a gcc such as that of https://www.mingw-w64.org/; then go env CGO_ENABLED must say 1"
	}
	return hint("go finds none; everything but go test -race works without one", get)
}

// temporary tests whether a program can run in a temporary folder, because the kit builds
// servers there.
func temporary(ctx context.Context, env Env) Check {
	const do = "set TMPDIR (on Windows TMP) to a folder of yours on a disk that has room, and runs programs"
	dir, remove, err := env.Temporary()
	if err != nil {
		return missing(oneLine(err.Error()), do)
	}
	defer remove()
	if err := os.WriteFile(filepath.Join(dir, "program"), []byte("#!/bin/sh\nexit 0\n"), 0o777); err != nil {
		return missing(oneLine(err.Error()), do)
	}
	if env.GOOS != "windows" {
		if _, err := env.Output(ctx, dir, "./program"); err != nil {
			return missing(fmt.Sprintf("no program can be run in %s: %s", os.TempDir(), oneLine(err.Error())), do)
		}
	}
	return fine("in " + os.TempDir() + ", and programs can be run there")
}

// git reports whether git would change the line ends of the kit's files.
func git(ctx context.Context, env Env) Check {
	if env.Find("git") == "" {
		return hint("there is no program git; nothing in the kit calls it", "to keep versions of your work: https://git-scm.com/")
	}
	dir := env.Kit
	autocrlf, err := env.Output(ctx, dir, "git", "config", "core.autocrlf")
	if err != nil || autocrlf == "" {
		autocrlf = "not set" // git reports that by its exit status
	}
	attributes, _ := os.ReadFile(filepath.Join(env.Kit, ".gitattributes"))
	if strings.Contains(string(attributes), "eol=lf") || autocrlf != "true" {
		return fine("core.autocrlf is " + autocrlf + "; line ends stay LF")
	}
	return hint("core.autocrlf is true: git may write CRLF into the files of the clone",
		"git checkout -- .gitattributes, or in the clone: git config core.autocrlf input")
}

// tools looks for programs that the lessons mention but don't need.
func tools(_ context.Context, env Env) Check {
	python := "python3"
	if env.GOOS == "windows" {
		python = "python"
	}
	var here, absent []string
	for _, name := range []string{"nc", "ncat", "socat", "telnet", "tshark", python, "node"} {
		if env.Find(name) != "" {
			here = append(here, name)
		} else {
			absent = append(absent, name)
		}
	}
	found := "found " + listed(here) + "; not found " + listed(absent)
	if env.Find("nc") == "" && env.Find("ncat") == "" {
		return hint(found, "where a lesson says nc, use go tool lab client, or install nc or ncat")
	}
	return fine(found)
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// oneLine joins the output of a program into one line.
func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
