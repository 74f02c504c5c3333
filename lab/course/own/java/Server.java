// A chat server, from an empty file. It listens, and greets each caller.

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

public class Server {
    public static void main(String[] args) throws IOException {
        List<Socket> callers = new ArrayList<>();
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]), 128, loopback)) {
            while (true) {
                Socket caller = listener.accept();
                callers.add(caller);
                caller.getOutputStream().write("Welcome! What is your name?\n".getBytes());
            }
        }
    }
}
