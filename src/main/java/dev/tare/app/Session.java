package dev.tare.app;

import dev.tare.analysis.ledger.Ledger;
import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import dev.tare.image.name.ImageName;
import dev.tare.image.name.Reference;
import dev.tare.image.spec.Platform;
import dev.tare.layer.store.LayerStore;
import dev.tare.layer.store.StoreChain;
import dev.tare.scan.LayerIndexer;
import dev.tare.scan.ScannedImage;
import dev.tare.scan.Scanner;
import dev.tare.sharedcache.SharedCache;
import dev.tare.sharedcache.SharedCache.Claiming;
import dev.tare.sharedcache.SharedCacheName;
import dev.tare.source.Source;
import dev.tare.source.SourceListener;
import dev.tare.source.archive.Archives;
import dev.tare.source.credentials.Credentials;
import dev.tare.source.layout.FileSource;
import dev.tare.source.layout.Folder;
import dev.tare.source.layout.ImageFormat;
import dev.tare.source.layout.Wanted;
import dev.tare.source.registry.Registries;
import dev.tare.source.registry.Registries.Patience;
import dev.tare.source.registry.Repository;
import dev.tare.source.registry.auth.Authorizer.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the images of a run share: the configuration of registries and the connections to them, credentials, and the layers that were read. What
 * only registries need is read when the first image of one is named, and the store of layers when the first image is opened.
 */
public final class Session implements AutoCloseable {

    private final Settings settings;
    private final Watch watch;
    private @Nullable LayerIndexer indexer;
    private @Nullable LayerStore store;
    private @Nullable Registries registries;
    private @Nullable Credentials credentials;

    /** @param watch is told of each image that is opened */
    public Session(Settings settings, Watch watch) {
        this.settings = settings;
        this.watch = watch;
    }

    /**
     * All images of a run, none of which is opened yet. Credentials that are given for this run alone go to their hosts and to no other.
     *
     * @throws InvalidRequest if a name cannot be understood
     */
    public List<NamedImage> images(List<String> names) {
        return images(names, List.of());
    }

    /**
     * The same for a run that asks further hosts for the names of images.
     *
     * @param others these hosts
     */
    List<NamedImage> images(List<String> names, List<String> others) {
        var images = names.stream().map(Session::parse).map(this::image).toList();
        var hosts = images.stream().flatMap(image -> image.reference().stream()).map(Reference::host);
        takeCredentials(Stream.concat(hosts, others.stream()).distinct().toList());
        return images;
    }

    /**
     * The repository that a name means.
     *
     * @return a reference whose tag does not matter
     * @throws IllegalArgumentException that says what is wrong with it
     */
    Reference repository(String name) {
        return registries().reference(name);
    }

    /** An image of a repository that was listed. */
    static NamedImage found(Reference reference) {
        return new NamedImage(
                reference.toString(), new ImageName.InRegistry(reference.toString()), Optional.of(reference));
    }

    /** All tags of a repository. */
    List<String> tags(Reference repository) throws ImageFault {
        try (var listener = watch.image(repository.host() + "/" + repository.repository())) {
            return registries().tags(repository, credentials(repository.host()), listener);
        }
    }

    /** All repositories of a registry, by name. */
    List<String> repositories(String registry) throws ImageFault {
        try (var listener = watch.image(registry)) {
            return registries().repositories(registry, credentials(registry), listener);
        }
    }

    /** How many requests one host may get at the same time. */
    int connections() {
        return settings.registry().connections();
    }

    /** Images of repositories are about to be chosen. */
    Watch.OfSelection selecting() {
        return watch.selection();
    }

    /** Tells the user something that is no fault. */
    public void tell(String line) {
        watch.notice(line);
    }

    /**
     * Another image, by the same settings and credentials.
     *
     * @throws InvalidRequest if its name cannot be understood
     */
    public NamedImage image(String name) {
        return image(parse(name));
    }

    /**
     * The base that the user named.
     *
     * @throws InvalidRequest if its name cannot be understood; says which option it is the value of
     */
    public NamedImage base(String name) {
        return named("--base", name);
    }

    /** The same for the image that others are held against. */
    public NamedImage baseline(String name) {
        return named("--baseline", name);
    }

    private NamedImage named(String option, String name) {
        try {
            return image(name);
        } catch (InvalidRequest e) {
            throw new InvalidRequest(option + ": " + e.getMessage());
        }
    }

