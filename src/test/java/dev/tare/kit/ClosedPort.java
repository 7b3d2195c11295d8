package dev.tare.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of loopback that refuses connections, and is nobody else's until a server is started there or this is closed. */
public final class ClosedPort implements AutoCloseable {

    private final Socket held = new Socket();

    /** Takes a free port. */
    public ClosedPort() {
        try {
            held.setReuseAddress(true); // so that a server may listen there beside it
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int number() {
        return held.getLocalPort();
    }

    public String host() {
        return "127.0.0.1:" + number();
    }

    /** Lets a server listen there. */
    public RawServer open(RawServer.Handler handler) throws IOException {
        return RawServer.start(new ServerSocket(number(), 50, InetAddress.getLoopbackAddress()), handler);
    }

    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
