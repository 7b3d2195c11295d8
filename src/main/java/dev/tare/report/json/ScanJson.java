package dev.tare.report.json;

import dev.tare.report.format.Output;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.waste.AvoidableGroup;
import dev.tare.report.model.waste.Finding;
import dev.tare.report.model.waste.Recommendation;
import dev.tare.report.model.waste.RepeatedContent;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The report of a scan, version 1 of {@code report-v1.schema.json}. It is written while it is told, so that a million findings pass through without
 * being held. Failures stand behind all images, and are held until the end.
 */
final class ScanJson implements ReportSink {

    private final Output output;
    private final List<Failure> failures = new ArrayList<>();
    private @Nullable JsonDocument open;
    private @Nullable Fleet fleet;
    private int depthOfImages;
    private int notReached;

    ScanJson(Output output) {
        this.output = output;
    }

    private JsonDocument json() {
        return Objects.requireNonNull(open, "begin() comes first");
    }

    @Override
    public void begin() throws IOException {
        open = JsonDocument.begin(output);
        open.beginArray("images");
        depthOfImages = open.depth();
    }

    @Override
    public void earlier(EarlierImage image) throws IOException {
        try (var in = image.json().open()) {
            json().copy(in);
        }
        json().flush();
    }

    @Override
    public void failure(Failure failure) {
        failures.add(failure);
    }

    @Override
    public void stopped(int images) {
        notReached = images;
    }

    @Override
    public void fleet(Fleet all) {
        fleet = all;
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        try (var json = json()) {
            json.endAllWithin(depthOfImages); // an image of which the rest could not be told
            json.endArray();
            VerdictJson.write(json, failures, verdict);
            if (notReached > 0) {
                json.flag("partial", true);
            }
            if (fleet != null) {
                FleetJson.write(json, fleet, output.limit());
            }
        }
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        var json = json();
        var info = image.info();
        json.beginObject();
        CommonJson.image(json, info);
        json.text("repository", info.repository());
        json.text("platform", info.platform());
        json.text("mediaType", info.mediaType());
        json.text("created", info.created());
        base(json, image.base());
        totals(json, image);
        json.array("layers", image.layers(), ScanJson::layer);
        json.array("findings", image.waste().findings().limit(output.limit()), ScanJson::finding);
        json.array(
                "avoidable",
                image.avoidable().groups().limit(output.limit()),
                (it, group) -> avoidable(it, image, group));
        if (!image.largest().isEmpty()) {
            UsageJson.groups(
                    json, "largest", image.largest(), image.totals().content().visible());
        }
        json.array("repeated", image.repeated().limit(output.limit()), ScanJson::repeated);
        json.array("exposures", image.exposures().places(), SecretJson::exposure);
        json.array("secrets", image.secrets(), SecretJson::secret);
        json.beginArray("advice");
        secret(json, image.exposures());
        SecretJson.advice(json, image.secrets());
        for (var recommendation : image.waste().recommendations()) {
            recommendation(json, recommendation);
        }
        json.endArray();
        json.textArray("warnings", image.summary().warnings());
        json.endObject();
        json.flush();
    }

    private static void base(JsonDocument json, BaseImage base) throws IOException {
        switch (base) {
            case BaseImage.Known known -> {
                json.beginObject("base");
                json.text("reference", known.reference());
                json.plain("digest", known.digest());
                json.number("layers", known.layers());
                json.endObject();
            }
            case BaseImage.NotMatched named -> {
                json.beginObject("base");
                json.text("reference", named.reference());
                json.text("unknown", named.why());
                json.endObject();
            }
            case BaseImage.NotNamed _ -> {
                // no field
            }
        }
    }

    private static void layer(JsonDocument json, LayerReport layer) throws IOException {
        var info = layer.info();
        json.beginObject();
        json.number("index", info.index());
        json.plain("digest", info.digest());
        json.plain("diffId", info.diffId());
        json.text("mediaType", layer.blob().mediaType());
        CommonJson.stored(json, layer.blob());
        json.number("entries", layer.content().entries());
        CommonJson.bytes(json, layer.content());
        json.known("wastedPullBytes", layer.blob().stored().wastedPull());
        CommonJson.names(json, layer.content());
        CommonJson.instruction(json, info.createdBy(), info.comment());
        json.flag("base", layer.isOfBase());
        json.plain("source", layer.blob().source());
        json.flag("scanned", layer.blob().isScanned());
        CommonJson.lines(json, layer.lines());
        json.endObject();
    }

    private static void finding(JsonDocument json, Finding finding) throws IOException {
        json.beginObject();
        json.path(finding.path());
        json.number("wastedBytes", finding.wastedBytes());
        CommonJson.exposed(json, finding.exposed());
        json.array("copies", finding.copies(), CommonJson::copy);
        json.endObject();
    }

    private static void totals(JsonDocument json, ImageReport image) throws IOException {
        var avoidable = image.avoidable().bytes();
        json.beginObject("totals");
        CommonJson.sums(json, image.totals());
        json.number("avoidableBytes", avoidable.all());
        json.known("avoidablePullBytes", avoidable.pulled());
        json.number("baseAvoidableBytes", avoidable.ofBase());
        json.endObject();
    }

    private static void avoidable(JsonDocument json, ImageReport image, AvoidableGroup group) throws IOException {
        json.beginObject();
        json.plain("kind", group.kind());
        json.text("name", group.name());
        json.path(group.path());
        json.flag("directory", group.isDirectory());
        json.number("bytes", group.bytes());
        json.number("files", group.files());
        json.number("layer", group.layer());
        json.text("instruction", image.layers().get(group.layer()).info().createdBy());
        json.endObject();
    }

    private static void repeated(JsonDocument json, RepeatedContent repeated) throws IOException {
        json.beginObject();
        json.number("size", repeated.size());
        json.plain("digest", repeated.digest());
        json.number("reclaimableBytes", repeated.reclaimableBytes());
        json.array("names", repeated.names(), (it, name) -> {
            it.beginObject();
            it.path(name.path());
            it.number("layer", name.layer());
            it.endObject();
        });
        json.endObject();
    }

    /** The first piece of advice: what is exposed saves no bytes to speak of, and comes before all that does. */
    private static void secret(JsonDocument json, ImageReport.Exposures exposures) throws IOException {
        if (exposures.places().isEmpty()) {
            return;
        }
        var layers = new BitSet();
        long files = 0;
        for (ExposedPlace place : exposures.places()) {
            place.shippedBy().forEach(layers::set);
            layers.set(place.hiding().layer());
            files += place.files();
        }
        json.beginObject();
        json.plain("kind", "secret");
        json.numbers("layers", layers.stream().toArray());
        json.number("savesBytes", 0);
        json.number("savesPullBytes", 0);
        json.path(exposures.places().get(0).path());
        json.number("files", files);
        json.text("text", Phrases.REVOKE);
        CommonJson.revoke(json, exposures.places().stream().map(ExposedPlace::kind));
        json.endObject();
    }

    private static void recommendation(JsonDocument json, Recommendation recommendation) throws IOException {
        json.beginObject();
        json.plain("kind", recommendation.kind());
        json.numberArray("layers", recommendation.layers());
        json.number("savesBytes", recommendation.savesBytes());
        json.known("savesPullBytes", recommendation.savesPullBytes());
        json.path(recommendation.path());
        json.number("files", recommendation.files());
        json.text("text", recommendation.text());
        if (!recommendation.lines().isEmpty()) {
            json.array("lines", recommendation.lines(), (it, lines) -> it.numbers(lines.first(), lines.last()));
        }
        json.endObject();
    }
}
