package dev.tare.sharedcache;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.spec.Artifact;
import dev.tare.source.registry.Artifacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes which layers this one is reading, so that they wait for its index. A claim is a hint and no lock: it is a tag that is renewed while
 * the layer is read, and whoever sees it unchanged for a while reads the layer too. So a process that was killed costs others no more than that time.
 */
final class LayerClaims implements AutoCloseable {

    private static final String TYPE = "application/vnd.tare.layer-claim.v1";
    private static final String HOLDER = "dev.tare.claim";

    /** Seconds since 1970, and a random number. */
    private static final Pattern HOLDER_FORM = Pattern.compile("([0-9]{1,12})-[0-9a-f]{16}");

    private static final Duration RENEWAL = Duration.ofSeconds(4);

    /** A claim that was made longer ago than this is left over from a process that is gone. */
    private static final Duration MAX_AGE = Duration.ofSeconds(60);

    /** How long a claim may be unchanged before its process is taken for dead. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(15);

    /** Maximum time to wait for another process, and to have others wait. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** After this time those who claimed a layer at the same moment see who was the last, and only that one reads it. */
    private static final Duration SETTLING = Duration.ofMillis(300);

    private final Repository repository;
    private final Map<Digest, Long> heldUntil = new ConcurrentHashMap<>();
    private @Nullable ScheduledThreadPoolExecutor timer;

    /** The repository, opened for each request: a claim takes longer than one is tried for. */
    interface Repository {
        Artifacts artifacts() throws ImageFault;

        /** Pushes an artifact whose only blob is the config of all artifacts. */
        void push(String tag, Artifact artifact) throws ImageFault;
    }

    /** Looks for an index. */
    interface Lookup<T> {
        Optional<T> find();
    }

    LayerClaims(Repository repository) {
        this.repository = repository;
    }

    /**
     * LayerClaims a layer, or waits for the process that has claimed it.
     *
     * @param lookup is asked from time to time whether that process is done
     * @return what it found; empty if this process is to read the layer
     */
    <T> Optional<T> claimOrAwait(Digest layer, Lookup<T> lookup) throws ImageFault {
        String holder = holder(layer);
        if (holder.isEmpty()) {
            String own = claim(layer);
            Tasks.pause(SETTLING);
            holder = holder(layer);
            if (holder.equals(own)) {
                hold(layer);
                return Optional.empty();
            }
        }
        var found = await(layer, holder, lookup);
        if (found.isEmpty() && !Thread.currentThread().isInterrupted()) {
            claim(layer);
            hold(layer);
        }
        return found;
    }

    /** Waits until the index is there, or the process that reads the layer is silent. */
    private <T> Optional<T> await(Digest layer, String first, Lookup<T> lookup) throws ImageFault {
        String holder = first;
        long begin = System.nanoTime();
        long changed = begin;
        while (System.nanoTime() - begin < MAX_WAIT.toNanos()
                && System.nanoTime() - changed < MAX_SILENCE.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            Tasks.pause(POLL);
            var found = lookup.find();
            if (found.isPresent()) {
                return found;
            }
            String now = holder(layer);
            changed = now.equals(holder) ? changed : System.nanoTime();
            holder = now;
        }
        return Optional.empty();
    }

    /** Ends the claim of a layer that has been read. Its tag stays as it is. */
    void end(Digest layer) {
        heldUntil.remove(layer);
    }

    private static String tag(Digest layer) {
        return IndexArtifact.tag(layer) + ".claim";
    }

    /** A text that differs for each claim and each renewal; empty if nobody claims the layer. */
    private String holder(Digest layer) throws ImageFault {
        return repository
                .artifacts()
                .find(tag(layer))
                .filter(artifact -> artifact.type().equals(TYPE))
                .map(artifact -> artifact.annotations().getOrDefault(HOLDER, ""))
                .filter(LayerClaims::isRecent)
                .orElse("");
    }

    private static boolean isRecent(String holder) {
        var time = HOLDER_FORM.matcher(holder);
        return time.matches()
                && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time.group(1))) <= MAX_AGE.toSeconds();
    }

    private String claim(Digest layer) throws ImageFault {
        String holder = "%d-%016x"
                .formatted(
                        Instant.now().getEpochSecond(),
                        ThreadLocalRandom.current().nextLong());
        repository.push(tag(layer), new Artifact(TYPE, List.of(Artifact.config()), Map.of(HOLDER, holder)));
        return holder;
    }

    private void hold(Digest layer) {
        heldUntil.put(layer, System.nanoTime() + MAX_WAIT.toNanos());
        renewLater(layer);
    }

    private void renewLater(Digest layer) {
        var _ = timer().schedule(() -> renew(layer), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew(Digest layer) {
        Long until = heldUntil.get(layer);
        if (until != null && System.nanoTime() - until < 0) {
            try {
                claim(layer);
                renewLater(layer);
            } catch (ImageFault e) {
                end(layer); // others read the layer too
            }
        }
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(
                    1, task -> Thread.ofPlatform().daemon().name("cache claims").unstarted(task));
        }
        return timer;
    }

    @Override
    public synchronized void close() {
        heldUntil.clear();
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
