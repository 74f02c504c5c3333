package rule

import "strings"

// breaks are conversations that each break one rule, and nothing else is wrong in them.
var breaks = []struct{ rule, talk string }{
	{"no-echo", joined + `ana > x\n
			ana < [ana] x\n
			bruno < [ana] x\n`},
	{"unnamed-hear-nothing", joined + `carla < Name?\n
			ana > x\n
			bruno < [ana] x\n
			carla < [ana] x\n`},
	{"unnamed-hear-nothing", joined + `carla < Name?\n
			ana > fin
			carla < * ana left\n`},
	{"presence", joined + `ana < * bruno joined\n`},
	{"presence", joined + `ana > fin
			bruno < * ana left\n
			bruno < * ana left\n`},
	{"presence", joined + `x < Name?\n
			x > naïve\n
			y > carl\n
			y < ! bad-name\n
			ana < * carl joined\n`},
	{"presence", joined + `rival < Name?\n
			rival > ana\n
			rival < ! name-taken\n
			rival << fin
			bruno < * ana left\n
			bruno > x\n
			ana < [bruno] x\n`},
	{"whole-lines", joined + `ana > hel
			ana > lo\n
			bruno < [ana] hel\n
			bruno < [ana] hello\n`},
	{"whole-lines", joined + `ana < hello, this is no line\n`},
	{"whole-lines", joined + `ana < [zoe] hello\n`},
	{"nothing-lost", joined + `ana > x\n
			ana > y\n
			bruno < [ana] y\n`},
	{"nothing-doubled", joined + `ana > x\n
			bruno < [ana] x\n
			bruno < [ana] x\n`},
	{"nothing-doubled", joined + `bruno > x\n
			ana < [bruno] x\n
			ana < [bruno] x\n
			ana < * the server is closing\n`},
	{"order-of-one", joined + `ana > x\n
			ana > y\n
			bruno < [ana] y\n
			bruno < [ana] x\n`},
	{"true-roster", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			bruno < * carla joined\n
			ana < * carla joined\n
			ana > x\n
			bruno < [ana] x\n
			carla < [ana] x\n`},
	{"true-roster", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			ana < * carla joined\n
			ana > x\n
			bruno < [ana] x\n
			carla < [ana] x\n
			bruno - stops reading`},
	{"true-roster", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			ana < * carla joined\n
			bruno > fin`},
	{"presence", joined + `ana < * bruno left\n
			ana > x\n
			bruno < [ana] x\n`},
	{"presence", joined + `bruno - stops reading
			ana < * bruno left (too slow)\n
			ana < * bruno left (too slow)\n`},
	{"true-roster", joined + `ana > fin
			bruno < * ana left\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno\n
			bruno < * carla joined\n`},
	{"true-roster", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno, carla\n`},
	{"true-roster", joined + `carla < Name?\n
			dora < Name?\n
			carla > carla\n
			dora > dora\n
			carla < * in the room: ana, bruno\n
			carla < * dora joined\n
			dora < * in the room: ana, bruno\n`},
	{"true-roster", joined + `carla < Name?\n
			dora < Name?\n
			carla > carla\n
			dora > dora\n
			carla < * in the room: ana, bruno\n
			dora < * in the room: ana, bruno\n
			ana > x\n
			bruno < [ana] x\n
			carla < [ana] x\n
			dora < [ana] x\n`},
	{"one-order", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno\n
			dora < Name?\n
			dora > dora\n
			dora < * in the room: ana, bruno, carla\n
			ana > x\n
			bruno > y\n
			ana < [bruno] y\n
			bruno < [ana] x\n
			carla < [ana] x\n[bruno] y\n
			dora < [bruno] y\n[ana] x\n`},
	{"speakers-are-here", joined + `carla < Name?\n
			carla > carla\nx\n
			carla < * in the room: ana, bruno\n
			bruno < [carla] x\n* carla joined\n
			ana < [carla] x\n* carla joined\n`},
	{"speakers-are-here", joined + `ana > x\n
			ana > fin
			bruno < * ana left\n[ana] x\n`},
	{"presence", joined + `bruno < * bruno joined\n`},
	{"private-stays-private", joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n
			ana > /msg bruno x\n
			bruno < [ana -> bruno] x\n
			carla < [ana -> bruno] x\n`},
	{"nothing-lost", joined + `ana > /msg bruno x\n
			ana > y\n
			bruno < [ana] y\n`},
	{"nothing-doubled", joined + `ana > /msg bruno x\n
			bruno < [ana -> bruno] x\n[ana -> bruno] x\n`},
	{"order-of-one", joined + `ana > x\n/msg bruno y\n
			bruno < [ana -> bruno] y\n[ana] x\n`},
	{"whole-lines", joined + `ana > /msg bruno x\n
			bruno < [ana -> bruno] x\n[ana] x\n`},
	{"whole-lines", joined + `ana > x\n
			bruno < [ana] x\n[ana -> bruno] x\n`},
	{"whole-lines", joined + `carla < Name?\n
			carla > carla\n
			carla < ? password\n
			carla > kingfisher\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n
			ana < [carla] kingfisher\n
			bruno < [carla] kingfisher\n`},
	{"polite-close", joined + `ana < reset`},
	{"polite-close", joined + `ana << reset
			ana < reset`},
}

