package script

import (
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/trace"
	"chatlab/server"
)

// A busyWorld loses a part of all time: one divided by share.
type busyWorld struct {
	*simulated
	began time.Time
	share time.Duration
	late  time.Duration
}

func (w busyWorld) Lost() time.Duration    { return time.Since(w.began) / w.share }
func (w busyWorld) KitLate() time.Duration { return w.late }

// TestPatienceWithoutLostTime: lost time does not count, and an answer that comes late
// because of it proves nothing. But no patience is endless.
func TestPatienceWithoutLostTime(t *testing.T) {
	const limit = time.Second
	for name, c := range map[string]struct {
		share   time.Duration
		comes   time.Duration // when the server says something
		found   bool
		overdue bool
		least   time.Duration // least and most are how long the wait takes
		most    time.Duration
	}{
		"in time":              {2, 900 * time.Millisecond, true, false, 900 * time.Millisecond, 900 * time.Millisecond},
		"late, half was lost":  {2, 1500 * time.Millisecond, true, true, 1500 * time.Millisecond, 1500 * time.Millisecond},
		"too late":             {2, time.Minute, false, false, 1800 * time.Millisecond, 2100 * time.Millisecond},
		"all is lost":          {1, time.Hour, false, false, patienceEver * limit, patienceEver*limit + firstLook},
		"as good as no losses": {1000, time.Minute, false, false, limit, limit + 10*time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				s := newSession(t.Context(), Scenario{}, busyWorld{&simulated{}, time.Now(), c.share, 0}, Options{})
				defer s.cancel()
				client := newClient(s, "ana", ours)
				defer client.abort()
				defer theirs.Close()
				says := time.AfterFunc(c.comes, func() { theirs.Write([]byte("x\n")) })
				defer says.Stop()
				began := time.Now()
				found := client.await(limit, func(in *inbox) bool { return len(in.lines) > 0 })
				took := time.Since(began)
				if found != c.found || took < c.least || took > c.most || s.overdue.Load() != c.overdue {
					t.Errorf("%v after %v, overdue %v; want %v after %v to %v, overdue %v", found, took, s.overdue.Load(), c.found, c.least, c.most, c.overdue)
				}
				if exhausted := c.share == 1; s.exhausted.Load() != exhausted {
					t.Errorf("exhausted: %v, want %v", s.exhausted.Load(), exhausted)
				}
			})
		})
	}
}

// TestGlimpseMayComeLate: if what no verdict needs comes late because time was lost, nothing is
// wrong with the run.
func TestGlimpseMayComeLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSession(t.Context(), Scenario{}, busyWorld{&simulated{}, time.Now(), 2, 0}, Options{})
		defer s.cancel()
		ana, far := piped(s, "ana")
		defer ana.abort()
		defer time.AfterFunc(1500*time.Millisecond, func() { far.Write([]byte("x\n")) }).Stop()
		found := ana.glimpse(time.Second, func(in *inbox) bool { return len(in.lines) > 0 })
		if !found || s.overdue.Load() {
			t.Errorf("found %v, overdue %v; want found, and not overdue", found, s.overdue.Load())
		}
	})
}

// An observedWorld notes when it was asked for its lost time.
type observedWorld struct {
	*simulated
	asked *[]time.Time
}

func (w observedWorld) Lost() time.Duration {
	*w.asked = append(*w.asked, time.Now())
	return 0
}

// TestPatienceLooksOften: while a patience lasts, its knowledge of lost time is never
// older than two looks.
func TestPatienceLooksOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		var asked []time.Time
		s := newSession(t.Context(), Scenario{}, observedWorld{&simulated{}, &asked}, Options{})
		defer s.cancel()
		client := newClient(s, "ana", ours)
		defer client.abort()
		defer theirs.Close()
		last := time.Now()
		client.await(2*time.Second, func(*inbox) bool { return false })
		for _, at := range append(asked, time.Now()) {
			if gap := at.Sub(last); gap > program.LookEvery {
				t.Errorf("nobody looked for %v", gap)
			}
			last = at
		}
	})
}

