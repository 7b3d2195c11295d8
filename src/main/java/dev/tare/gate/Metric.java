package dev.tare.gate;

import dev.tare.report.model.rule.Tally;
import dev.tare.report.text.Nearest;
import dev.tare.report.text.Phrases;
import dev.tare.report.text.Sizes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The figures that a rule can be about: one table of what each is, where it comes from, and how to mend what breaks a rule about it. */
public enum Metric {
    WASTED(
            Unit.BYTES,
            "%s are wasted",
            "bytes of the hidden copies: they are pulled and stored, and nothing in a container can read them",
            Metric.ADVICE),
    WASTED_SHARE(
            Unit.SHARE,
            "the wasted share is %s",
            "wasted, as a share of shipped; 0 where nothing is shipped",
            Metric.ADVICE),
    USER_WASTED_SHARE(
            Unit.SHARE,
            "the user wasted share is %s",
            "wasted, as a share of what all layers but the lowest ship: what dive calls userWastedPercent",
            Metric.ADVICE),
    EFFICIENCY(
            Unit.SHARE,
            "the efficiency is %s",
            "visible, as a share of shipped; 1 where nothing is shipped",
            Metric.ADVICE),
    PULLED(
            Unit.BYTES,
            "%s are pulled",
            "what a pull of the layers takes: their compressed bytes. Not known of uncompressed layers in a folder or an archive",
            "take what is not needed out of the image, and mend what is wasted"),
    SHIPPED(
            Unit.BYTES,
            "%s are shipped",
            "bytes of all copies, uncompressed",
            "take what is not needed out of the image, and mend what is wasted"),
    VISIBLE(
            Unit.BYTES,
            "%s are visible",
            "bytes of the copies that a container can see",
            "take what is not needed out of the image, or copy it from a build stage file by file"),
    LAYERS(
            Unit.COUNT,
            "the image has %s",
            "layers of the image",
            "join RUN and COPY instructions that belong together"),
    FILES(
            Unit.COUNT,
            "the image shows %s",
            "names of regular files in the final tree",
            "take what is not needed out of the image, such as caches, docs and tests"),
    DUPLICATED(
            Unit.BYTES,
            "%s are shipped again",
            "of the wasted bytes, those of copies that a later layer ships again",
            "make each file once, in one instruction, with its mode and owner"),
    REMOVED(
            Unit.BYTES,
            "%s are shipped and then removed",
            "of the wasted bytes, those of copies that a later layer removes or replaces",
            "remove files in the instruction that makes them, or make them in a build stage"),
    METADATA_ONLY(
            Unit.BYTES,
            "%s are shipped again for their metadata",
            "of the duplicated bytes, those shipped again though only mode, owner, mtime or xattrs changed",
            "use COPY --chmod and --chown, or do it in the instruction that makes the files"),
    REPEATED(
            Unit.BYTES,
            "%s are repeated",
            "what visible files of the same content could share",
            "copy the files once, and link to them"),
    AVOIDABLE(
            Unit.BYTES,
            "%s are avoidable",
            "bytes of the visible copies that a container does not need: caches, version control, logs",
            Metric.ADVICE),
    EXPOSED(
            Unit.COUNT,
            "the image exposes %s",
            "paths with a hidden copy that is a credential",
            "revoke what was exposed, and give secrets to a build with RUN --mount=type=secret"),
    SECRETS(
            Unit.COUNT,
            "the image shows %s",
            "visible copies that are credentials, and variables of the config that are set to one",
            Phrases.KEEP_OUT),
    LARGEST_FILE(
            Unit.BYTES,
            "the largest file has %s",
            "size of the largest copy, visible or hidden",
            "leave the file out of the image, or fetch it where it is used"),
    LARGEST_LAYER(
            Unit.BYTES,
            "the largest layer has %s",
            "what the layer ships that ships most, uncompressed",
            "split the layer, so that what changes seldom is pulled seldom");

    /** Decimals of a share that are shown. */
    private static final int SHARE_DECIMALS = 4;