// holds are conversations that are correct, or can't be judged.
var holds = map[string]string{
	"a notice about nobody, to all but the speaker, each time": joined + `carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n
			ana > w\n
			bruno < [ana] w\n
			carla < [ana] w\n
			ana > x\n
			bruno < * the disk is full\n[ana] x\n
			carla < * the disk is full\n[ana] x\n
			carla > z\n
			ana < [carla] z\n
			bruno < [carla] z\n
			bruno > y\n
			ana < * the disk is full\n[bruno] y\n
			carla < * the disk is full\n[bruno] y\n`,
	"the trace ends in the history that a newcomer is shown": joined + `ana > fin
			bruno < * ana left\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: bruno\n
			bruno < * carla joined\n
			carla < * from the archive\n
			carla < [zoe] x\n
			carla < [ana] y\n`,
	"talk": joined + `ana > x\ny\n
			bruno < [ana] x\n[ana] y\n
			bruno > x\n
			ana < [bruno] x\n`,
	"the same text twice": joined + `ana > x\nx\n
			bruno < [ana] x\n[ana] x\n`,
	"a second time, under way": joined + `bruno > fin
			ana < * bruno left\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			dora < Name?\n
			dora > dora\n
			dora < * in the room: ana, carla\n
			ana < * carla joined\n* dora joined\n
			carla < * dora joined\n
			zoe < Name?\n
			zoe > bruno\n
			zoe < * in the room: ana, carla, dora\n
			dora < * bruno joined\n
			carla < * bruno joined\n`,
	"two of one name": joined + `rival < Name?\n
			rival > ana\n
			rival < * in the room: ana, bruno\n
			ana < * ana joined\n
			bruno < * ana joined\n
			rival > fin
			ana < * ana left\n
			bruno < * ana left\n
			bruno > x\n
			ana < [bruno] x\n`,
	"cleaned":                joined + "ana > a\x1b[2Jb\\n\n bruno < [ana] a\uFFFD[2Jb\\n\n",
	"cleaned, one for three": joined + "ana > a\xe2\x82\xffb\\n/msg bruno \xe2\x82x\\n\n bruno < [ana] a\uFFFDb\\n[ana -> bruno] \uFFFDx\\n\n",
	"cleaned, with a slash":  joined + "ana > //a\x1bb\\n\n bruno < [ana] /a\uFFFDb\\n\n",
	"commands": joined + `ana > /who\n
			ana < * in the room: ana, bruno\n
			ana > //x\n
			bruno < [ana] /x\n`,
	"a password": joined + `carla < Name?\n
			carla > carla\n
			carla < ? password\n
			carla > kingfisher\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n
			carla > hello\n
			ana < [carla] hello\n
			bruno < [carla] hello\n`,
	"a password, at once": joined + `carla < Name?\n
			carla > carla\nkingfisher\n
			carla < ? password\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n`,
	"private text": joined + `ana > x\n/msg BRUNO x\n/msg zoe y\n/msg ana z\n/msg bruno\n
			ana < ! no-such-user: zoe\n[ana -> ana] z\n! bad-command\n
			bruno < [ana] x\n[ana -> bruno] x\n`,
	"empty lines":   joined + `ana > \n`,
	"half a line":   joined + `ana > hel`,
	"too long":      joined + "ana > " + strings.Repeat("x", 65537) + "\\n\n ana < ! too-long\\n\n",
	"closed":        joined + "ana < * the server is closing\\n\n",
	"left":          joined + "ana > fin\n bruno < * ana left\\n\n",
	"left, in vain": joined + "ana > x\\n\n ana > reset\n bruno < * ana left (connection reset)\\n\n",
	"a flood":       joined + "ana > flood\n bruno < [ana] xxx\\n\n",
	"back again": joined + `ana > fin
			bruno < * ana left\n
			ana2 < Name?\n
			ana2 > ana\n
			ana2 < * in the room: bruno\n
			bruno < * ana joined\n`,
	"gone, and come again": joined + `ana > x\n
			ana > fin
			bruno < [ana] x\n* ana left\n
			ana2 < Name?\n
			ana2 > ana\ny\n
			ana2 < * in the room: bruno\n
			bruno < * ana joined\n[ana] y\n`,
	"said before one came, in other words": joined + `ana > x\n
			bruno < [ana] x\n
			ana > fin
			bruno < * ana left\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: bruno\n
			bruno < * carla joined\n
			carla < * before you were here\n[ana] x\n* end of that\n`,
	"an answer to who": joined + `ana > /who\n
			ana < * in the room: ana, bruno\n
			bruno > x\n
			ana < [bruno] x\n`,
	"answers around what was said": joined + `bruno > /help\n
			bruno < * four commands\n
			ana > x\n
			bruno < [ana] x\n
			bruno > /help\n
			bruno < * four commands\n`,
	"refused": joined + `x < Name?\n
			x > ana\n
			x < ! name-taken\n
			x < fin`,
	"lost on the path, and reset there": joined + `carla << Name?\n
			carla < Name?\n
			carla > carla\n
			carla >> carla\n
			carla << * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n
			carla > never to arrive\n
			carla >> reset
			carla < reset
			bruno < * carla left\n`,
	"ended, and its end still under way": joined + `ana < * bruno left (too slow)\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			ana < * carla joined\n
			ana > x\n
			carla < [ana] x\n
			bruno < fin`,
	"cut off behind a slow path": joined + `dora << Name?\n
			dora < Name?\n
			dora > dora\n
			dora >> dora\n
			dora << * in the room: ana, bruno\n
			ana < * dora joined\n
			bruno < * dora joined\n
			ana > x\n
			bruno < [ana] x\n
			dora << [ana] x\n
			ana < * dora left (too slow)\n
			bruno < * dora left (too slow)\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: ana, bruno\n
			ana < * carla joined\n
			bruno < * carla joined\n`,
	"cut off, unseen": joined + `bruno - stops reading
			ana < * bruno left (too slow)\n
			carla < Name?\n
			carla > carla\n
			carla < * in the room: ana\n
			ana < * carla joined\n`,
	"told late": joined + `x < Name?\n
			x > carla\n
			ana < * carla joined\n`,
}
