package dev.tare.sharedcache;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Artifact;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.MediaType;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Origin;
import dev.tare.layer.store.LayerStore;
import dev.tare.layer.store.PackedIndex;
import dev.tare.source.registry.Artifacts;
import dev.tare.source.registry.Registries.Patience;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.push.BlobPush;
import dev.tare.source.registry.push.ManifestPush;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LayerStore} in a repository of a registry. What it finds it also keeps on this machine. Where the registry fails, or refuses, the cache is not
 * asked again in this run; where it does not let this user write, it is only read. Either is said once.
 *
 * <p>There are no locks: two processes that read the same layer at the same time both keep the same index. {@link LayerClaims} make that rare. An index
 * is pushed before the tag that leads to it, so that a process can be killed at any time.
 */
public final class SharedCache implements LayerStore {

    /** How many layers are looked for at the same time. */
    private static final int MAX_LOOKUPS = 16;

    /** How many indexes are pushed at the same time. */
    private static final int MAX_PUSHES = 4;

    /** For all lookups of an image together: a cache must not cost more time than it saves. */
    private static final Patience LOOKUP = new Patience(1, Duration.ofSeconds(20));

    private static final Patience PUSH = new Patience(2, Duration.ofSeconds(30));

    /** Time before a push that failed is tried once more. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Minimum size of a layer that is worth a claim, in bytes. A smaller one is read twice in less time than it takes to agree. */
    private static final long MIN_CLAIMED_BYTES = 16 << 20;

    /** Maximum time that the end of a run waits for what is still being pushed. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private final Settings settings;
    private final UnpackMemory memory = new UnpackMemory();
    private final LayerClaims claims = new LayerClaims(new ForClaims());
    private final Map<String, Boolean> told = new ConcurrentHashMap<>();
    private @Nullable ExecutorService lookups;
    private @Nullable ExecutorService pushes;
    private boolean hasConfig;
    private @Nullable ImageFault configFault;
    private volatile boolean isOff;
    private volatile boolean isReadOnly;

    /** Opens the repository with the credentials that are kept for its host. */
    public interface Opener {
        Repository open(Access access, Patience patience) throws ImageFault;
    }

    /** What may be done with a cache. */
    public enum Mode {
        READ_ONLY,
        READ_WRITE
    }

    /** Whether others wait for a layer that this process reads. */
    public enum Claiming {
        /** For the first of several caches only: two processes that claim layers in two caches could wait for one another. */
        CLAIMS,
        NEVER
    }

    /**
     * How a shared cache is used.
     *
     * @param copies of this machine
     * @param notices receives a line for people
     */
    public record Settings(
            SharedCacheName name,
            Mode mode,
            Claiming claiming,
            LayerStore copies,
            Opener opener,
            Consumer<String> notices) {}

    public SharedCache(Settings settings) {
        this.settings = settings;
        this.isReadOnly = settings.mode() == Mode.READ_ONLY;
    }

    @Override
    public boolean isShared() {
        return !isReadOnly && !isOff;
    }

    @Override
    public Map<Digest, Found> find(List<Descriptor> layers, Limits limits) {
        var found = new HashMap<>(settings.copies().find(layers, limits));
        var missing = layers.stream()
                .filter(layer -> !found.containsKey(layer.digest()))
                .toList();
        if (missing.isEmpty() || isOff) {
            return found;
        }
        open(Access.PULL, LOOKUP).map(Artifacts::new).ifPresent(artifacts -> {
            var tasks = missing.stream()
                    .map(layer -> lookups().submit(() -> find(artifacts, layer, limits)))
                    .toList();
            tasks.forEach(task -> Tasks.result(task)
                    .ifPresent(index -> found.put(index.digest(), new Found(index, Origin.SHARED_CACHE))));
        });
        return found;
    }

    /** Whether it has the layer takes a request to know. */
    @Override
    public boolean has(Descriptor layer) {
        return !isOff || settings.copies().has(layer);
    }

    /** Waits for another process that is reading a large layer, and otherwise has others wait for this one. */
    @Override
    public Optional<Found> findLate(Descriptor layer, Limits limits) {
        if (!isShared()) {
            return Optional.empty();
        }
        var found = findNow(layer, limits);
        if (found.isPresent()
                || layer.size() < MIN_CLAIMED_BYTES
                || settings.claiming() == Claiming.NEVER
                || !isShared()) {
            return found;
        }
        try {
            return claims.claimOrAwait(layer.digest(), () -> findNow(layer, limits));
        } catch (ImageFault e) {
            onlyRead(e);
            return Optional.empty();
        }
    }

    private Optional<Found> findNow(Descriptor layer, Limits limits) {
        return open(Access.PULL, LOOKUP)
                .flatMap(it -> find(new Artifacts(it), layer, limits))
                .map(index -> new Found(index, Origin.SHARED_CACHE));
    }

