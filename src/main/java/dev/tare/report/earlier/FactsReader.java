package dev.tare.report.earlier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tare.image.Printable;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.ImageFacts;
import dev.tare.report.model.image.BaseImage;
import dev.tare.report.model.image.ContentBytes;
import dev.tare.report.model.image.Hiding;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerContent;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.image.StoredBytes;
import dev.tare.report.model.image.Totals;
import dev.tare.report.model.secret.ExposedKind;
import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;
import dev.tare.report.model.waste.AvoidableBytes;
import dev.tare.report.model.waste.AvoidableGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads of the report on one image what a fleet is made of. Findings are passed over until they are asked for, so that few of its bytes are held. */
final class FactsReader {

    /** Maximum layers, leftovers and credentials of an image. */
    private static final int MAX_ELEMENTS = 1_000_000;

    private static final Set<String> TEXTS =
            Set.of("reference", "repository", "digest", "platform", "mediaType", "created");
    private static final Set<String> OBJECTS = Set.of("totals", "base");
    private static final Set<String> ARRAYS = Set.of("layers", "avoidable", "exposures", "secrets");

    private final Tokens tokens;
    private final EarlierImage.Json again;
    private final Map<String, JsonNode> head = new HashMap<>();
    private final Map<String, List<Fields>> arrays = new HashMap<>();
    private int elements;

    private FactsReader(Tokens tokens, EarlierImage.Json again) {
        this.tokens = tokens;
        this.again = again;
    }

    /**
     * Reads an image.
     *
     * @param source opens it at the beginning of its object, once more for its findings
     */
    static ImageFacts read(EarlierImage.Json source) throws IOException {
        return Tokens.read(source.open(), Tokens.Part.OBJECT, tokens -> new FactsReader(tokens, source).image());
    }

    private ImageFacts image() throws IOException {
        tokens.object(this::field);
        var node = JsonNodeFactory.instance.objectNode();
        node.setAll(head);
        return facts(new Fields(node, Printable.of(node.path("reference").asText("an image"))));
    }

    private void field(String field) throws IOException {
        if (TEXTS.contains(field) || OBJECTS.contains(field)) {
            head.put(field, tokens.value());
        } else if (ARRAYS.contains(field)) {
            var all = new ArrayList<Fields>();
            tokens.objects(() -> {
                count();
                all.add(tokens.whole(field));
            });
            arrays.put(field, all);
        } else {
            tokens.skip();
        }
    }

    private void count() {
        if (++elements > MAX_ELEMENTS) {
            throw new BadReport("an image has more than %,d layers, leftovers and credentials".formatted(MAX_ELEMENTS));
        }
    }

    private List<Fields> needed(Fields head, String field) {
        var all = arrays.get(field);
        if (all == null) {
            throw new IllegalArgumentException(
                    "%s has no %s: an older version of tare wrote it".formatted(head.what(), field));
        }
        return all;
    }

    private ImageFacts facts(Fields head) {
        var layers = needed(head, "layers").stream().map(FactsReader::layer).toList();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).info().index() != i) {
                throw new IllegalArgumentException("%s has its layers in a wrong order".formatted(head.what()));
            }
        }
        int count = layers.size();
        var exposed = needed(head, "exposures").stream()
                .map(place -> exposed(place, count))
                .toList();
        var leftovers = needed(head, "avoidable").stream()
                .map(group -> leftovers(group, count))
                .toList();
        var totals = new Fields(head.node().path("totals"), head.what() + ", totals");
        var avoidable = new AvoidableBytes(
                totals.number("avoidableBytes"),
                totals.number("baseAvoidableBytes"),
                totals.known("avoidablePullBytes"));
        if (leftovers.stream().mapToLong(AvoidableGroup::bytes).sum() != avoidable.all()) {
            throw new IllegalArgumentException(
                    "it does not have all leftovers of %s: write it without --top".formatted(head.what()));
        }
        var all = totals(totals);
        return new ImageFacts(
                new ImageInfo(
                        head.text("reference"),
                        head.text("repository"),
                        head.digest("digest"),
                        head.text("platform"),
                        head.text("mediaType"),
                        head.text("created")),
                all,
                base(head),
                layers,
                avoidable,
                leftovers,
                exposed.stream().mapToLong(ExposedPlace::files).sum(),
                exposed,
                Series.of(needed(head, "secrets").stream()
                        .map(secret -> secret(secret, count))
                        .toList()),
                () -> FindingsReader.open(
                        again, head.what(), count, all.content().wasted()));
    }

    private static Totals totals(Fields totals) {
        return new Totals(
                totals.count("layers"),
                totals.number("entries"),
                totals.number("copies"),
                stored(totals),
                new ContentBytes(
                        totals.number("shippedBytes"),
                        totals.number("duplicatedBytes"),
                        totals.number("removedBytes"),
                        totals.number("repeatedBytes"),
                        totals.number("baseWastedBytes")),
                totals.number("metadataOnlyBytes"),
                totals.number("files"),
                totals.number("largestFileBytes"),
                totals.number("largestLayerBytes"));
    }

    private static StoredBytes stored(Fields of) {
        return new StoredBytes(of.number("compressedBytes"), of.known("pulledBytes"), of.known("wastedPullBytes"));
    }

    private static BaseImage base(Fields head) {
        var base = new Fields(head.node().path("base"), head.what() + ", base");
        return base.has("digest")
                ? new BaseImage.Known(base.text("reference"), base.digest("digest"), base.count("layers"))
                : new BaseImage.NotNamed();
    }

    private static LayerReport layer(Fields layer) {
        String diffId = layer.text("diffId");
        return new LayerReport(
                new LayerInfo(
                        layer.count("index"),
                        layer.digest("digest"),
                        diffId.isEmpty() ? diffId : layer.digest("diffId"),
                        layer.text("createdBy"),
                        layer.textOrNone("comment")),
                new LayerBlob(
                        layer.text("mediaType"),
                        layer.textOrNone("compression"),
                        stored(layer),
                        layer.text("source"),
                        layer.flag("scanned")),
                new LayerContent(
                        layer.number("entries"),
                        layer.number("shippedBytes"),
                        layer.number("wastedBytes"),
                        layer.number("hidesBytes"),
                        layer.count("added"),
                        layer.count("changed"),
                        layer.count("removed")),
                layer.flag("base"),
                Optional.empty());
    }

    private static AvoidableGroup leftovers(Fields group, int layers) {
        return new AvoidableGroup(
                group.text("kind"),
                group.text("name"),
                group.path(),
                group.flag("directory"),
                group.number("bytes"),
                group.count("files"),
                group.index("layer", layers));
    }

    private static ExposedPlace exposed(Fields place, int layers) {
        return new ExposedPlace(
                place.path(),
                place.flag("directory"),
                place.count("files"),
                new ExposedKind(place.textOrNone("exposedKind"), place.text("exposed"), "", ""),
                place.indexes("layers", layers),
                new Hiding(place.index("hiddenBy", layers), Hiding.Cause.WHITEOUT, Set.of()));
    }

    private static SecretPlace secret(Fields secret, int layers) {
        var kind = new ExposedKind(secret.textOrNone("kind"), secret.text("reason"), "", "");
        if (!secret.has("variable")) {
            return new SecretPlace(kind, new SecretPlace.File(secret.path(), secret.index("layer", layers)));
        }
        return new SecretPlace(
                kind,
                new SecretPlace.Variable(
                        secret.text("variable"),
                        secret.text("instruction"),
                        secret.has("layer") ? OptionalInt.of(secret.index("layer", layers)) : OptionalInt.empty(),
                        secret.flag("visible")));
    }
}
