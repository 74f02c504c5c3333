// What the server knows about one connection, and the limits that it keeps.
//
// A server without limits works until a client stops reading, or sends a line that
// never ends.
'use strict';

const { performance } = require('node:perf_hooks');
const wire = require('./wire.js');

// Sizes in bytes, times in milliseconds.
const limits = {
  CLIENTS: 10_000, // connections at once (P14)
  NAME_TIME: 1000 * Number(process.env.NAME_TIME ?? 30), // time to give a name (P8)
  OUTBOX: 1 << 20, // most that may wait for one client (P17)
  HIGH_WATER: 256 << 10, // in an outbox: above it its senders wait
  HOLD_UP: 1000, // longest wait of a sender, each time
  // Senders do not wait for a reader that took nothing for so long. It is long, since
  // Node can't ask for a smaller send buffer. The kernel takes up to 4 MB, and wakes
  // us only when about a third of that is free.
  MOVING: 1500,
  WRITE_TIME: 10_000, // a client that takes nothing for so long is cut off (P17)
  LAST_WORDS: 1000, // the same for a connection that is ending (P15)
  DRAIN_TIME: 1000, // to read and throw away after our FIN (P16)
  KEEP_ALIVE: 15_000, // of silence, then TCP sends a keepalive probe
  CHUNK: 64 << 10, // in one write
  SLICE: 4 << 10, // of input; after each we check the readers again
  TICK: 100, // between two checks of the clock
};

// A Client is one connection. First it talks. Then its last words are flushed.
// Then we have sent our FIN, and read and drop what still comes.
class Client {
  state = 'talking'; // then 'flushing', then 'draining', then 'closed'
  name = null; // until it has joined
  deadline = performance.now() + limits.NAME_TIME; // for its name, later for its FIN
  splitter = new wire.Splitter();
  input = Buffer.alloc(0); // read and not yet handled
  finished = false; // its input has ended
  why = ''; // how, if not by a FIN
  batch = ''; // what it says, formatted, not yet passed on
  behind = []; // readers that could not keep up with it
  heldUntil = 0; // until then at most its input waits, because of them
  out = []; // its outbox: what is still to be written
  queued = 0; // bytes in it and in the write that is under way
  writing = false; // a write is under way
  moved = performance.now(); // when it last took something
  deaf = false; // we send nothing to it any more
  tooSlow = false; // too much is in its outbox: it will be cut off

  constructor(socket) {
    this.socket = socket;
  }

  // chunk takes from the outbox what the next write sends.
  chunk() {
    const parts = [];
    let size = 0;
    while (this.out.length > 0 && size < limits.CHUNK) {
      const part = this.out.shift();
      parts.push(part);
      size += part.length;
    }
    return Buffer.concat(parts, size);
  }
}

module.exports = { Client, limits };
