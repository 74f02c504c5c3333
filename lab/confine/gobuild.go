package confine

// GoBuild returns the environment for the Go code of a hand-in. Nothing is downloaded, and
// the hand-in chooses neither the toolchain nor a workspace. cgo is off: it would run a C
// compiler with options from the source.
//
// The build reads the cache, but must not write there: who writes a cache can change what
// others build. The go command then keeps to its temporary folder what it has compiled, and
// goes on. So fill the cache first, by a build of the kit's own with the same environment. A
// cache for each hand-in alone would be safe too, but then each build compiles the standard
// library again.
func GoBuild(cache, modules string) []string {
	return []string{
		"CGO_ENABLED=0",
		"GOCACHE=" + cache,
		"GODEBUG=goindex=0",
		"GOENV=off",
		"GOFLAGS=",
		"GOMODCACHE=" + modules,
		"GOPROXY=off",
		"GOSUMDB=off",
		"GOTELEMETRY=off",
		"GOTOOLCHAIN=local",
		"GOVCS=*:off",
		"GOWORK=off",
	}
}
