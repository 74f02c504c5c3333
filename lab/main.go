// Command lab is the kit's one program: a chat server and a client, lessons
// that break servers, and the checks that prove them mended.
//
//	go tool lab help
package main

import (
	"os"

	"chatlab/lab/cli"
)

func main() { os.Exit(cli.Main()) }
