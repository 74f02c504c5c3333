import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A right chat server in Java, in one thread.
 *
 * <p>It has an event loop. It asks the system which connections are ready (a Selector),
 * does what needs no waiting, and asks again. So it needs no locks, but it has one rule:
 * nothing here may ever wait for one client (P1). Every channel is non-blocking. What a
 * client can't take yet stays in its outbox.
 *
 * <pre>
 *     javac -d out *.java
 *     java -cp out Server 5000
 * </pre>
 *
 * <p>It speaks docs/protocol.md; P1, P2 and so on are clauses of that page. Begin at
 * {@link #serve}, and then read what it calls. Room has what the lines mean, and Wire the
 * lines. Client has the state of one connection, and Limits every number.
 */
final class Server {
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Room room = new Room(this);
    private final ByteBuffer input = ByteBuffer.allocateDirect(Limits.READ_SIZE);

    private final Set<Client> clients = new HashSet<>();       // every connection
    private final Set<Client> unsent = new LinkedHashSet<>();  // those with something new to send
    private final Set<Client> held = new HashSet<>();          // those not read, because readers are behind
    private int talking;                                       // places that are taken (P14)
    private long now = clock();
    private long nextLook = now;                               // when to check the clock again

    private volatile boolean interrupted;                      // all that another thread may touch
    private boolean stopping;

    Server(int port) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress("127.0.0.1", port), Limits.BACKLOG);
        listener.configureBlocking(false);
        selector = Selector.open();
        accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Runs until it is interrupted and the last client is gone. */
    void serve() throws IOException {
        while (!stopping || !clients.isEmpty()) {
            long before = clock();
            selector.select(Limits.TICK);
            handleReady();
            now = clock();
            if (interrupted && !stopping) {
                stop();
            }
            flushAll();
            if (before >= nextLook) {
                lookAtTheClock(before);
                flushAll();
            }
            letGo();
        }
    }

    private void handleReady() {
        for (SelectionKey key : selector.selectedKeys()) {
            now = clock();
            if (key == accepting) {
                accept();
                continue;
            }
            Client client = (Client) key.attachment();
            if (key.isValid() && key.isWritable()) {
                unsent.add(client);
            }
            if (key.isValid() && key.isReadable()) {
                read(client);
            }
        }
        selector.selectedKeys().clear();  // the selector only adds to this set
    }

    // Input.

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            while (channel != null) {
                admit(channel);
                channel = listener.accept();
            }
        } catch (IOException error) {  // no descriptors left: the connected clients must not suffer
            System.err.println("accept: " + error.getMessage());
            accepting.interestOps(0);  // until the next check of the clock
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        if (clients.size() >= Limits.MOST_CLIENTS + Limits.LEAVING) {
            channel.close();  // too many to tell each of them why (P14)
            return;
        }
        Client client = new Client(channel, now);
        try {
            Client.tune(channel);
            client.key = channel.register(selector, SelectionKey.OP_READ, client);
        } catch (IOException error) {  // it has gone already
            channel.close();
            return;
        }
        clients.add(client);
        talking++;
        if (talking > Limits.MOST_CLIENTS) {
            tell(client, "! full: too many people are here; try again later\n");
            hangUp(client, "");
        } else {
            tell(client, "Welcome to chatlab! What is your name?\n");
        }
    }

    /** Reads once, and handles the lines of this read as one batch. */
    private void read(Client client) {
        input.clear();
        try {
            client.finished = client.channel.read(input) < 0;
        } catch (IOException error) {
            client.finished = true;
            client.broke(error);
        }
        if (client.finished) {
            hangUp(client, client.why);
        } else if (client.state == Client.State.TALKING) {
            handleLines(client, client.splitter.lines(input.flip()));
        }
        if (client.finished && client.state == Client.State.DRAINING) {
            close(client);
        }
    }

    private void handleLines(Client client, List<String> lines) {
        for (String line : lines) {
            room.handle(client, line);
            if (client.state != Client.State.TALKING || client.tooSlow) {
                return;  // it has left, or will be cut off
            }
        }
        room.passOn(client);
        hold(client);
    }

    /**
     * While readers are behind because of what a client says, we do not read from it. So
     * TCP slows it down, and nobody else (P17).
     */
    private void hold(Client client) {
        client.behind = room.behind();
        client.heldUntil = now + Limits.HOLD_UP;
        if (client.isHeldUp(now)) {
            held.add(client);
            watch(client);
        }
    }

    /** Reads again from those whose readers have caught up. */
    private void letGo() {
        for (Client client : List.copyOf(held)) {
            if (!client.isHeldUp(now)) {
                held.remove(client);
                watch(client);
            }
        }
    }

    // Output.

    void tell(Client client, String text) {
        tell(client, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Only puts a text into an outbox. A client with too much in it is cut off a bit
     * later, since the caller may be in a loop over the members.
     */
    void tell(Client client, byte[] text) {
        if (client.deaf) {
            return;
        }
        if (client.waiting() + text.length > Limits.OUTBOX) {
            client.forget();
            client.tooSlow = true;
        } else {
            client.put(text, now);
        }
        if (!client.blocked || client.tooSlow) {
            unsent.add(client);
        }
    }

    private void flushAll() {
        while (!unsent.isEmpty()) {
            Client client = unsent.iterator().next();
            unsent.remove(client);
            if (client.tooSlow) {
                hangUp(client, "too slow");
            }
            flush(client);
        }
    }

    private void flush(Client client) {
        try {
            client.send(now);
        } catch (IOException error) {  // nobody reads there, but we still read what was said before
            client.broke(error);
            client.forget();
        }
        if (client.state == Client.State.FLUSHING && client.waiting() == 0) {
            sendFin(client);
        }
        watch(client);
    }

    // The end of a connection.

    /**
     * Ends the conversation with a client, for any reason. What it said before is passed on
     * first, and what waits for it is still sent (P13).
     */
    void hangUp(Client client, String why) {
        if (client.state != Client.State.TALKING) {
            return;
        }
        room.passOn(client);
        held.remove(client);
        talking--;
        client.state = Client.State.FLUSHING;
        client.deadline = now + Limits.CLOSING_TIME;
        client.moved = now;
        unsent.add(client);
        if (client.name != null && !stopping) {
            room.leave(client, why);
        }
    }

    /**
     * Sends our FIN. Closing now, with input unread, would cause a reset, which destroys
     * what we have sent (P16). So first we read to the end.
     */
    private void sendFin(Client client) {
        client.state = Client.State.DRAINING;
        client.deadline = now + Limits.DRAIN_TIME;
        client.deaf = true;
        try {
            client.channel.shutdownOutput();
        } catch (IOException error) {
            client.finished = true;
        }
        if (client.finished) {
            close(client);
        }
    }

    private void close(Client client) {
        client.state = Client.State.CLOSED;
        clients.remove(client);
        unsent.remove(client);
        try {
            client.channel.close();
        } catch (IOException error) {
            // It is gone, in this way or another.
        }
    }

    /**
     * Tells the selector what to watch, and nothing more: it would report the rest again
     * and again.
     */
    private void watch(Client client) {
        if (client.state == Client.State.CLOSED) {
            return;
        }
        boolean reads = client.state == Client.State.DRAINING
            || client.state == Client.State.TALKING && !held.contains(client);
        client.key.interestOps((reads ? SelectionKey.OP_READ : 0) | (client.blocked ? SelectionKey.OP_WRITE : 0));
    }

    /**
     * Ends what takes too long. The time is that before the last select. All that was
     * ready by then has been handled, even on a busy machine.
     */
    private void lookAtTheClock(long time) {
        nextLook = time + Limits.TICK;
        for (Client client : List.copyOf(clients)) {
            boolean talks = client.state == Client.State.TALKING;
            long patience = talks ? Limits.WRITE_TIME : Limits.LAST_WORDS;
            if (client.waiting() > 0 && time - client.moved > patience) {
                client.forget();
                unsent.add(client);
                hangUp(client, "too slow");
            } else if (time > client.deadline && talks) {
                tell(client, "! timeout: no name came in time; connect again\n");
                hangUp(client, "");
            } else if (time > client.deadline) {
                close(client);
            }
        }
        if (!stopping) {
            accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    /**
     * Accepts no more callers, and tells everybody. What was accepted is delivered, as
     * far as the clients take it (P15).
     */
    private void stop() throws IOException {
        stopping = true;
        listener.close();
        selector.selectNow();  // only the next select really closes what the selector watches
        for (Client client : List.copyOf(clients)) {
            if (client.state == Client.State.TALKING) {
                tell(client, "* the server is closing\n");
                hangUp(client, "");
            }
        }
    }

    /** Milliseconds of a clock that is never set back. */
    private static long clock() {
        return System.nanoTime() / 1_000_000;
    }

    /**
     * The virtual machine runs this in a thread of its own after an interrupt (Ctrl-C or
     * SIGTERM). When it returns, the machine ends, with a status that names the signal.
     * So we wait here for the loop, and end with its status instead.
     */
    private void stopAndWait(Thread loop) {
        interrupted = true;
        selector.wakeup();
        try {
            loop.join();
        } catch (InterruptedException error) {
            // Nobody interrupts this thread.
        }
        Runtime.getRuntime().halt(stopping && clients.isEmpty() ? 0 : 1);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
        final Server server;
        try {
            server = new Server(port);
        } catch (IOException error) {
            System.err.println("can't listen on port " + port + ": " + error.getMessage() + "; try another one");
            System.exit(1);
            return;
        }
        Thread loop = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stopAndWait(loop), "stop"));
        System.out.println("listening on 127.0.0.1:" + server.listener.socket().getLocalPort());
        server.serve();
    }
}
