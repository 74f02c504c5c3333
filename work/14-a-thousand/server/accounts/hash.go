package accounts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A bcrypt hash is 60 characters: "$2y$", two digits of cost, "$", 22 characters of
// salt and 31 of hash. Salt and hash use bcrypt's own alphabet. The letter after the
// 2 says which program made it: htpasswd writes y, others a or b. These three mean
// the same. The letter x, or no letter, comes from programs that had a bug.
const (
	hashLength = 60
	costAt     = len("$2y$")
	saltAt     = costAt + len("10$")
	alphabet   = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// refusedSchemes are the other hash formats in such files, by their prefix. They are
// refused because they are quick to guess, or because each would be one more format
// to support.
var refusedSchemes = []struct{ start, name string }{
	{"{SHA}", "SHA-1 ({SHA})"},
	{"{SSHA}", "SHA-1 with salt ({SSHA})"},
	{"$apr1$", "MD5 ($apr1$)"},
	{"$1$", "MD5 ($1$)"},
	{"$5$", "SHA-256 ($5$)"},
	{"$6$", "SHA-512 ($6$)"},
	{"$2x$", "the bcrypt with a bug ($2x$)"},
	{"$2$", "the oldest bcrypt ($2$)"},
}

// checkHash says what is wrong with a hash. The error contains no part of it.
func checkHash(hash string) error {
	if strings.HasPrefix(hash, "$2a$") || strings.HasPrefix(hash, "$2b$") || strings.HasPrefix(hash, "$2y$") {
		return checkBcrypt(hash)
	}
	if hash == "" {
		return errors.New("no hash after the colon")
	}
	return fmt.Errorf("%s is not accepted; make it with htpasswd -B", schemeOf(hash))
}

func schemeOf(hash string) string {
	for _, scheme := range refusedSchemes {
		if strings.HasPrefix(hash, scheme.start) {
			return scheme.name
		}
	}
	const cryptLength = 13 // two characters of salt, eleven of DES; or somebody's password
	if len(hash) == cryptLength && inAlphabet(hash) {
		return "crypt (13 characters)"
	}
	if strings.HasPrefix(hash, "$") || strings.HasPrefix(hash, "{") {
		return "this kind of hash"
	}
	return "a password in plain text"
}

// checkBcrypt is strict: a hash that was cut short in a half-written file must not
// pass.
func checkBcrypt(hash string) error {
	if len(hash) != hashLength {
		return fmt.Errorf("its bcrypt hash has %d characters, not %d", len(hash), hashLength)
	}
	_, err := strconv.ParseUint(hash[costAt:costAt+2], 10, 8) // no sign, unlike Atoi
	if err != nil || hash[saltAt-1] != '$' || !inAlphabet(hash[saltAt:]) {
		return errors.New("its bcrypt hash is damaged")
	}
	if cost := costOf(hash); cost < minCost || cost > maxCost {
		return fmt.Errorf("its bcrypt cost is %d; accepted are %d to %d, for more makes each guess take seconds", cost, minCost, maxCost)
	}
	return nil
}

func inAlphabet(text string) bool {
	return strings.Trim(text, alphabet) == ""
}

// costOf returns the cost of a hash. The hash must have two digits there.
func costOf(hash string) int {
	cost, _ := strconv.Atoi(hash[costAt : costAt+2])
	return cost
}

// standIn returns a hash that belongs to nobody. Comparing with it is as much work as
// with any other hash of that cost.
func standIn(cost int) string {
	return fmt.Sprintf("$2y$%02d$%s", cost, strings.Repeat(".", hashLength-saltAt))
}
