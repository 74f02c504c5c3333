package server

import (
	"context"
	"net"

	"chatlab/server/wire"
)

// Accounts know who has a password (P20). The package accounts has some that read
// a file. Its methods are called by many connections at once.
type Accounts interface {
	// Asks reports whether whoever wants that name has to give a password.
	Asks(name string) bool

	// Check reports whether the password is the name's, for a caller at that
	// address: nil, if it is. Otherwise the text of the error is for the caller.
	// It may have a method Code() wire.Code; wire.WrongPassword is the usual one.
	// Check gives up when ctx ends. Before costly work it asks ctx.Err, which knows of
	// callers that have gone.
	Check(ctx context.Context, name, password string, from net.Addr) error
}

// ask asks for the password of a name. The name is not claimed meanwhile: who
// can't prove that it is theirs must not keep it from anybody. The time for a
// name runs on.
func (c *conn) ask(name string) {
	c.asked = name
	c.answer(wire.AskPassword)
}

// password takes a line as the password that was asked for. It is in no log, and
// nothing says whether there is such an account.
func (c *conn) password(line string, bad error) (why reason, over bool) {
	if bad != nil {
		line = "" // too long to be one
	}
	err := c.server.Accounts.Check(lifetime{context.Background(), c}, c.asked, line, c.nc.RemoteAddr())
	switch {
	case err == nil:
		return c.join(c.asked)
	case closed(c.ended): // meanwhile, and so Check has given up
		return c.why, true
	case !connected(c.nc):
		return wasReset, true
	}
	code := wire.WrongPassword
	if known, ok := err.(interface{ Code() wire.Code }); ok {
		code = known.Code()
	}
	c.log.Info("no entry", "name", c.asked, "why", string(code))
	c.answer(wire.Refusal(code, err.Error()))
	return refused, true
}

// A lifetime is a context that ends when the connection has to end. Nobody reads from
// the connection meanwhile, so nobody hears of a reset. Err looks for one: a Check that
// asks it before costly work does none for a caller that has gone.
type lifetime struct {
	context.Context
	c *conn
}

func (l lifetime) Done() <-chan struct{} { return l.c.ended }

func (l lifetime) Err() error {
	if closed(l.c.ended) || !connected(l.c.nc) {
		return context.Canceled
	}
	return nil
}
