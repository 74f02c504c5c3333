import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/**
 * What the server knows about one connection, and the outbox with what is still to be
 * sent to it.
 */
final class Client {
    /**
     * First a client talks. Then its last words are flushed. Then we have sent our FIN,
     * and read and drop what still comes. Then the connection is closed.
     */
    enum State { TALKING, FLUSHING, DRAINING, CLOSED }

    final SocketChannel channel;
    SelectionKey key;                  // what the selector watches for it
    State state = State.TALKING;
    String name;                       // null until it has joined
    long deadline;                     // for its name, later for its end

    // What it sends us.
    final Wire.Splitter splitter = new Wire.Splitter();
    final StringBuilder batch = new StringBuilder();  // what it says to all, not yet passed on
    List<Client> behind = List.of();   // readers that could not keep up with it
    long heldUntil;                    // until then at most it is not read, because of them
    boolean finished;                  // its input has ended
    String why = "";                   // how, if not by a FIN

    // What we send to it.
    private ByteBuffer outbox = ByteBuffer.allocate(Limits.SMALL);  // always ready to be filled
    long moved;                        // when it last took something
    boolean blocked;                   // the kernel takes no more for it at the moment
    boolean deaf;                      // we send nothing to it any more
    boolean tooSlow;                   // its outbox was full: it will be cut off

    Client(SocketChannel channel, long now) {
        this.channel = channel;
        this.deadline = now + Limits.NAME_TIME;
        this.moved = now;
    }

    /** Prepares a new connection. The system may lack an option of keepalive. */
    static void tune(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, Limits.SEND_BUFFER);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);  // a short line goes out at once
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPIDLE, Limits.IDLE);
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, Limits.PROBE_EVERY);
        setIfKnown(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, Limits.PROBES);
    }

    private static void setIfKnown(SocketChannel channel, SocketOption<Integer> option, int value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    /**
     * Reports whether it still has to wait for its readers. A reader that takes nothing
     * must not hold up the room: nobody waits for it.
     */
    boolean isHeldUp(long now) {
        for (Client reader : behind) {
            if (reader.waiting() > Limits.HIGH_WATER && now - reader.moved < Limits.MOVING) {
                return now < heldUntil;
            }
        }
        return false;
    }

    /** Returns how many bytes wait for this client. */
    int waiting() {
        return outbox.position();
    }

    /** Puts a text into the outbox. The caller has checked that it is not too much. */
    void put(byte[] text, long now) {
        if (waiting() == 0) {
            moved = now;  // until now there was nothing that it could take
        }
        if (outbox.remaining() < text.length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * outbox.capacity(), waiting() + text.length));
            outbox = larger.put(outbox.flip());
        }
        outbox.put(text);
    }

    /** Sends what the kernel takes. The rest waits until there is room. */
    void send(long now) throws IOException {
        blocked = false;
        outbox.flip();
        try {
            while (outbox.hasRemaining() && !blocked) {
                int size = Math.min(Limits.CHUNK, outbox.remaining());
                int sent = channel.write(outbox.slice(outbox.position(), size));
                outbox.position(outbox.position() + sent);
                blocked = sent == 0;
                moved = blocked ? moved : now;
            }
        } finally {
            outbox.compact();
        }
        if (waiting() == 0 && outbox.capacity() > Limits.CHUNK) {
            outbox = ByteBuffer.allocate(Limits.SMALL);  // so much is rare: give the memory back
        }
    }

    /** Drops what is still to be sent to this client, and takes nothing more for it. */
    void forget() {
        outbox = ByteBuffer.allocate(0);
        deaf = true;
    }

    /**
     * Notes how the connection broke. Java has one exception for all that can happen. Only
     * the words of the system tell the cases apart, so we know no reason where they are
     * not English. The first report counts: the system gives each only once, to a read or
     * to a write.
     */
    void broke(IOException error) {
        String words = String.valueOf(error.getMessage());
        if (why.isEmpty() && words.contains("reset")) {
            why = "connection reset";
        } else if (why.isEmpty() && words.contains("timed out")) {
            why = "timeout";  // keepalive got no answer
        }
    }
}
