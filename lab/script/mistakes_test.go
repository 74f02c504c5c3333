package script

import (
	"strings"
	"testing"
)

// A mistake is a scenario with a mistake, and the message for it.
type mistake struct{ text, want string }

// mistakes has one scenario for each mistake that the kit reports.
var mistakes = []mistake{
	{"server\n", "it.txtar:1: the scenario has no claim"},
	{"# A claim.\n", "it.txtar:1: the scenario has no steps"},
	{"# A claim.\nserver\nheer ana bruno x\n", `it.txtar:3: unknown command "heer"; did you mean "hear"?`},
	{"# A claim.\nserver\nstop\n", `it.txtar:3: unknown command "stop"`},
	{"# A claim.\nserver\nexec ls\n", `it.txtar:3: unknown command "exec"`},
	{"# A claim.\n[linux] server\n", "it.txtar:2: conditions are not allowed"},
	{"# A claim.\nserver\n! join ana\n", "it.txtar:3: ! means nothing before join\n\tusage: join NAME…"},
	{"# A claim.\nserver\nhear ana\n", "it.txtar:3: something is missing\n\tusage: hear WHO FROM TEXT"},
	{"# A claim.\nserver\nsay ana hi\n", "it.txtar:3: there is no client ana"},
	{"# A claim.\njoin ana\n", "it.txtar:2: no server was started"},
	{"# A claim.\nserver\nserver\n", "it.txtar:3: the server was started before"},
	{"# A claim.\nserver\njoin ana\nsay ana hello bruno\n", "it.txtar:4: a text of several words needs single quotes"},
	{"# A claim.\nserver\njoin ana\nsend ana 'a\\q'\n", "it.txtar:4: \"a\\\\q\" has an unknown escape"},
	{"# A claim.\nserver\njoin ana\nsend ana --file ../x\n", "it.txtar:4: --file names a file that the scenario carries"},
	{"# A claim.\nserver\njoin ana\nsend ana --file x\n", "it.txtar:4: the scenario carries no file x"},
	{"# A claim.\nserver\njoin ana\nsend ana --colour red x\n", "it.txtar:4: flag provided but not defined: -colour"},
	{"# A claim.\nserver\njoin ana\nsay ana --size 99999999999\n", "it.txtar:4: --size is at most 16777216"},
	{"# A claim.\nserver\njoin ana\nsend --size 99999999999 ana\n", "it.txtar:4: --size is at most 16777216"},
	{"# A claim.\nserver\njoin ana\nsend --lines 3 ana x\n", "it.txtar:4: --lines takes a number from 1 to 10000, and makes the text"},
	{"# A claim.\nserver\njoin ana bruno\nhear ana bruno --lines 9..3\n", "it.txtar:4: who hears which lines of whom, such as 1..100?"},
	{"# A claim.\nserver\njoin ana\nflood --owed 1MB ana 1MB\n", "it.txtar:4: --owed needs exactly one frozen client"},
	{"# A claim.\nserver\njoin ana\nflood --endless --owed 1MB ana 1MB\n", "it.txtar:4: --owed counts lines, and --endless never ends one"},
	{"# A claim.\nserver\njoin ana\nsend --pause 1h ana x y\n", "it.txtar:4: --pause is a time such as 3s, at most 10s"},
	{"# A claim.\nserver\nconnect ana\ndrip ana x\n", "it.txtar:4: ana has no name yet: what it sends first is its name"},
	{"# A claim.\nserver\nsqueeze memory 3\n", "it.txtar:3: \"memory\" is neither descriptors nor disk"},
	{"# A claim.\nserver\nsqueeze disk 3\n", "it.txtar:3: squeeze disk is for a server with a history"},
	{"# A claim.\nserver\nsqueeze descriptors none\n", "it.txtar:3: \"none\" is not a number from 1 to 10000"},
	{"# A claim.\nserver\njoin ana\nflood --heard --endless ana 1KB\n", "it.txtar:4: --heard waits for whole lines, and --endless never ends one"},
	{"# A claim.\nserver\njoin ana\nconverse ana\n", "it.txtar:4: who talks to whom?"},
	{"# A claim.\nserver\njoin ana bruno\nconverse --tame --pause 1s ana bruno\n", "it.txtar:4: --pause is at most 10s, and can't be used with --tame"},
	{"# A claim.\nserver\njoin ana bruno\nconverse --tame --private ana bruno\n", "it.txtar:4: --private can't be used with --tame"},
	{"# A claim.\nserver\njoin ana\nflood --until-held 1MB ana 1KB\n", "it.txtar:4: --until-held needs --endless"},
	{"# A claim.\nserver\njoin ana bruno\nflood --heard --of hello ana 1KB\n", "it.txtar:4: --of says what is sent, and can't be used with --endless, --heard or --owed"},
	{"# A claim.\nserver\njoin ana bruno\nconverse ana ana\n", "it.txtar:4: each client must have joined before, and be named once"},
	{"# A claim.\nserver\nnet ana\n", "it.txtar:3: whose path, and which fault?\n\tusage: net NAME"},
	{"# A claim.\nserver\nnet ana drop 3%\n", "it.txtar:3: there is no fault \"drop\"; there are: slice, merge"},
	{"# A claim.\nserver\nnet ana slice 3..1\n", "it.txtar:3: slice 3..1: \"3..1\": its start is above its end; usage: slice N..M"},
	{"# A claim.\nserver\ncrowd many\n", "it.txtar:3: \"many\" is not a number from 1 to 500"},
	{"# A claim.\nserver\njoin guest2\ncrowd 3\n", "it.txtar:4: there is a client guest2 already"},
	{"# A claim.\nserver\njoin ana\nlisted ana\n", "it.txtar:4: whose list is it, and who should be on it?"},
	{"# A claim.\nserver\njoin ana\ntold ana '('\n", "it.txtar:4: \"(\" is not a regular expression"},
	{"# A claim.\nserver\nsay ana \"hi\"\n", "it.txtar:3: double quotes mean nothing here"},
	{"# A claim.\nclause 2\nserver\n", "it.txtar:2: \"2\" is not a clause"},
	{"# A claim.\nserver\njoin ana\nquiet ana\n", "it.txtar:4: silence can't be proven with ana alone"},
	{"# A claim.\nserver\njoin ana ana\n", "it.txtar:3: a client ana joined before"},
	{"# A claim.\nserver 'unterminated\n", "it.txtar:2: a quote does not end"},
	{"# A claim.\nserver\njoin ana\ntogether say ana x\n", "it.txtar:4: needs at least two steps"},
	{"# A claim.\nserver\njoin ana\ntogether say ana x and join bruno\n", "it.txtar:4: a STEP is one of"},
	{"# A claim.\nserver\njoin ana\ntogether say ana x and send --each 2 ana 'y\\n'\n", "it.txtar:4: ana does two things at the same moment"},
	{"# A claim.\nserver\ntogether crowd 2 and crowd 3 x\n", "it.txtar:3: a crowd does two things"},
	{"# A claim.\nserver\njoin ana bruno\nrules --only nonsense\n", "it.txtar:4: \"nonsense\" is not a rule"},
	{"# A claim.\nserver\njoin ana\nreset ana\nsay ana x\n", "it.txtar:5: the scenario has ended the connection of ana before"},
	{"# A claim.\nserver\njoin ana\nsend --each -1 ana x\n", "it.txtar:4: --each is a number of bytes"},
	{"# A claim.\nserver\nclient ana\nconnect ana\n", "it.txtar:4: there is a client ana already"},
	{"# A claim.\nmemory under 1KB\n", "it.txtar:2: no server was started"},
	{"# A claim.\nserver\nrestart\n", "it.txtar:3: the server is still running"},
	{"# A claim.\nserver\nexits zero\n", "it.txtar:3: which exit status"},
	{"# A claim.\nserver\ntype ana hello\n", "it.txtar:3: there is no client program ana"},
	{"# A claim.\nserver\nconnect --rcvbuf -1 ana\n", "it.txtar:3: --rcvbuf is"},
	{"# A claim.\nserver\nconnect --from 10.0.0.1 ana\n", "it.txtar:3: --from is an address such as 127.0.0.2"},
	{"# A claim.\nserver\nconnect --plain ana\n", "it.txtar:3: --plain and --old-tls are for a server that speaks TLS"},
	{"# A claim.\nserver\nnet ana heal\nconnect --from 127.0.0.2 ana\n", "it.txtar:4: ana has a path"},
	{"# A claim.\nserver\nsay ana --of x\n", "it.txtar:3: --of needs --size"},
	{"# A claim.\nsim --seeds 1 --stays ana\n", "it.txtar:2: --gone-within and --stays need a FILE"},
	{"# A claim.\nsim --gone-within -1s x\n", "it.txtar:2: --gone-within is a time"},
	{"# A claim.\nsim other\n-- story --\n", "it.txtar:2: the scenario carries no file other"},
	{"# A claim.\nsim\n", "it.txtar:2: how many seeds, or which file?"},
	{"# A claim.\nsim --seeds 1 --profile moon\n", "it.txtar:2: there is no profile \"moon\""},
	{"# A claim.\nsim --seeds 100000\n", "it.txtar:2: --seeds must be from 1 to 1000"},
	{"# A claim.\nserver\nquiet --notices\n", "it.txtar:3: who?"},
	{"# A claim.\ninterrupt\n", "it.txtar:2: no server was started"},
	{"# A claim.\nserver\njoin ana\ntrace ana t.txt\n", "it.txtar:4: the scenario carries no file t.txt"},
	{"# A claim.\nserver\n-- --\nx\n", "it.txtar:3: a file that the scenario carries needs a name"},
	{"# A claim.\nneeds History\nserver\n", "it.txtar:2: \"History\" is not a feature"},
	{"# A claim.\nneeds name-time\nserver\n", "it.txtar:2: name-time is a setting, and needs a value: name-time=…"},
	{"# A claim.\nneeds name-time=5\nserver\n", "it.txtar:2: name-time: \"5\" is not a time such as 500ms or 2s"},
	{"# A claim.\nneeds nickname=5\nserver\n", "it.txtar:2: nickname is not a setting; there are name-time, most-clients"},
	{"# A claim.\nneeds most-clients=none\nserver\n", "it.txtar:2: most-clients: \"none\" is not a number such as 3 or 100"},
	{"# A claim.\nneeds accounts=users\nserver\n", "it.txtar:2: the scenario carries no file users: add it below, after -- users --"},
	{"# A claim.\nneeds history=h.log\nserver\nguess 3 'a b' 2\n", `it.txtar:4: "a b" is not a name`},
	{"# A claim.\nserver\nguess 3 ana 2\n", "it.txtar:3: nobody is asked for a password: needs accounts=FILE comes first"},
	{"# A claim.\nserver\njoin ana bruno\nhalf-close ana\nsay ana x\n", "it.txtar:5: the scenario has ended the connection of ana before"},
	{"# A claim.\nserver\njoin ana bruno\ntogether close ana and close bruno\nsay ana x\n", "it.txtar:5: the scenario has ended the connection of ana before"},
	{"# A claim.\nserver\njoin ana\nconnect ana\n", "it.txtar:4: there is a client ana already"},
	{"# A claim.\nserver\ncrowd 3\nrace 2 guest1\n", "it.txtar:4: there is a client guest1 already"},
	{"# A claim.\nserver\ncrash\nrestart\nrestart\n", "it.txtar:5: the server is still running"},
	{"# A claim.\nserver\njoin ana-maria\n", "it.txtar:3: \"ana-maria\" is not a name"},
}

// TestMistakesAreTold: a scenario with a mistake says where it is, and how to write it
// right, before a server starts.
func TestMistakesAreTold(t *testing.T) {
	for _, c := range mistakes {
		switch _, err := scenario(t, c.text); {
		case err == nil:
			t.Errorf("%q: nothing is said of it before it is run", c.text)
		case !strings.Contains(err.Error(), c.want):
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// TestEveryCommandRefusesNonsense: no command takes words that mean nothing, with or without a
// client, and each says so before a server starts.
func TestEveryCommandRefusesNonsense(t *testing.T) {
	for _, c := range Commands() {
		if c.Name == logged.Name || c.Name == listed.Name {
			continue // --nonsense is a pattern, and may be what a student's server takes for a name
		}
		for _, nonsense := range []string{" --nonsense", " ana --nonsense ( 7 x"} {
			text := "# A claim.\nserver\njoin ana bruno\n" + c.Name + nonsense + "\n"
			if _, err := scenario(t, text); err == nil || !strings.Contains(err.Error(), "it.txtar:4: ") {
				t.Errorf("%s%s: nothing is said of it before it is run: %v", c.Name, nonsense, err)
			}
		}
	}
}
