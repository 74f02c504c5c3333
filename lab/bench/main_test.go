package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chatlab/lab/course"
	"chatlab/lab/hunt"
	"chatlab/server"
	"chatlab/server/settings"
)

// programs are what the test binary acts as, if its first argument says so. The bench starts its
// own executable as the reference server.
var programs = map[string]func(){
	"server":        serveReference,
	course.WorkWord: simulateReference,
	"hostile":       serveHostility,
}

// TestMain makes the test binary act as a program. After all tests, no goroutine may be left
// running.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && programs[os.Args[1]] != nil {
		programs[os.Args[1]]()
		return
	}
	goleak.VerifyTestMain(m)
}

// listening listens, and prints where.
func listening(addr string) net.Listener {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on", ln.Addr())
	return ln
}

// simulateReference runs the reference server in the simulator.
func simulateReference() {
	serve := func(ctx context.Context, ln net.Listener) error { return new(server.Server).Serve(ctx, ln) }
	os.Exit(hunt.Work(serve, "", os.Stdin, os.Stdout))
}

func serveReference() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := new(server.Server)
	set, err := settings.FromEnvironment(os.LookupEnv)
	if err != nil {
		panic(err)
	}
	ln, release, err := set.Attach(s, listening("127.0.0.1:0"), nil)
	if err != nil {
		panic(err)
	}
	defer release()
	s.Serve(ctx, ln)
}

// eventsOf opens the stream of events of a page. It ends with ctx, or when its body is closed.
func eventsOf(ctx context.Context, t *testing.T, client *http.Client, page string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// tooLong is when a test gives up. Shrinking in the simulator may take five minutes.
const tooLong = 6 * time.Minute

// hostility is what a bad server may send and print.
const hostility = "<script>window.pwned=1</script>\n\"><img src=x onerror=\"pwned=1\">\n\x1b[2J\x1b]0;t\x07\n\xff\xfe\xc3\n\u202e</code></pre><b id=pwned>"

// serveHostility listens at the port that is its second argument.
func serveHostility() {
	fmt.Print(hostility)
	for ln := listening(net.JoinHostPort("127.0.0.1", os.Args[2])); ; {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		nc.Write([]byte(hostility))
	}
}
