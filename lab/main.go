// Command lab is the only program of the kit: a chat server, a client, lessons with
// broken servers, and the checks that judge your fix.
//
//	go tool lab help
package main

import (
	"os"

	"chatlab/lab/cli"
)

func main() { os.Exit(cli.Main()) }
