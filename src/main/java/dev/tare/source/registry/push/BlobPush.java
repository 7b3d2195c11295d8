package dev.tare.source.registry.push;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotHeld;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.http.Address;
import dev.tare.source.registry.http.Answer;
import dev.tare.source.registry.http.Get;
import dev.tare.source.registry.http.Http;
import dev.tare.source.registry.http.Resource;
import dev.tare.source.registry.http.Send;
import dev.tare.source.registry.http.Send.Body;
import dev.tare.source.registry.http.Send.Method;
import java.util.Optional;
import java.util.Set;

/** Pushes blobs (OCI distribution-spec 1.1, "Pushing Blobs"). A blob is in the repository as a whole or not at all. */
public final class BlobPush {

    /** A blob of at most this many bytes is sent in one request. A larger one comes in chunks of this size: each has the stall timeout for itself. */
    private static final int CHUNK_BYTES = 8 << 20;

    /** Maximum {@code OCI-Chunk-Min-Length} that is followed, in bytes. */
    private static final int MAX_CHUNK_BYTES = 64 << 20;

    private static final String BYTES = "application/octet-stream";
    private static final String LOCATION = "Location";
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> CREATED = Set.of(201);
    private static final Set<Integer> ACCEPTED = Set.of(202);
    private static final Set<Integer> CREATED_OR_ACCEPTED = Set.of(201, 202);

    private final Repository repository;

    /** @param repository that may be written to */
    public BlobPush(Repository repository) {
        this.repository = repository;
    }

    /** Returns true if the repository has this blob. */
    public boolean isThere(Digest digest) throws ImageFault {
        var head = new Get(Resource.blob(digest), repository.at("/blobs/" + digest));
        try {
            repository.send(new Send(Method.HEAD, head, Body.NONE), OK);
            return true;
        } catch (NotHeld e) {
            return false;
        }
    }

    /** Pushes a blob, unless the repository has it. */
    public void pushMissing(Digest digest, byte[] bytes) throws ImageFault {
        if (!isThere(digest)) {
            push(digest, bytes);
        }
    }

    /** Pushes a blob. */
    public void push(Digest digest, byte[] bytes) throws ImageFault {
        upload(started(digest, ""), digest, bytes);
    }

    /**
     * Has the registry take a blob from another of its repositories.
     *
     * @param from the name of that repository
     * @return false if the registry does not do that; then nothing has changed
     */
    public boolean mount(Digest digest, String from) throws ImageFault {
        var started = started(digest, "?mount=%s&from=%s".formatted(digest, from));
        return started.isEmpty(); // an upload that was begun instead is given up, and the registry forgets it
    }

    /**
     * An upload that the registry has begun.
     *
     * @param at where the next bytes are sent to
     * @param minChunkBytes minimum size of every chunk but the last, in bytes
     */
    private record Upload(Address at, int minChunkBytes) {}

    /**
     * Begins an upload.
     *
     * @return empty if the blob is in the repository already
     */
    private Optional<Upload> started(Digest digest, String query) throws ImageFault {
        var head = new Get(Resource.blob(digest), repository.at("/blobs/uploads/" + query));
        var answer = repository.send(new Send(Method.POST, head, Body.NONE), CREATED_OR_ACCEPTED);
        return answer.status() == 201 ? Optional.empty() : Optional.of(new Upload(next(answer), minChunkBytes(answer)));
    }

    private void upload(Optional<Upload> started, Digest digest, byte[] bytes) throws ImageFault {
        if (started.isEmpty()) {
            return;
        }
        int chunk = Math.max(CHUNK_BYTES, started.get().minChunkBytes());
        var at = started.get().at();
        int sent = 0;
        while (bytes.length - sent > chunk) {
            at = patch(at, digest, bytes, sent, chunk);
            sent += chunk;
        }
        var head = new Get(Resource.blob(digest), at.with("digest=" + digest));
        var ranged = sent == 0 ? head : head.with("Content-Range", range(sent, bytes.length - sent));
        repository.send(new Send(Method.PUT, ranged, new Body(BYTES, bytes, sent, bytes.length - sent)), CREATED);
    }

    /** Sends a chunk that is not the last, and returns where the next is sent to. */
    private Address patch(Address at, Digest digest, byte[] bytes, int from, int length) throws ImageFault {
        var head = new Get(Resource.blob(digest), at).with("Content-Range", range(from, length));
        var send = new Send(Method.PATCH, head, new Body(BYTES, bytes, from, length));
        return next(repository.send(send, ACCEPTED));
    }

    private static String range(int from, int length) {
        return "%d-%d".formatted(from, from + length - 1);
    }

    /** The {@code Location} may be relative, have a query, and be at another host, which gets no credentials. */
    private static Address next(Answer answer) throws Unreadable {
        return Http.next(answer.address(), answer.header(LOCATION));
    }

    private static int minChunkBytes(Answer answer) {
        String length = answer.header("OCI-Chunk-Min-Length").strip();
        return length.matches("[0-9]{1,9}") ? Math.min(Integer.parseInt(length), MAX_CHUNK_BYTES) : 0;
    }
}
