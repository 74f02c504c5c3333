package script

var interrupt = Command{
	Name:    "interrupt",
	Args:    "",
	Summary: "Ask the server to stop, as Ctrl-C does.",
	Detail:  "It waits for nothing: exits, told and closed do.",
	Example: `server
join ana
interrupt
told ana clos
close ana
exits 0`,
	run: func(s *session, args []string) (string, error) {
		if err := s.readyAlone(args); err != nil {
			return "", err
		}
		s.stopping = true
		s.toServer("interrupted")
		return "", s.world.Interrupt()
	},
}
