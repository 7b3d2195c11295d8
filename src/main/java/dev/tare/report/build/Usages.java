package dev.tare.report.build;

import dev.tare.analysis.usage.Owners;
import dev.tare.analysis.usage.Usage;
import dev.tare.kinds.FileKinds;
import dev.tare.packages.Databases;
import dev.tare.packages.InstalledPackage;
import dev.tare.report.model.DiskUsage;
import dev.tare.report.model.DiskUsage.By;
import dev.tare.report.model.DiskUsage.Group;
import dev.tare.report.model.DiskUsage.Subject;
import dev.tare.scan.ScannedImage;
import java.util.List;
import java.util.function.Function;

/** Divides the visible bytes at and below a path, as a report has them. */
public final class Usages {

    private final ScannedImage image;
    private final String repository;
    private final Usage usage;

    /**
     * @param repository the image's name without tag and digest
     * @param usage of the image
     */
    public Usages(ScannedImage image, String repository, Usage usage) {
        this.image = image;
        this.repository = repository;
        this.usage = usage;
    }

    /** @param depth levels below the path, from 0 on */
    public DiskUsage byDirectory(int depth) {
        return report(By.DIRECTORY, usage.byPlace(depth), Usages::place);
    }

    public DiskUsage byLayer() {
        var layers = Summaries.layers(image);
        return report(
                By.LAYER, usage.byLayer(), group -> group(new Subject.Layer(layers.get(group.key())), group.sum()));
    }

    /**
     * @param owners of the files of the image
     * @param databases that know these
     * @param notes what of them could not be read, a line each
     */
    public DiskUsage byPackage(Owners<InstalledPackage> owners, Databases databases, List<String> notes) {
        return report(
                By.PACKAGE,
                usage.by(owners),
                group -> group(subject(databases.completed(group.key())), group.sum()),
                notes);
    }

    private static Subject subject(InstalledPackage one) {
        return one.equals(InstalledPackage.NONE)
                ? new Subject.NoPackage()
                : new Subject.OfPackage(one.database().toString(), one.name(), one.version());
    }

    public DiskUsage byKind() {
        return report(
                By.KIND,
                usage.by((path, mode) -> FileKinds.of(path, Extensions.of(path), mode)),
                group -> group(new Subject.Kind(group.key().id(), group.key().title()), group.sum()));
    }

    public DiskUsage byExtension() {
        return report(
                By.EXTENSION,
                usage.by((path, _) -> Extensions.of(path)),
                group -> group(new Subject.Extension(group.key()), group.sum()));
    }

    static Group place(Usage.Place place) {
        return group(new Subject.Place(place.path(), place.isDirectory()), place.sum());
    }

    private static Group group(Subject subject, Usage.Sum sum) {
        return new Group(subject, sum.bytes(), sum.copies());
    }

    private <E> DiskUsage report(By by, List<E> found, Function<E, Group> asReported) {
        return report(by, found, asReported, List.of());
    }

    private <E> DiskUsage report(By by, List<E> found, Function<E, Group> asReported, List<String> notes) {
        return new DiskUsage(
                Summaries.info(image, repository),
                usage.path(),
                by,
                image.accounts().visibleBytes(),
                usage.all().bytes(),
                usage.all().copies(),
                Lent.series(new Lent<>(() -> found), asReported),
                notes);
    }
}