    NamedImage image(ImageName name) {
        if (!(name instanceof ImageName.InRegistry(String text))) {
            return new NamedImage(name.toString(), name, Optional.empty());
        }
        try {
            var reference = registries().reference(text);
            return new NamedImage(reference.toString(), name, Optional.of(reference));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private synchronized Registries registries() {
        registries = registries == null ? new Registries(settings.registry(), settings.limits()) : registries;
        return registries;
    }

    private synchronized LayerIndexer indexer() {
        indexer = indexer == null
                ? new LayerIndexer(
                        limits(), settings.jobs(), settings.registry().connections(), store())
                : indexer;
        return indexer;
    }

    private synchronized LayerStore store() {
        if (store == null) {
            var caches = settings.caches();
            var stores = new ArrayList<LayerStore>();
            stores.add(caches.local().get());
            var names = caches.shared().stream().distinct().toList();
            names.forEach(name ->
                    stores.add(shared(name, name.equals(names.getFirst()) ? Claiming.CLAIMS : Claiming.NEVER, caches)));
            store = stores.size() == 1 ? stores.getFirst() : new StoreChain(stores);
        }
        return store;
    }

    private SharedCache shared(SharedCacheName name, Claiming claiming, Settings.Caches caches) {
        var reference = name.reference();
        return new SharedCache(new SharedCache.Settings(
                name,
                caches.mode(),
                claiming,
                caches.copies().apply(name),
                (access, patience) -> repository(reference, access, patience),
                watch::notice));
    }

    /**
     * A repository for artifacts, by the credentials of its host.
     *
     * @param name with its host
     * @throws Unreadable if the configuration forbids it
     */
    public Repository repository(String name, Access access, Patience patience) throws Unreadable {
        return repository(registries().reference(name), access, patience);
    }

    private Repository repository(Reference reference, Access access, Patience patience) throws Unreadable {
        return registries().repository(reference, access, credentials(reference.host()), patience);
    }

    private static ImageName parse(String name) {
        try {
            return ImageName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void takeCredentials(List<String> hosts) {
        if (!hosts.isEmpty()) {
            credentials = Credentials.of(
                            settings.login().to(hosts),
                            settings.registryConfig(),
                            settings.registry().environment())
                    .withPullSecrets(settings.pullSecrets());
        }
    }

    /** Those of the run. An image that only the session names, such as a base, is asked for its host if no other was. */
    private synchronized Credentials credentials(String host) {
        if (credentials == null) {
            takeCredentials(List.of(host));
        }
        return Objects.requireNonNull(credentials);
    }

    Limits limits() {
        return settings.limits();
    }

    public Optional<Platform> platform() {
        return settings.platform();
    }

    /** What is done between the two steps of reading an image. */
    public interface Resolved {
        void run() throws InterruptedException;
    }

    /** What is done with an image while it is open. */
    public interface Work<T> {
        T with(Source source, Scanner scanner) throws IOException, InterruptedException;
    }

    /** Reads an image and accounts for it. */
    public ScannedImage scan(NamedImage image, SecretPaths secrets) throws IOException, InterruptedException {
        return with(image, (source, scanner) -> scanner.scan(source, platform(), secrets));
    }

    /** Reads an image, and keeps more of its ledger than the accounts need. */
    public ScannedImage scan(NamedImage image, Ledger.Keep keep) throws IOException, InterruptedException {
        return with(image, (source, scanner) -> scanner.scan(source, platform(), keep));
    }

    /**
     * Reads the layers of an image in a turn that was taken before.
     *
     * @param onResolved is run before layers are read
     */
    public Scanner.Unaccounted read(NamedImage image, SecretPaths secrets, LayerIndexer.Turn turn, Resolved onResolved)
            throws IOException, InterruptedException {
        return with(image, Optional.empty(), turn, (source, scanner) -> {
            var resolved = scanner.resolveToRead(source, platform());
            onResolved.run();
            return scanner.read(source, resolved, secrets);
        });
    }

    /** A place in the order in which layers are read. */
    public LayerIndexer.Turn turn() {
        return indexer().turn();
    }

    /** Opens an image, and closes it when the work is done. */
    <T> T with(NamedImage image, Work<T> work) throws IOException, InterruptedException {
        try (var turn = turn()) {
            return with(image, Optional.empty(), turn, work);
        }
    }

    /** The same for who has to read a layer twice: what passes by only once is kept in a file until it is closed. */
    public <T> T withRereadable(NamedImage image, Work<T> work) throws IOException, InterruptedException {
        try (var turn = turn()) {
            return with(image, Optional.of(temporaryFolder()), turn, work);
        }
    }

    private <T> T with(NamedImage image, Optional<Path> keptIn, LayerIndexer.Turn turn, Work<T> work)
            throws IOException, InterruptedException {
        try (var listener = watch.image(image.name());
                var source = open(image, listener, keptIn)) {
            return work.with(source, new Scanner(limits(), listener, turn, settings.tables()));
        } catch (ImageFault fault) {
            throw image.explained(fault);
        }
    }

    /** Writes for the user while nothing is told of images that are being read. */
    public void write(Watch.Writing writing) throws IOException {
        watch.pauseFor(writing);
    }

    private Path temporaryFolder() {
        String temporary = settings.registry().environment().getOrDefault("TMPDIR", "");
        return Path.of(temporary.isEmpty() ? System.getProperty("java.io.tmpdir") : temporary);
    }

    private Source open(NamedImage image, SourceListener listener, Optional<Path> keptIn) throws ImageFault {
        if (image.fault().isPresent()) {
            throw image.fault().get();
        }
        String name = image.name();
        var archives = new Archives(limits(), listener::passed, keptIn);
        return switch (image.image()) {
            case ImageName.InLayout in ->
                new FileSource(
                        Folder.at(in.directory()),
                        name,
                        ImageFormat.OCI_LAYOUT,
                        Wanted.of(in.tag(), in.digest()),
                        limits());
            case ImageName.InOciArchive in -> archives.oci(in.file(), in.tag(), in.digest(), name);
            case ImageName.InDockerArchive in -> archives.docker(in.file(), in.name(), name);
            case ImageName.InArchive in -> archives.file(in.file(), in.name(), in.digest(), name);
            case ImageName.OnStdin _ -> archives.stream(settings.standardInput().get(), name);
            case ImageName.InRegistry _ -> {
                var reference = image.reference().orElseThrow();
                yield registries().open(reference, credentials(reference.host()), listener);
            }
        };
    }

    @Override
    public void close() {
        LayerStore opened;
        synchronized (this) {
            opened = store;
        }
        if (opened != null) {
            opened.close(); // without the lock, which what is still being kept may need
        }
        closeRegistries();
    }

    private synchronized void closeRegistries() {
        if (registries != null) {
            registries.lowQuotas().forEach(watch::notice);
            registries.close();
        }
    }
}
