package dev.tare.kit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that connects whoever asks with one server, whatever host they ask for. */
public final class Relay implements AutoCloseable {

    private final ServerSocket socket;
    private final int target;
    private final Greeting greeting;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** The protocol of a proxy, until bytes are passed on as they are. */
    public interface Greeting {
        /**
         * @param asked receives what was asked for
         * @return false to close the connection
         */
        boolean greet(DataInputStream in, OutputStream out, List<String> asked)
                throws IOException, InterruptedException;
    }

    private Relay(ServerSocket socket, int target, Greeting greeting) {
        this.socket = socket;
        this.target = target;
        this.greeting = greeting;
    }

    /** @param target the port of the server on loopback */
    public static Relay start(int target, Greeting greeting) {
        try {
            var relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, greeting);
            Thread.ofVirtual().start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A proxy that opens tunnels by CONNECT (RFC 9110, 9.3.6). What is asked for is noted as a line, with the headers. */
    public static Relay connect(int target) {
        return start(target, (in, out, asked) -> {
            asked.add(head(in));
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
    }

    /**
     * A SOCKS5 proxy (RFC 1928) that wants a user and a password (RFC 1929).
     *
     * @param login {@code user:password}; empty if it wants none
     */
    public static Relay socks5(int target, String login) {
        return start(target, (in, out, asked) -> {
            in.readByte();
            in.readNBytes(in.readUnsignedByte());
            boolean wants = !login.isEmpty();
            out.write(new byte[] {5, (byte) (wants ? 2 : 0)});
            if (wants) {
                in.readByte();
                String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
                String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
                boolean known = (user + ":" + password).equals(login);
                out.write(new byte[] {1, (byte) (known ? 0 : 1)});
                if (!known) {
                    return false;
                }
            }
            in.readNBytes(3);
            int kind = in.readUnsignedByte();
            asked.add(
                    kind == 3
                            ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                            : InetAddress.getByAddress(in.readNBytes(kind == 1 ? 4 : 16))
                                    .getHostAddress());
            in.readUnsignedShort();
            out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
            return true;
        });
    }

    /** Reads the head of a request, up to the empty line. */
    public static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client went away");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    public String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What was asked for so far. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                var in = new DataInputStream(client.getInputStream());
                var out = client.getOutputStream()) {
            if (!greeting.greet(in, out, asked)) {
                return;
            }
            try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                var there = Thread.ofVirtual().start(() -> pass(in, server));
                server.getInputStream().transferTo(out);
                client.close();
                there.join();
            }
        } catch (IOException | InterruptedException e) {
            // one of the two went away
        }
    }

    private static void pass(InputStream in, Socket server) {
        try (server) {
            in.transferTo(server.getOutputStream());
        } catch (IOException e) {
            // one of the two went away
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
