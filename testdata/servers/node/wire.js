// The chat protocol: bytes into lines, and the text of the server's lines. It uses no
// sockets, so you can try all of it with a few bytes and no network.
'use strict';

const MAX_LINE = 65536; // bytes in a client's line, before its LF (P3)
const NAME = /^[A-Za-z0-9]{1,32}$/;
// What could control a reader's terminal (P10): the control characters except tab,
// and those for the direction of writing.
const HARMFUL = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// clean makes hostile text harmless. toString turns bytes that are not UTF-8 into
// U+FFFD.
function clean(bytes) {
  return bytes.toString('utf8').replace(HARMFUL, '\ufffd');
}

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

// A Splitter cuts a stream into lines, however it arrives: a line in ten reads,
// or ten lines in one read.
class Splitter {
  rest = NOTHING; // the start of a line whose LF has not come yet
  skipping = false; // inside a line that is too long: drop its bytes, up to its LF

  // lines yields each line that data completes, without its line end. A line that
  // is too long yields null once, as soon as that is known (P2, P3).
  *lines(data) {
    for (let ended = true; ended;) {
      const at = data.indexOf(LF);
      ended = at >= 0;
      const head = ended ? data.subarray(0, at) : data;
      data = data.subarray(at + 1);
      if (this.skipping) {
        this.skipping = !ended;
      } else if (this.rest.length + head.length > MAX_LINE) {
        this.rest = NOTHING;
        this.skipping = !ended;
        yield null;
      } else {
        const line = Buffer.concat([this.rest, head]);
        this.rest = ended ? NOTHING : line;
        if (ended) yield line.at(-1) === CR ? line.subarray(0, -1) : line;
      }
    }
  }
}

// roster returns who is here, in one or more lines (P5).
function roster(names) {
  const start = '* in the room: ';
  let lines = '';
  let line = '';
  for (const name of names) {
    if (line !== '' && start.length + line.length + 2 + name.length > MAX_LINE) {
      lines += start + line + '\n';
      line = '';
    }
    line += (line === '' ? '' : ', ') + name;
  }
  return lines + start + line + '\n';
}

module.exports = { NAME, clean, roster, Splitter };
