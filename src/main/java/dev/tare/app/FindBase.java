package dev.tare.app;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.name.ImageName;
import dev.tare.image.spec.Platform;
import dev.tare.scan.Base;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out which layers of an image come from the one that it was built from. Of that, the manifest and the config are fetched and no more. */
public final class FindBase {

    /** A longer name cannot be a reference. */
    private static final int MAX_NAME_CHARACTERS = 1_024;

    /** Time for looking up a base that only the image names. */
    private static final Duration ANNOTATED_BASE_TIMEOUT = Duration.ofSeconds(15);

    private final Session session;

    public FindBase(Session session) {
        this.session = session;
    }

    /**
     * @param named by the user; without a name, what the image's annotations say is looked for where the image is
     * @throws ImageFault if the base that the user named cannot be read
     */
    public Base of(NamedImage image, ScannedImage scanned, Optional<NamedImage> named)
            throws IOException, InterruptedException {
        if (named.isPresent()) {
            var base = named.get();
            try {
                return read(base, base.name(), scanned, false);
            } catch (ImageFault fault) {
                throw fault.in("the base " + base.name());
            }
        }
        String name = scanned.manifest().annotations().getOrDefault(Base.NAME, "");
        if (name.isBlank() || name.length() > MAX_NAME_CHARACTERS) {
            return new Base.Unknown();
        }
        Base found = new Base.Named(name, "it was not looked up, since it is not where this image is");
        long deadline = System.nanoTime() + ANNOTATED_BASE_TIMEOUT.toNanos();
        for (var place : beside(image, name, digest(scanned))) {
            found = before(deadline, name, () -> read(place, name, scanned, true));
            if (found instanceof Base.Known || System.nanoTime() >= deadline) {
                break;
            }
        }
        return found;
    }

    /** Looks for what nobody asked for, and gives up soon: the report on the image is done and must not wait. */
    private static Base before(long deadline, String name, Callable<Base> lookUp) throws InterruptedException {
        var task = new FutureTask<>(lookUp);
        Thread.ofPlatform().daemon().name("base").start(task);
        try {
            return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return new Base.Named(
                    name, "it could not be read within %d seconds".formatted(ANNOTATED_BASE_TIMEOUT.toSeconds()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                return new Base.Named(name, "it could not be read: " + fault.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Base read(NamedImage base, String name, ScannedImage scanned, boolean annotated)
            throws IOException, InterruptedException {
        var platform = Optional.of(scanned.config().platform()).filter(Platform::isKnown);
        return session.with(
                base,
                (source, scanner) -> Base.of(name, scanner.resolve(source, platform), scanned.layers(), annotated));
    }

    private static Optional<Digest> digest(ScannedImage scanned) {
        try {
            return Optional.ofNullable(scanned.manifest().annotations().get(Base.DIGEST))
                    .map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Where the base that an image names may be, if that is where the image itself is: a stranger's image sends nobody to other hosts.
     * By digest first; but buildah notes the digest that a base has on the machine that built it, which may have been pushed with another.
     */
    private List<NamedImage> beside(NamedImage image, String name, Optional<Digest> digest) {
        if (image.image() instanceof ImageName.InLayout layout) {
            return digest.stream()
                    .map(d -> session.image(new ImageName.InLayout(layout.directory(), "", Optional.of(d))))
                    .toList();
        }
        if (image.reference().isEmpty()) {
            return List.of();
        }
        try {
            // no text of a stranger's is taken for a path
            var named = session.image(new ImageName.InRegistry(name)).reference();
            String host = image.reference().get().host();
            if (named.filter(reference -> reference.host().equals(host)).isEmpty()) {
                return List.of();
            }
            var places = new ArrayList<NamedImage>();
            digest.ifPresent(d -> places.add(session.image(
                    new ImageName.InRegistry(host + "/" + named.get().repository() + "@" + d))));
            places.add(session.image(new ImageName.InRegistry(named.get().toString())));
            return places;
        } catch (InvalidRequest e) {
            return List.of(); // not a name that could be looked up
        }
    }
}
