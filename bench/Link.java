import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on the loopback address that behaves as a network link does: it delays, and it bounds the rate of each connection and of all together. Object
 * stores and proxies bound each connection; a machine's network bounds all of them. bench/run puts it between a client and a registry.
 *
 * <p>{@code java bench/Link.java PORT TARGET_PORT RTT_MILLISECONDS CONNECTION_MEGABYTES_PER_SECOND TOTAL_MEGABYTES_PER_SECOND}
 *
 * <p>A connection costs one round trip before its first byte, as the handshake of TCP does. The rates bound what the target sends; requests are only
 * delayed. Lost packets and slow start are not modelled.
 */
final class Link {

    private static final int PIECE_BYTES = 64 << 10;

    /** Bounds the memory of a connection whose client does not read: 16 MiB. */
    private static final int MAX_PIECES_UNDER_WAY = 256;

    /** How far ahead of its turn a piece is taken from the target. A shorter time would cost a wake-up for each piece. */
    private static final long MAX_AHEAD_NANOS = 20_000_000;

    private final int targetPort;
    private final long delayNanos;
    private final double connectionBytesPerSecond;
    private final Rate total;

    private Link(int targetPort, double roundTripMillis, double connectionMegabytes, double totalMegabytes) {
        this.targetPort = targetPort;
        this.delayNanos = (long) (roundTripMillis * 1e6 / 2);
        this.connectionBytesPerSecond = connectionMegabytes * 1e6;
        this.total = new Rate(totalMegabytes * 1e6);
    }

    public static void main(String... arguments) throws IOException {
        if (arguments.length != 5) {
            System.err.println("usage: java Link.java PORT TARGET_PORT RTT_MS CONNECTION_MB_S TOTAL_MB_S");
            System.exit(2);
        }
        var numbers = Arrays.stream(arguments).mapToDouble(Double::parseDouble).toArray();
        new Link((int) numbers[1], numbers[2], numbers[3], numbers[4]).serve((int) numbers[0]);
    }

    private void serve(int port) throws IOException {
        try (var server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
            while (true) {
                var client = server.accept();
                Thread.startVirtualThread(() -> connect(client));
            }
        }
    }

    private void connect(Socket client) {
        LockSupport.parkNanos(2 * delayNanos); // the handshake
        try (client;
                var target = new Socket(InetAddress.getLoopbackAddress(), targetPort)) {
            client.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
            var requests = Thread.startVirtualThread(() -> carry(client, target, List.of()));
            carry(target, client, List.of(new Rate(connectionBytesPerSecond), total));
            client.shutdownInput(); // ends the other direction too
            requests.join();
        } catch (IOException | InterruptedException e) {
            // one side closed the connection; the other is closed with it
        }
    }

    /** Carries bytes in one direction until the end of the stream or a fault. */
    private void carry(Socket from, Socket to, List<Rate> rates) {
        var pieces = new ArrayBlockingQueue<Piece>(MAX_PIECES_UNDER_WAY);
        var writer = Thread.startVirtualThread(() -> deliver(pieces, to));
        try {
            read(from.getInputStream(), pieces, rates);
            pieces.put(Piece.END);
            writer.join();
        } catch (IOException | InterruptedException e) {
            writer.interrupt();
        }
    }

    private void read(InputStream from, BlockingQueue<Piece> pieces, List<Rate> rates)
            throws IOException, InterruptedException {
        var buffer = new byte[PIECE_BYTES];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            long now = System.nanoTime();
            long turn = now;
            for (var rate : rates) {
                turn = Math.max(turn, rate.turn(now, length));
            }
            if (turn - now > MAX_AHEAD_NANOS) {
                LockSupport.parkNanos(turn - now - MAX_AHEAD_NANOS);
            }
            pieces.put(new Piece(Arrays.copyOf(buffer, length), turn + delayNanos));
        }
    }

    private static void deliver(BlockingQueue<Piece> pieces, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (var piece = pieces.take(); piece != Piece.END; piece = pieces.take()) {
                long early = piece.due - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                out.write(piece.bytes);
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            // the receiver is gone; closing its socket ends the reader too
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is left to close
        }
    }

    /** Bytes on their way. */
    private record Piece(byte[] bytes, long due) {

        static final Piece END = new Piece(new byte[0], 0);
    }

    /** Hands out the times at which bytes have passed a link of a fixed rate. */
    private static final class Rate {

        private final double bytesPerSecond;
        private double next = System.nanoTime();

        Rate(double bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        synchronized long turn(long now, int bytes) {
            next = Math.max(next, now) + bytes / bytesPerSecond * 1e9;
            return (long) next;
        }
    }
}
