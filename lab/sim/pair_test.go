package sim

import (
	"context"
	"testing"
	"testing/synctest"
)

// inPair runs part with both ends of one connection, in a bubble, and closes them. If
// part leaves a goroutine running, the bubble fails.
func inPair(t *testing.T, options Options, part func(t *testing.T, client, server *Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := New(options)
		ln, err := n.Listen()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel() // ends Run
			client, err := n.Dial(ctx, "ana")
			if err != nil {
				t.Error(err)
				return
			}
			server, err := ln.Accept()
			if err != nil {
				t.Error(err)
				return
			}
			defer client.Close()
			defer server.Close()
			defer ln.Close()
			part(t, client, server.(*Conn))
		}()
		n.Run(ctx)
	})
}
