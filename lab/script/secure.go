package script

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"path/filepath"
	"slices"
	"time"

	"chatlab/lab/cert"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/server/overtls"
)

// tlsCert is the environment variable that asks a server to speak TLS.
const tlsCert = "TLS_CERT"

// secure reports whether the server must speak TLS.
func (sc Scenario) secure() bool {
	return slices.Contains(sc.Env, tlsCert+"="+cert.CertFile)
}

// certificate makes a certificate for this run, and returns the environment lines that
// name its files.
func (s *session) certificate() ([]string, error) {
	_, file, err := cert.SelfSigned(s.files)
	if err != nil {
		return nil, &program.Trouble{What: "no certificate could be made: " + err.Error(), Tried: s.scenario.ID()}
	}
	return []string{tlsCert + "=" + file, "TLS_KEY=" + filepath.Join(filepath.Dir(file), cert.KeyFile)}, nil
}

// overTLS is the client's end of a connection to a TLS server, after the handshake. It
// trusts the certificate of this run, besides those of the system.
func (s *session) overTLS(ctx context.Context, nc net.Conn) (net.Conn, error) {
	host, _, err := net.SplitHostPort(nc.RemoteAddr().String())
	if err != nil {
		return nil, err
	}
	config, err := s.tlsConfig(host)
	if err != nil {
		return nil, err
	}
	c := overtls.Client(nc, config)
	if err := shakeHands(ctx, nc, c.Handshake); err != nil {
		return nil, err
	}
	return c, nil
}

// tlsConfig returns the configuration for clients of this run's server at that host.
func (s *session) tlsConfig(host string) (*tls.Config, error) {
	return cert.ClientConfig(filepath.Join(s.files, cert.Pair, cert.CertFile), "", host)
}

// shakeHands does the handshake over nc, at most until ctx ends.
func shakeHands(ctx context.Context, nc net.Conn, handshake func() error) error {
	inTime := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) }) // ends the handshake
	err := handshake()
	if !inTime() {
		err = cmp.Or(err, context.Cause(ctx))
	}
	return err
}

// oldTLS connects with TLS 1.1 at most, which no server may accept any more (RFC 8996).
func (s *session) oldTLS(call Call) error {
	if err := s.ready(); err != nil {
		return err
	}
	ctx, cancel := s.patient(handshakeLimits * s.limit())
	defer cancel()
	nc, err := s.world.Dial(ctx, call)
	if err != nil {
		return err
	}
	defer nc.Close()
	host, _, err := net.SplitHostPort(nc.RemoteAddr().String())
	if err != nil {
		return err
	}
	config, err := s.tlsConfig(host)
	if err != nil {
		return err
	}
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if shakeHands(ctx, nc, tls.Client(nc, config).Handshake) != nil {
		return s.ctx.Err()
	}
	return s.failure(Failure{
		Expected: words("the server to refuse a caller that speaks TLS 1.1 at most"),
		Received: words("a whole handshake"),
		Mark:     -1,
		Symptom:  lesson.LetIn,
	})
}
