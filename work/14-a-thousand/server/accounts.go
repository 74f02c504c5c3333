package server

import (
	"context"
	"net"

	"chatlab/work/14-a-thousand/server/wire"
)

// Accounts know who has a password (P20). The package accounts has some that read a
// file. Many connections call its methods at the same time.
type Accounts interface {
	// Asks reports whether a caller with that name has to give a password.
	Asks(name string) bool

	// Check reports whether the password is the name's, for a caller at that address.
	// It returns nil if it is. Otherwise the error's text is for the caller, and the
	// error may have a method Code() wire.Code. Without one the code is
	// wire.WrongPassword. Check gives up when ctx ends. Before costly work it calls
	// ctx.Err, which also notices callers that have gone.
	Check(ctx context.Context, name, password string, from net.Addr) error
}

// ask asks for the password of a name. The name is not claimed meanwhile: a caller
// that cannot prove it must not block it for others. The clock for the name runs on.
func (c *conn) ask(name string) {
	c.asked = name
	c.answer(wire.AskPassword)
}

// password takes a line as the password that was asked for. It is in no log, and no
// answer says whether the account exists.
func (c *conn) password(line string, bad error) (why reason, over bool) {
	if bad != nil {
		line = "" // too long to be one
	}
	err := c.server.Accounts.Check(lifetime{context.Background(), c}, c.asked, line, c.nc.RemoteAddr())
	switch {
	case err == nil:
		return c.join(c.asked)
	case closed(c.ended): // while Check ran, so it gave up
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

// A lifetime is a context that ends when the connection has to end. During a Check
// nobody reads from the connection, so nobody notices a reset. Err looks for one, so
// that no costly work is done for a caller that has gone.
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
