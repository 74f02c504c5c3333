package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"chatlab/lab/lesson"
	"chatlab/lab/play"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/server/accounts"
)

// A playground is where a lesson's server is played by hand, for all pages that show it. There
// is one play at a time.
type playground struct {
	bell
	bench  *Bench
	lesson lesson.Lesson

	starting sync.Mutex // held while one play takes the place of another

	mu       sync.Mutex // guards all below
	choice   choice     // of the last start
	play     *play.Play // nil before the first
	end      func()     // ends the play, and waits until nothing of it is left running
	folder   string     // of all plays of this playground; empty before the first
	controls map[string][2]play.Controls
}

// A choice says what a student wants to play with.
type choice struct {
	Copy     bool // the student's copy, not the reference server
	Third    bool // a third person
	History  bool // the server keeps a history
	Accounts bool // a name has a password
}

// everybody are the people who may be at the server. The last one comes only if the student
// wants it.
var everybody = []string{"ana", "bruno", "carla"}

// The account of a server with accounts, as in scenarios. There is nothing else to protect.
const (
	accountName     = "ana"
	accountPassword = "kingfisher"
	accountCost     = 4 // the least: nobody has to be kept from guessing it
)

func (c choice) people() []string {
	if c.Third {
		return everybody
	}
	return everybody[:len(everybody)-1]
}

// playground returns the playground of a lesson, and makes it if it is new.
func (b *Bench) playground(l lesson.Lesson) *playground {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.playgrounds[l.ID()] == nil {
		b.playgrounds[l.ID()] = &playground{bench: b, lesson: l, controls: make(map[string][2]play.Controls), choice: choice{Copy: true}, end: func() {}}
	}
	return b.playgrounds[l.ID()]
}

// start ends the play that there is, and begins one.
func (s *playground) start(c choice) error {
	s.starting.Lock()
	defer s.starting.Unlock()
	target, err := s.bench.target(s.lesson, c.Copy)
	if err != nil {
		return err
	}
	s.mu.Lock()
	end := s.end
	s.mu.Unlock()
	end()
	if s.bench.ctx.Err() != nil {
		return s.bench.ctx.Err()
	}
	if err := s.makeFolder(); err != nil {
		return err
	}
	env, err := s.settings(c)
	if err != nil {
		return err
	}
	p := play.New(play.Config{
		Caption: target.Caption,
		Build: func(ctx context.Context) (program.Command, error) {
			return s.bench.Kit.Builder(s.folder).Command(ctx, target) // built anew each time: the student may have saved
		},
		Dir:     s.files(),
		Env:     env,
		People:  c.people(),
		Changed: func(parts []string) { s.ring(append(parts, "log")...) },
	})
	ctx, cancel := context.WithCancel(s.bench.ctx)
	done := make(chan struct{})
	s.mu.Lock()
	s.choice, s.play, s.end = c, p, func() { cancel(); <-done }
	s.mu.Unlock()
	for _, name := range c.people() {
		s.apply(name)
	}
	s.bench.work.Go(func() {
		defer close(done)
		defer cancel()
		p.Run(ctx)
	})
	s.ring("choice", "server", "people")
	return nil
}

// makeFolder makes the folder of all plays of this playground: a history outlives its server. It is
// removed when the bench ends. Only start calls it.
func (s *playground) makeFolder() error {
	if s.folder != "" {
		return nil
	}
	folder, remove, err := scratch.Folder("play")
	if err != nil {
		return err
	}
	s.folder = folder
	if err := os.Mkdir(s.files(), 0o777); err != nil {
		s.folder = ""
		remove()
		return err
	}
	s.bench.work.Go(func() {
		<-s.bench.ctx.Done()
		s.starting.Lock() // no play begins any more
		defer s.starting.Unlock()
		s.mu.Lock()
		end := s.end
		s.mu.Unlock()
		end()
		remove()
	})
	return nil
}

// files is where the server works.
func (s *playground) files() string { return filepath.Join(s.folder, "files") }

// settings returns the environment of the server.
func (s *playground) settings(c choice) (env []string, err error) {
	if c.History {
		env = append(env, "HISTORY="+filepath.Join(s.files(), "history"))
	}
	if c.Accounts {
		users := filepath.Join(s.files(), "users")
		env = append(env, "ACCOUNTS="+users)
		if err := accounts.Add(users, accountName, accountPassword, accountCost); err != nil {
			return nil, fmt.Errorf("no account can be made: %w", err)
		}
	}
	return env, nil
}

// now returns the play, or nil.
func (s *playground) now() *play.Play {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.play
}

// set changes the faults of a person's path. They stay when the server is started again.
func (s *playground) set(name string, c [2]play.Controls) {
	s.mu.Lock()
	s.controls[name] = c
	s.mu.Unlock()
	s.apply(name)
	s.ring(name + "-path")
}

// apply puts the faults of a person on their path, if there is one.
func (s *playground) apply(name string) {
	s.mu.Lock()
	p, c := s.play, s.controls[name]
	s.mu.Unlock()
	faults, err := play.Faults(c[0], c[1])
	s.bench.report(err)
	if p != nil && p.Person(name) != nil {
		p.Person(name).SetFaults(faults)
	}
}
