package script

import "chatlab/lab/trace"

var freezeClient = Command{
	Name:    "freeze",
	Args:    "WHO…",
	Summary: "Let clients stop reading. They stay connected.",
	Detail:  "What the server sends fills the client's receive buffer (see connect --rcvbuf), then the server's send buffer, some megabytes in all on Linux. After that it is up to the server: that is backpressure. An expectation about a frozen client fails.",
	Example: `server
join ana bruno
freeze bruno
say ana hello
thaw bruno
hear bruno ana hello`,
	run: func(s *session, args []string) (string, error) {
		return "", s.each(args, func(c *client) {
			c.freeze()
			c.did(trace.StopsReading)
		})
	},
}
