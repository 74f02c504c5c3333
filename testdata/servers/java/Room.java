import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Who is here, and what their lines mean. The room never waits: what it tells somebody
 * goes into that client's outbox.
 *
 * <p>One thread does all of this, one line after the other. So all clients see the events
 * of the room in one order (P12). If two clients ask for one name, the first gets it.
 */
final class Room {
    private static final String HELP = "* /who: who is here\n"
        + "* /msg: /msg NAME TEXT tells NAME, and nobody else\n"
        + "* /quit: leave\n"
        + "* /help: this list; //text says /text\n";

    private final Server server;
    private final Map<String, Client> members = new LinkedHashMap<>();  // by the folded name, in order of joining

    Room(Server server) {
        this.server = server;
    }

    /** Handles one line of a client. null is a line that was too long. */
    void handle(Client client, String line) {
        if (client.name == null) {
            join(client, line);
        } else if (line == null) {
            server.tell(client, "! too-long: that line was too long; it was not sent\n");
        } else if (line.startsWith("//")) {
            say(client, line.substring(1));
        } else if (line.startsWith("/")) {
            String[] words = cut(line.substring(1));
            command(client, words[0], words[1]);
        } else if (!line.isEmpty()) {  // an empty line says nothing (P24)
            say(client, line);
        }
    }

    /**
     * Takes a client's first line as its name. A name that can't be had ends the
     * connection, and nobody else hears of it (P6, P7).
     */
    private void join(Client client, String name) {
        if (name == null || !Wire.isName(name)) {
            server.tell(client, "! bad-name: a name is 1 to 32 letters and digits; connect again with another\n");
            server.hangUp(client, "");
        } else if (members.containsKey(folded(name))) {
            server.tell(client, "! name-taken: " + name + " is taken; connect again with another name\n");
            server.hangUp(client, "");
        } else {
            server.tell(client, roster());
            tellAll("* " + name + " joined\n", client);
            client.name = name;
            client.deadline = Long.MAX_VALUE;  // it may be silent for as long as it likes (P8)
            members.put(folded(name), client);
            System.err.println(name + " joined");
        }
    }

    private void command(Client client, String word, String rest) {
        switch (word) {
            case "who" -> server.tell(client, roster());
            case "help" -> server.tell(client, HELP);
            case "quit" -> server.hangUp(client, "quit");
            case "msg" -> {
                String[] words = cut(rest);
                whisper(client, words[0], words[1]);
            }
            default -> server.tell(client, "! unknown-command: /" + Wire.start(word) + " is not a command; /help lists them\n");
        }
    }

    /** Tells one member alone. What was said to all before goes out first (P18). */
    private void whisper(Client client, String name, String text) {
        Client member = Wire.isName(name) ? members.get(folded(name)) : null;
        if (name.isEmpty() || text.isEmpty()) {
            server.tell(client, "! bad-command: it is /msg NAME TEXT\n");
        } else if (member == null) {
            server.tell(client, "! no-such-user: " + Wire.start(name) + " is not here; /who lists who is\n");
        } else {
            passOn(client);
            server.tell(member, "[" + client.name + " -> " + member.name + "] " + text + "\n");
        }
    }

    /** Only collects: what came in one read goes out in one piece. */
    private static void say(Client client, String text) {
        client.batch.append('[').append(client.name).append("] ").append(text).append('\n');
    }

    /** Tells the others what a client has said. */
    void passOn(Client client) {
        if (client.batch.length() > 0) {
            tellAll(client.batch.toString(), client);
            client.batch.setLength(0);
        }
    }

    /** Takes a member out of the room. The others are told once, and its name is free (P13). */
    void leave(Client client, String why) {
        String reason = why.isEmpty() ? "" : " (" + why + ")";
        members.remove(folded(client.name));
        tellAll("* " + client.name + " left" + reason + "\n", client);
        System.err.println(client.name + " left" + reason);
    }

    /** Returns the members for which so much waits that those who send to them should wait. */
    List<Client> behind() {
        List<Client> behind = new ArrayList<>();
        for (Client member : members.values()) {
            if (member.waiting() > Limits.HIGH_WATER) {
                behind.add(member);
            }
        }
        return behind;
    }

    private void tellAll(String text, Client but) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Client member : members.values()) {
            if (member != but) {
                server.tell(member, bytes);
            }
        }
    }

    private String roster() {
        List<String> names = new ArrayList<>();
        for (Client member : members.values()) {
            names.add(member.name);
        }
        return Wire.roster(names);
    }

    /**
     * Returns the same text for names that differ only in case (P7). It is only for text
     * that isName allows: otherwise it would take the Kelvin sign for a k.
     */
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Cuts a text at its first space. Both parts may be empty. */
    private static String[] cut(String text) {
        int at = text.indexOf(' ');
        return at < 0 ? new String[] {text, ""} : new String[] {text.substring(0, at), text.substring(at + 1)};
    }
}
