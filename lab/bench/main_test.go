package bench_test

import (
	"fmt"
	"net"
	"os"
	"testing"

	"go.uber.org/goleak"

	"chatlab/lab/cli"
	"chatlab/lab/sandbox"
)

// TestMain makes the test binary act as lab, which runs the reference server as its own executable,
// and as a hostile server.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "hostile" {
		serveHostility(os.Args[2])
		return
	}
	sandbox.Main(cli.Main)
	goleak.VerifyTestMain(m)
}

// hostility is what a bad server may send and print.
const hostility = "<script>window.pwned=1</script>\n\"><img src=x onerror=\"pwned=1\">\n\x1b[2J\x1b]0;t\x07\n\xff\xfe\xc3\n\u202e</code></pre><b id=pwned>"

func serveHostility(port string) {
	fmt.Print(hostility)
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		panic(err)
	}
	for {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		nc.Write([]byte(hostility))
	}
}