    /** The repository, for claims. */
    private final class ForClaims implements LayerClaims.Repository {
        @Override
        public Artifacts artifacts() throws ImageFault {
            return new Artifacts(settings.opener().open(Access.PULL, LOOKUP));
        }

        @Override
        public void push(String tag, Artifact artifact) throws ImageFault {
            var repository = settings.opener().open(Access.PULL_PUSH, PUSH);
            twice(() -> {
                pushConfig(new BlobPush(repository));
                new ManifestPush(repository).push(tag, MediaType.OCI_MANIFEST, artifact.manifest());
            });
        }
    }

    private Optional<Repository> open(Access access, Patience patience) {
        try {
            return Optional.of(settings.opener().open(access, patience));
        } catch (ImageFault e) {
            turnOff(e);
            return Optional.empty();
        }
    }

    private Optional<LayerIndex> find(Artifacts artifacts, Descriptor layer, Limits limits) {
        if (isOff) {
            return Optional.empty();
        }
        try {
            var artifact = artifacts.find(IndexArtifact.tag(layer.digest()));
            if (artifact.isEmpty()) {
                return Optional.empty();
            }
            byte[] packed = artifacts.content(IndexArtifact.blob(artifact.get()), PackedIndex.MAX_PACKED_BYTES);
            var index = memory.unpack(packed, layer, limits);
            index.ifPresent(it -> settings.copies().keep(it, limits));
            return index;
        } catch (Damaged e) {
            tell("an entry is not used (%s: %s); its layer is read"
                    .formatted(layer.digest().brief(), e.getMessage()));
            return Optional.empty();
        } catch (ImageFault e) {
            turnOff(e);
            return Optional.empty();
        }
    }

    private void turnOff(ImageFault fault) {
        if (!Thread.currentThread().isInterrupted()) {
            isOff = true;
            tell("not used (%s)".formatted(fault.getMessage()));
        }
    }

    /** Says something once, whatever the details. */
    private void tell(String line) {
        String kind = line.substring(0, line.indexOf('('));
        if (told.putIfAbsent(kind, true) == null) {
            settings.notices().accept("--cache %s: %s".formatted(settings.name(), line));
        }
    }

    @Override
    public void keep(LayerIndex index, Limits limits) {
        if (!isReadOnly && !isOff) {
            var _ = pushes().submit(() -> push(index, limits));
        }
    }

    private void push(LayerIndex index, Limits limits) {
        if (isReadOnly || isOff) {
            return;
        }
        try {
            var packed = PackedIndex.pack(index, limits);
            if (packed.isPresent()) { // else its layer is read by everybody
                twice(() -> push(index.digest(), packed.get()));
            }
        } catch (ImageFault e) {
            onlyRead(e);
        } finally {
            claims.end(index.digest());
        }
    }

    private void push(Digest layer, byte[] packed) throws ImageFault {
        var repository = settings.opener().open(Access.PULL_PUSH, PUSH);
        var artifact = IndexArtifact.of(layer, packed);
        var blobs = new BlobPush(repository);
        pushConfig(blobs);
        blobs.push(IndexArtifact.blob(artifact).digest(), packed);
        new ManifestPush(repository).push(IndexArtifact.tag(layer), MediaType.OCI_MANIFEST, artifact.manifest());
    }

    private interface Push {
        void run() throws ImageFault;
    }

    /** Some registries refuse a manifest for a moment while another process pushes a blob of it. */
    private static void twice(Push push) throws ImageFault {
        try {
            push.run();
        } catch (ImageFault e) {
            Tasks.pause(PAUSE);
            push.run();
        }
    }

    private void onlyRead(ImageFault fault) {
        if (!Thread.currentThread().isInterrupted()) {
            isReadOnly = true;
            tell("only read (%s)".formatted(fault.getMessage()));
        }
    }

    /** All artifacts have the same config. If it cannot be pushed, nothing else is tried: a registry may take long to refuse. */
    private synchronized void pushConfig(BlobPush blobs) throws ImageFault {
        if (configFault != null) {
            throw configFault;
        }
        var config = Artifact.config();
        try {
            if (!hasConfig) {
                blobs.pushMissing(config.digest(), config.data().orElseThrow());
            }
            hasConfig = true;
        } catch (ImageFault e) {
            configFault = e;
            throw e;
        }
    }

    private synchronized ExecutorService lookups() {
        lookups = lookups == null ? Tasks.pool("cache lookup", MAX_LOOKUPS) : lookups;
        return lookups;
    }

    private synchronized ExecutorService pushes() {
        pushes = pushes == null ? Tasks.boundedPool("cache push", MAX_PUSHES) : pushes;
        return pushes;
    }

    @Override
    public void close() {
        ExecutorService running;
        synchronized (this) {
            if (lookups != null) {
                lookups.shutdownNow();
            }
            running = pushes;
        }
        if (running != null && !Tasks.end(running, MAX_WAIT)) {
            tell("not all was kept (it takes longer than %d seconds)".formatted(MAX_WAIT.toSeconds()));
        }
        claims.close();
    }
}
