package accounts

import (
	"net"
	"testing"
)

func TestSources(t *testing.T) {
	tcp := func(ip string, port int) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: port} }
	for _, c := range []struct {
		from net.Addr
		want string
	}{
		{tcp("192.0.2.1", 1), "192.0.2.1/32"},
		{tcp("192.0.2.1", 2), "192.0.2.1/32"},
		{tcp("192.0.2.2", 1), "192.0.2.2/32"},
		{&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1).To4()}, "192.0.2.1/32"},
		{text("[::ffff:192.0.2.1]:1"), "192.0.2.1/32"},
		{tcp("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"},
		{tcp("2001:db8:1:2:ffff::", 1), "2001:db8:1:2::/64"},
		{tcp("2001:db8:1:3::", 1), "2001:db8:1:3::/64"},
		{&net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth0"}, "fe80::/64"},
		{&net.UDPAddr{IP: net.IPv4(192, 0, 2, 1)}, "192.0.2.1/32"},
		{nil, "invalid Prefix"},
		{(*net.TCPAddr)(nil), "invalid Prefix"},
		{&net.TCPAddr{}, "invalid Prefix"},
		{&net.UnixAddr{Name: "@", Net: "unix"}, "invalid Prefix"},
		{text("pipe"), "invalid Prefix"},
		{text(""), "invalid Prefix"},
	} {
		if got := sourceOf(c.from).String(); got != c.want {
			t.Errorf("%v is %s, want %s", c.from, got, c.want)
		}
	}
}

// text is an address known only by its text.
type text string

func (a text) Network() string { return "test" }
func (a text) String() string  { return string(a) }
