package script

import (
	"cmp"
	"context"
	"net"
	"path/filepath"
	"slices"
	"time"

	"chatlab/lab/cert"
	"chatlab/lab/program"
	"chatlab/server/overtls"
)

// tlsCert is the variable of the environment that asks a server to speak TLS.
const tlsCert = "TLS_CERT"

// secure reports whether the server is to speak TLS.
func (sc Scenario) secure() bool {
	return slices.Contains(sc.Env, tlsCert+"="+cert.CertFile)
}

// certificate makes a certificate for this run, and returns the lines of the
// environment that name its files.
func (s *session) certificate() ([]string, error) {
	_, file, err := cert.SelfSigned(s.files)
	if err != nil {
		return nil, &program.Trouble{What: "no certificate could be made: " + err.Error(), Tried: s.scenario.ID()}
	}
	return []string{tlsCert + "=" + file, "TLS_KEY=" + filepath.Join(filepath.Dir(file), cert.KeyFile)}, nil
}

// overTLS is the client's end of a connection to a server that speaks TLS, after
// the handshake. It trusts the certificate of this run, and no other.
func (s *session) overTLS(ctx context.Context, nc net.Conn) (net.Conn, error) {
	host, _, err := net.SplitHostPort(nc.RemoteAddr().String())
	if err != nil {
		return nil, err
	}
	config, err := cert.ClientConfig(filepath.Join(s.files, cert.Pair, cert.CertFile), "", host)
	if err != nil {
		return nil, err
	}
	c := overtls.Client(nc, config)
	inTime := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) }) // ends the handshake
	err = c.Handshake()
	if !inTime() {
		err = cmp.Or(err, context.Cause(ctx))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}
