/**
 * Every limit of the server. Without limits, a server works until a client stops
 * reading, or sends a line that never ends. Sizes are in bytes, times in milliseconds.
 */
final class Limits {
    // The settings of docs/protocol.md. The environment may change them.
    static final int MOST_CLIENTS = Integer.parseInt(setting("MOST_CLIENTS", "10000")); // places (P14)
    static final long NAME_TIME = (long) (1000 * Double.parseDouble(setting("NAME_TIME", "30"))); // to give a name (P8)

    static final int LINE = 65_536;           // in a client's line, before its LF (P3)
    static final int LEAVING = 64;            // connections beyond the places: clients that leave, or are told "full"
    static final int BACKLOG = 1024;          // callers that wait in the kernel's queue (P26)

    static final int OUTBOX = 1 << 20;        // most that may wait for one client (P17)
    static final int HIGH_WATER = 256 << 10;  // in an outbox: above it its senders wait
    static final long HOLD_UP = 1000;         // longest wait of a sender, each time
    static final long MOVING = 250;           // senders do not wait for a reader that took nothing for so long

    static final long WRITE_TIME = 10_000;    // a client that takes nothing for so long is cut off (P17)
    static final long LAST_WORDS = 1000;      // the same for a connection that is ending (P15)
    static final long CLOSING_TIME = 10_000;  // for all its last words together
    static final long DRAIN_TIME = 1000;      // to read and throw away after our FIN (P16)

    // By itself Linux keeps up to 4 MB for a client, and reports room again when about a
    // third of that is free. So a steady reader would look stuck.
    static final int SEND_BUFFER = 128 << 10;
    static final int CHUNK = 64 << 10;        // in one write
    static final int READ_SIZE = 4 << 10;     // in one read; after each we check the readers again
    static final int SMALL = 256;             // outbox of a client for which nothing waits

    static final int IDLE = 15;               // keepalive: seconds of silence before the first probe,
    static final int PROBE_EVERY = 5;         // seconds between two probes,
    static final int PROBES = 3;              // and how many may stay unanswered (P17)

    static final long TICK = 100;             // between two checks of the clock

    private static String setting(String name, String usual) {
        String value = System.getenv(name);
        return value == null ? usual : value;
    }

    private Limits() {}
}