// TestBlamed: the server is not to blame for a failure while the kit was stopped.
func TestBlamed(t *testing.T) {
	for _, c := range []struct {
		late      time.Duration
		blamed    bool
		exhausted bool
	}{
		{0, true, false},
		{kitStopped, true, false},
		{kitStopped + 1, false, false},
		{0, false, true},
	} {
		s := newSession(t.Context(), Scenario{}, busyWorld{&simulated{}, time.Now(), 1000, c.late}, Options{})
		s.exhausted.Store(c.exhausted)
		if err := s.blamed(&Failure{}); errors.As(err, new(*unproven)) == c.blamed {
			t.Errorf("kit late by %v, exhausted %v: %v", c.late, c.exhausted, err)
		}
		if err := s.blamed(nil); err != nil {
			t.Errorf("kit late by %v, exhausted %v: what passed has %v", c.late, c.exhausted, err)
		}
		s.cancel()
	}
}

// TestDisturbed: a failure is tried again after the kit was late. It is also tried again
// if time was lost while a server that hurries its clients counted on.
func TestDisturbed(t *testing.T) {
	for _, c := range []struct {
		steps string
		late  time.Duration
		lost  time.Duration
		want  bool
	}{
		{"needs name-time=500ms\n", 0, 2 * hurriedLost, true},
		{"needs name-time=500ms\n", 0, 0, false},
		{"needs most-clients=3\n", 0, 2 * hurriedLost, false},
		{"server\njoin ana\nflood ana 1MB\n", 0, 2 * hurriedLost, true},
		{"server\njoin ana\nflood ana 1MB\n", 0, 0, false},
		{"", kitLate + 1, 0, true},
		{"", kitLate, 0, false},
	} {
		sc, err := scenario(t, "# A test.\n"+c.steps+"rules\n")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			s := newSession(t.Context(), sc, busyWorld{&simulated{}, time.Now().Add(-c.lost), 1, c.late}, Options{})
			defer s.cancel()
			if got := s.disturbed(); got != c.want {
				t.Errorf("%q, kit late by %v, %v lost: %v, want %v", c.steps, c.late, c.lost, got, c.want)
			}
		})
	}
}

// TestLongFrozen: a failure is tried again if a client was frozen so long that the server
// might cut it off. It does not matter whether the client reads again. It is not tried
// again if no time was lost: then the server took that long.
func TestLongFrozen(t *testing.T) {
	for _, c := range []struct {
		frozen time.Duration
		thaws  bool
		lost   time.Duration
		want   bool
	}{
		{longFrozen, true, 2 * hurriedLost, false}, {longFrozen + 1, true, 2 * hurriedLost, true},
		{longFrozen, false, 2 * hurriedLost, false}, {longFrozen + 1, false, 2 * hurriedLost, true},
		{longFrozen + 1, true, 0, false}, {longFrozen + 1, false, 0, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSession(t.Context(), Scenario{}, busyWorld{&simulated{}, time.Now().Add(longFrozen - c.lost), 1, 0}, Options{})
			defer s.cancel()
			nc, far := net.Pipe()
			defer nc.Close()
			defer far.Close()
			reader := &client{s: s, nc: nc}
			s.order = []*client{reader}
			reader.freeze()
			time.Sleep(c.frozen)
			if c.thaws {
				reader.thaw()
			}
			if got := s.disturbed(); got != c.want {
				t.Errorf("frozen for %v, thawed %v, %v lost: disturbed: %v", c.frozen, c.thaws, c.lost, got)
			}
		})
	}
}

// TestConverseIsDrawn: the same seed sends the same bytes in the same pieces, and another
// seed sends others.
func TestConverseIsDrawn(t *testing.T) {
	t.Parallel()
	said := func(seed uint64) string {
		sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nconverse ana bruno\n")
		if err != nil {
			t.Fatal(err)
		}
		o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{Seed: seed}) })
		if o.Verdict != Passed {
			t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
		}
		var text strings.Builder
		for _, e := range o.Log.All() {
			if e.Kind == trace.Data && e.Dir == trace.ToServer { // a write that waits for room is said in an event, too
				text.WriteString(e.Conn + " " + string(e.Data) + "|")
			}
		}
		return text.String()
	}
	first := said(7)
	if again := said(7); again != first {
		t.Errorf("the same seed says\n%q\nand\n%q", first, again)
	}
	if other := said(8); other == first {
		t.Errorf("two seeds say the same:\n%q", first)
	}
}

