// A chat server, from an empty file. It listens, and greets each caller.

const net = require("node:net");

const server = net.createServer((socket) => {
  socket.on("error", () => {}); // a reset; without this it would end the server
  socket.write("Welcome! What is your name?\n");
});

server.listen(Number(process.argv[2]), "127.0.0.1");
