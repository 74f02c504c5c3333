// A right chat server for Node.
//
// Node runs one thread with an event loop. It calls us when something has happened on
// a socket. So there are no locks, but there is one rule: nothing here may wait. What
// a client can't take yet stays in its outbox. Node would keep it too, but without a
// limit.
//
//     node server.js --addr 127.0.0.1:5000
//
// It speaks docs/protocol.md; P1, P2 and so on are clauses of that page. Begin at
// Server.accept. client.js has the state of one connection and every limit. wire.js
// has the lines.
'use strict';

const net = require('node:net');
const { performance } = require('node:perf_hooks');
const { parseArgs } = require('node:util');
const { Client, limits } = require('./client.js');
const wire = require('./wire.js');

// folded returns the same text for names that differ only in case (P7). toLowerCase
// would do more: it turns the kelvin sign into a k.
function folded(name) {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

class Server {
  clients = new Set(); // every connection
  members = new Map(); // by the name in lower case, in order of joining
  held = new Set(); // clients whose input waits, because readers are behind
  stopping = false;

  constructor() {
    // allowHalfOpen: after a client's FIN, Node must not send ours at once.
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: limits.KEEP_ALIVE };
    this.listener = net.createServer(options, (socket) => this.accept(socket));
    this.clock = setInterval(() => {
      // On a busy machine we may be late. With setImmediate the events of the sockets are
      // handled first. Only then do we check which clients are late.
      const now = performance.now();
      setImmediate(() => this.lookAtTheClock(now));
    }, limits.TICK);
  }

  // Input.

  accept(socket) {
    const client = new Client(socket);
    this.clients.add(client);
    socket.on('data', (data) => this.read(client, data));
    socket.on('end', () => {
      client.finished = true;
      this.handleInput(client);
    });
    socket.on('error', (error) => { // 'close' follows
      client.why = error.code === 'ETIMEDOUT' ? 'timeout' : 'connection reset';
    });
    socket.on('close', () => this.closed(client));
    if (this.clients.size > limits.CLIENTS) {
      this.tell(client, '! full: too many people are here; try again later\n');
      this.hangUp(client);
    } else {
      this.tell(client, 'Welcome to chatlab! What is your name?\n');
    }
  }

  read(client, data) {
    if (client.state === 'talking') {
      client.input = client.input.length === 0 ? data : Buffer.concat([client.input, data]);
      this.handleInput(client);
    }
  }

  // handleInput handles what was read, in slices. After each slice the sender may
  // have to wait for its readers. Meanwhile we do not read from it, so TCP slows it
  // down, and nobody else (P17).
  handleInput(client) {
    while (client.state === 'talking' && client.input.length > 0 && !this.held.has(client)) {
      const slice = client.input.subarray(0, limits.SLICE);
      client.input = client.input.subarray(limits.SLICE);
      for (const line of client.splitter.lines(slice)) {
        this.handle(client, line);
        if (client.state !== 'talking' || client.tooSlow) return; // it has left, or will be cut off
      }
      this.passOn(client);
    }
    if (this.held.has(client)) {
      client.socket.pause();
    } else if (client.finished) {
      this.hangUp(client, client.why);
    } else {
      client.socket.resume();
    }
  }

  handle(client, line) {
    if (client.name === null) {
      this.claimName(client, line);
    } else if (line === null) {
      this.tell(client, '! too-long: that line was too long; it was not sent\n');
    } else if (line[0] === 0x2f && line[1] !== 0x2f) { // one slash
      const [, word, rest] = /^([^ ]*) ?(.*)$/s.exec(wire.clean(line.subarray(1)));
      this.command(client, word, rest);
    } else if (line.length > 0) {
      const text = wire.clean(line[0] === 0x2f ? line.subarray(1) : line);
      client.batch += `[${client.name}] ${text}\n`;
    }
  }

  // claimName takes the first line as a name. A name that can't be had ends the
  // connection, and nobody else hears of it (P6, P7).
  claimName(client, line) {
    const name = line === null ? '' : line.toString('latin1');
    if (!wire.NAME.test(name)) {
      this.tell(client, '! bad-name: a name is 1 to 32 letters and digits; connect again with another\n');
      this.hangUp(client);
    } else if (this.members.has(folded(name))) {
      this.tell(client, `! name-taken: ${name} is taken; connect again with another name\n`);
      this.hangUp(client);
    } else {
      this.tell(client, this.roster());
      this.tellAll(`* ${name} joined\n`);
      client.name = name;
      client.deadline = Infinity;
      this.members.set(folded(name), client);
      console.error(name, 'joined');
    }
  }

  command(client, word, rest) {
    if (word === 'who') {
      this.tell(client, this.roster());
    } else if (word === 'quit') {
      this.hangUp(client, 'quit');
    } else if (word === 'help') {
      this.tell(client, '* /who: who is here\n* /msg: /msg NAME TEXT tells NAME, and nobody else\n* /quit: leave\n* /help: this list; //text says /text\n');
    } else if (word === 'msg') {
      const [, name, text] = /^([^ ]*) ?(.*)$/s.exec(rest);
      this.whisper(client, name, text);
    } else {
      this.tell(client, `! unknown-command: /${word.slice(0, 32)} is not a command; /help lists them\n`);
    }
  }

  // whisper tells one member alone. The earlier lines to all go out first (P18).
  whisper(client, name, text) {
    const member = this.members.get(folded(name));
    if (name === '' || text === '') {
      this.tell(client, '! bad-command: it is /msg NAME TEXT\n');
    } else if (member === undefined) {
      this.tell(client, `! no-such-user: ${name.slice(0, 32)} is not here; /who lists who is\n`);
    } else {
      this.sayBatch(client);
      this.tell(member, `[${client.name} -> ${member.name}] ${text}\n`);
    }
  }

  roster() {
    return wire.roster([...this.members.values()].map((member) => member.name));
  }

  // passOn tells the others what a client said. While readers are behind because of
  // it, the rest of its input waits.
  passOn(client) {
    this.sayBatch(client);
    const now = performance.now();
    client.behind = [...this.members.values()].filter((member) => this.isWorthWaitingFor(member, now));
    if (client.behind.length > 0) {
      client.heldUntil = now + limits.HOLD_UP;
      this.held.add(client);
    }
  }

  sayBatch(client) {
    if (client.batch !== '') {
      this.tellAll(client.batch, client);
      client.batch = '';
    }
  }

  // isWorthWaitingFor reports whether a reader is behind but takes something. It will
  // soon have room. A reader that takes nothing may never have room.
  isWorthWaitingFor(reader, now) {
    return reader.queued > limits.HIGH_WATER && now - reader.moved < limits.MOVING;
  }

  // letGo continues with a client when its readers have caught up, or take nothing: a
  // reader that takes nothing must not hold up the room.
  letGo() {
    const now = performance.now();
    for (const client of [...this.held]) {
      const waits = client.behind.some((c) => this.isWorthWaitingFor(c, now));
      if (!waits || now >= client.heldUntil) {
        this.held.delete(client);
        this.handleInput(client);
      }
    }
  }

  // Output.

  tellAll(text, but = null) {
    const bytes = Buffer.from(text);
    for (const member of this.members.values()) {
      if (member !== but) this.tell(member, bytes);
    }
  }

  // tell only appends to an outbox. A client with too much in it is cut off a bit
  // later, since the caller may be in a loop over the members.
  tell(client, text) {
    if (client.deaf || client.state === 'draining' || client.state === 'closed') return;
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (client.queued + bytes.length > limits.OUTBOX) {
      this.forget(client);
      client.tooSlow = true;
      setImmediate(() => this.hangUp(client, 'too slow'));
      return;
    }
    if (client.queued === 0) client.moved = performance.now();
    client.out.push(bytes);
    client.queued += bytes.length;
    this.write(client);
  }

  // forget drops what is still to be sent to a client. A write that is under way
  // can't be taken back.
  forget(client) {
    client.deaf = true;
    client.out = [];
  }

  // write starts one write at a time. So we see when a client takes something. What
  // comes meanwhile goes out in the next write.
  write(client) {
    if (client.writing) return;
    const chunk = client.chunk();
    if (chunk.length === 0) {
      client.queued = 0;
      if (client.state === 'flushing') this.sendFin(client);
      return;
    }
    client.writing = true;
    client.socket.write(chunk, (error) => {
      client.writing = false;
      if (error) return; // 'error' and 'close' report it
      client.queued -= chunk.length;
      client.moved = performance.now();
      this.write(client);
      this.letGo();
    });
  }

  // The end of a connection.

  // hangUp ends the conversation with a client, for any reason. The others are told once,
  // and its name is free (P13).
  hangUp(client, why = '') {
    if (client.state !== 'talking') return;
    this.passOn(client);
    this.held.delete(client);
    client.state = 'flushing';
    client.deadline = Infinity;
    client.moved = performance.now();
    if (client.name !== null && !this.stopping) {
      this.members.delete(folded(client.name));
      const reason = why === '' ? '' : ` (${why})`;
      this.tellAll(`* ${client.name} left${reason}\n`);
      console.error(client.name, 'left' + reason);
    }
    this.write(client);
  }

  // sendFin sends our FIN. Closing now, with input unread, would cause a reset, which
  // destroys what we have sent (P16). So first we read to the end.
  sendFin(client) {
    client.state = 'draining';
    client.deadline = performance.now() + limits.DRAIN_TIME;
    client.socket.end();
    client.socket.resume(); // read drops it; after the end Node closes the socket
  }

  // closed is called when a socket is gone. What was read from it before still counts,
  // and it no longer waits for readers.
  closed(client) {
    client.finished = true;
    client.deaf = true;
    while (client.state === 'talking') {
      this.held.delete(client);
      this.handleInput(client);
    }
    client.state = 'closed';
    this.clients.delete(client);
    if (this.stopping && this.clients.size === 0) clearInterval(this.clock); // then Node ends: nothing is left to wait for
  }

  lookAtTheClock(now) {
    for (const client of this.clients) {
      const patience = client.state === 'talking' ? limits.WRITE_TIME : limits.LAST_WORDS;
      if (client.queued > 0 && now - client.moved > patience) {
        this.forget(client);
        if (client.state === 'talking') this.hangUp(client, 'too slow');
        else client.socket.destroy();
      } else if (now > client.deadline && client.state === 'draining') {
        client.socket.destroy();
      } else if (now > client.deadline) {
        this.tell(client, '! timeout: no name came in time; connect again\n');
        this.hangUp(client);
      }
    }
    this.letGo();
  }

  // stop ends accepting and tells everybody. What was accepted is delivered, as far as
  // the clients take it (P15).
  stop() {
    this.stopping = true;
    this.listener.close();
    for (const client of this.clients) {
      if (client.state !== 'talking') continue;
      this.tell(client, '* the server is closing\n');
      this.hangUp(client);
    }
    if (this.clients.size === 0) clearInterval(this.clock);
  }
}

function main() {
  const { values } = parseArgs({ options: { addr: { type: 'string', default: '127.0.0.1:5000' } } });
  const at = values.addr.lastIndexOf(':');
  const server = new Server();
  server.listener.on('error', (error) => {
    console.error(`can't listen on ${values.addr}: ${error.message}; try another port`);
    process.exit(1);
  });
  server.listener.listen({ host: values.addr.slice(0, at), port: Number(values.addr.slice(at + 1)), backlog: 1024 }, () => {
    const { address, port } = server.listener.address();
    console.log(`listening on ${address}:${port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK']) { // the last is Ctrl-Break on Windows
    process.once(signal, () => server.stop()); // a second one ends the program at once
  }
}

main();