// TestLateInTheLastStep: a late answer also proves nothing in the rules at the end. A
// failure stays a failure.
func TestLateInTheLastStep(t *testing.T) {
	for _, overdue := range []bool{false, true} {
		s := newSession(t.Context(), Scenario{Lesson: "99-test"}, &simulated{}, Options{})
		s.steps = []Step{{Line: 1}}
		s.overdue.Store(overdue)
		if err := s.lastStep(); errors.As(err, new(*unproven)) != overdue {
			t.Errorf("overdue %v: %v", overdue, err)
		}
		if err := s.inTime(&Failure{}); !errors.As(err, new(*Failure)) {
			t.Errorf("overdue %v: a failure becomes %v", overdue, err)
		}
		s.cancel()
	}
}

// TestLongPauseIsDrawn: the long pause of converse comes with each seed, at places that
// differ from seed to seed.
func TestLongPauseIsDrawn(t *testing.T) {
	t.Parallel()
	const pause = 300 * time.Millisecond
	places := make(map[int]bool)
	for seed := range uint64(4) {
		sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nconverse --pause 300ms ana bruno\n")
		if err != nil {
			t.Fatal(err)
		}
		o := undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{Seed: seed}) })
		if o.Verdict != Passed {
			t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
		}
		sent, last, at := 0, time.Duration(0), 0
		for _, e := range o.Log.All() {
			if e.Dir != trace.ToServer || e.Kind != trace.Data {
				continue
			}
			if sent > 0 && e.At-last >= pause {
				at = sent
			}
			sent, last = sent+1, e.At
		}
		if at == 0 {
			t.Errorf("seed %d: no pause among %d writes", seed, sent)
		}
		places[at] = true
	}
	if len(places) < 2 {
		t.Errorf("the pause of all seeds comes at the same place: %v", places)
	}
}

// TestSlowPauseIsLonger: --slow makes the pause of send longer if the scenario tells the
// server a time, and never shorter. Otherwise the pause may have to be shorter than a time of
// the protocol. That it is no longer then is seen in virtual time, since on a busy machine
// any pause may be longer. Settings need a real program.
func TestSlowPauseIsLonger(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		slow  float64
		needs string
		want  time.Duration
	}{
		{0.5, "", 400 * time.Millisecond},
		{0.5, "needs name-time=5s\n", 400 * time.Millisecond},
		{3, "needs name-time=5s\n", 1200 * time.Millisecond},
		{3, "", 400 * time.Millisecond},
	} {
		sc, err := scenario(t, "# A test.\n"+c.needs+"server\njoin ana bruno\nsend --pause 400ms ana 'hel' 'lo\\n'\nhear bruno ana hello\n")
		if err != nil {
			t.Fatal(err)
		}
		virtual, o := c.needs == "", Outcome{}
		if virtual {
			o = simulate(t, sc, (&server.Server{}).Serve, Options{Slow: c.slow})
		} else {
			o = undisturbed(func() Outcome { return Run(t.Context(), sc, reference(), Options{Slow: c.slow}) })
		}
		if o.Verdict != Passed {
			t.Fatalf("%s: %s %+v %+v", o.Verdict, o.Why, o.Failure, o.Trouble)
		}
		longest, last := time.Duration(0), time.Duration(0)
		for _, e := range o.Log.All() {
			if e.Dir != trace.ToServer || e.Kind != trace.Data || e.Conn != "ana" {
				continue
			}
			longest, last = max(longest, e.At-last), e.At
		}
		if longest < c.want || virtual && longest > c.want+pace {
			t.Errorf("slow %v, %q: the longest pause is %v, and should be %v", c.slow, c.needs, longest, c.want)
		}
	}
}