    private static final String ADVICE = "follow the advice of tare scan, which says what saves most";

    private final Unit unit;
    private final String statement;
    private final String meaning;
    private final String remedy;

    Metric(Unit unit, String statement, String meaning, String remedy) {
        this.unit = unit;
        this.statement = statement;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    private static Optional<Quantity> of(long number) {
        return Optional.of(Quantity.of(number));
    }

    private static Optional<Quantity> known(OptionalLong number) {
        return number.isPresent() ? Optional.of(Quantity.of(number.getAsLong())) : Optional.empty();
    }

    /**
     * Reads a name. Words are set off by blanks, hyphens or underscores, in letters of any case.
     *
     * @throws IllegalArgumentException if there is no such metric; the message names the nearest one and all others
     */
    public static Metric parse(String name) {
        String id = id(name);
        return Arrays.stream(values())
                .filter(metric -> metric.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no metric '%s'%s; there are %s"
                        .formatted(
                                name.strip(),
                                Nearest.hint(
                                        id,
                                        Arrays.stream(values()).map(Metric::id).toList()),
                                Arrays.stream(values()).map(Metric::id).collect(Collectors.joining(", ")))));
    }

    /** A name as programs write it, however its words are set off. */
    static String id(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "-");
    }

    /** The name for programs: {@code wasted-share}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Unit unit() {
        return unit;
    }

    /** Returns true if it counts credentials. */
    boolean isOfCredentials() {
        return this == EXPOSED || this == SECRETS;
    }

    /** What it is, in a sentence without its first capital and its full stop. */
    public String meaning() {
        return meaning;
    }

    /** What to do where a rule about it is broken, in a sentence without a full stop. */
    public String remedy() {
        return remedy;
    }

    /** What an image has, with a place for the figure. */
    String statement() {
        return statement;
    }

    /** A figure for people, rounded. */
    String show(BigDecimal value, RoundingMode rounding) {
        return switch (unit) {
            case BYTES -> Sizes.human(value.longValueExact());
            case SHARE -> value.setScale(SHARE_DECIMALS, rounding).toPlainString();
            case COUNT -> Phrases.count(value.longValueExact(), noun());
        };
    }

    private String noun() {
        return switch (this) {
            case LAYERS -> "layer";
            case SECRETS -> "secret";
            default -> "file";
        };
    }

    /** The same to the last digit. */
    String showExactly(BigDecimal value) {
        return switch (unit) {
            case BYTES -> Phrases.count(value.longValueExact(), "byte");
            case SHARE, COUNT -> value.toPlainString();
        };
    }

    /** The figure; empty where it is not known. */
    Optional<Quantity> figure(Tally tally) {
        var content = tally.content();
        return switch (this) {
            case WASTED -> of(content.wasted());
            case WASTED_SHARE -> Optional.of(Quantity.share(content.wasted(), content.shipped(), 0));
            case USER_WASTED_SHARE -> Optional.of(Quantity.share(content.wasted(), tally.shippedAboveLowest(), 0));
            case EFFICIENCY -> Optional.of(Quantity.share(content.visible(), content.shipped(), 1));
            case PULLED -> known(tally.pulled());
            case SHIPPED -> of(content.shipped());
            case VISIBLE -> of(content.visible());
            case LAYERS -> of(tally.layers());
            case FILES -> of(tally.files());
            case DUPLICATED -> of(content.duplicated());
            case REMOVED -> of(content.removed());
            case METADATA_ONLY -> of(tally.metadataOnly());
            case REPEATED -> of(content.repeated());
            case AVOIDABLE -> of(tally.avoidable());
            case EXPOSED -> of(tally.exposed());
            case SECRETS -> of(tally.secrets());
            case LARGEST_FILE -> of(tally.largestFile());
            case LARGEST_LAYER -> of(tally.largestLayer());
        };
    }

    /** The name in words: {@code wasted share}. */
    @Override
    public String toString() {
        return id().replace('-', ' ');
    }
}
