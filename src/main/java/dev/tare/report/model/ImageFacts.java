package dev.tare.report.model;

import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.Finding;
import java.util.List;

/**
 * What a fleet is made of: the parts of the report on one image that are added up over many. A JSON report has all of them.
 *
 * @param layers the lowest first
 * @param avoidable what the leftovers come to
 * @param leftovers where they are
 * @param exposedFiles paths with a hidden copy that is a credential
 * @param exposed where these are
 * @param paths with a hidden copy
 */
public record ImageFacts(
        ImageInfo info,
        Totals totals,
        BaseImage base,
        List<LayerReport> layers,
        AvoidableBytes avoidable,
        Iterable<AvoidableGroup> leftovers,
        long exposedFiles,
        Iterable<ExposedPlace> exposed,
        Series<SecretPlace> secrets,
        Iterable<WastedPath> paths) {

    /**
     * A path of which at least one copy is hidden.
     *
     * @param path whole, with its slash
     */
    public record WastedPath(byte[] path, List<HiddenCopy> copies) {

        static WastedPath of(Finding finding) {
            return new WastedPath(
                    finding.path(),
                    finding.copies().stream()
                            .flatMap(copy -> copy.hidden().map(it -> new HiddenCopy(copy.size(), it.layer())).stream())
                            .toList());
        }
    }

    /** @param layer that hides it */
    public record HiddenCopy(long bytes, int layer) {}

    /** The facts of a report, to be read while it is current. */
    public static ImageFacts of(ImageReport image) {
        return new ImageFacts(
                image.info(),
                image.totals(),
                image.base(),
                image.layers(),
                image.avoidable().bytes(),
                image.avoidable().groups(),
                image.exposures().files(),
                image.exposures().places(),
                image.secrets(),
                () -> image.waste().findings().stream().map(WastedPath::of).iterator());
    }

    /** The same without paths, which may be many. */
    public ImageFacts withoutPaths() {
        return new ImageFacts(
                info, totals, base, layers, avoidable, leftovers, exposedFiles, exposed, secrets, List.of());
    }
}
