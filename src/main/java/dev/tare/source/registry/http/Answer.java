package dev.tare.source.registry.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.NameValuePair;

/** A response to one request, from the address that sent it after all redirects. */
public final class Answer implements Closeable {

    private final Address address;
    private final ClassicHttpResponse response;
    private final AnswerBody body;

    Answer(Address address, ClassicHttpResponse response, AnswerBody body) {
        this.address = address;
        this.response = response;
        this.body = body;
    }

    public Address address() {
        return address;
    }

    public int status() {
        return response.getCode();
    }

    /** The values of all headers of a name; case does not matter. */
    public List<String> headers(String name) {
        return Arrays.stream(response.getHeaders(name))
                .map(NameValuePair::getValue)
                .toList();
    }

    /** The first value of a header; empty where there is none. */
    public String header(String name) {
        return headers(name).stream().findFirst().orElse("");
    }

    /**
     * The body. Reading it fails with {@link dev.tare.image.ImageFault.Unreadable} when the connection breaks, when nothing arrives within the stall
     * timeout, and when the time for the image is over.
     */
    public InputStream body() {
        return body;
    }

    /** Gives the body up: the connection is closed unless the body was read to its end. Ends a read in another thread. */
    @Override
    public void close() {
        body.close();
    }

    /** Reads the body to its end if it is that short, so that the connection can be reused, and closes the response. */
    public void drain(int maxBytes) {
        try (this) {
            if (header("Content-Length").matches("[0-9]{1,9}")
                    && Integer.parseInt(header("Content-Length")) <= maxBytes) {
                body.skip(maxBytes + 1L); // no more, even if the body is longer
            }
        } catch (IOException e) {
            // then the connection is closed
        }
    }
}
