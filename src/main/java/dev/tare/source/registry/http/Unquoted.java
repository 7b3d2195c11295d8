package dev.tare.source.registry.http;

import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Faults of a response without the response. The library quotes what it cannot read, and a server may echo the credential that it was sent. */
final class Unquoted {

    private Unquoted() {}

    /** The same fault, perhaps with another message. */
    static IOException of(Exception fault) {
        return switch (fault) {
            case MessageConstraintException _ ->
                new IOException("the answer has more or longer headers than any should");
            case MalformedChunkCodingException _ -> new IOException("the chunks of the answer are not valid");
            case ClientProtocolException _, HttpException _ -> new IOException("the answer is no HTTP");
            case IOException other -> other;
            case ProcessingException declared when declared.getCause() instanceof IOException cause -> of(cause);
            default -> new IOException("the answer is no HTTP");
        };
    }
}
