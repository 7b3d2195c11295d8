package dev.tare.cli;

import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.Printable;
import dev.tare.scan.ScannedImage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that reads one image and says something of it. */
abstract class ImageCommand implements Callable<Integer> {

    /** Arguments that a message names. */
    private static final int SOME = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "As for scan: in a registry, a layout or an archive.")
    private String image = "";

    @Mixin
    ImageOptions imageOptions = new ImageOptions();

    @Mixin
    OutputOptions outputOptions = new OutputOptions();

    /** Checks what can be checked before the image is read. */
    void validate() {}

    /** Writes what the command has to say of the image. */
    abstract void write(SourceOptions.Openable image, ScannedImage scanned) throws IOException, InterruptedException;

    /** @throws UsageException if one of these is empty, as where a variable of a shell is not set */
    static void notEmpty(String label, List<String> values) {
        if (values.contains("")) {
            throw new UsageException(label + " is empty (is a variable not set?)");
        }
    }

    /** A few of these, for a message. Where there are many, a shell may have made them of a pattern. */
    static String some(List<String> values) {
        String first = String.join(", ", values.subList(0, Math.min(values.size(), SOME)));
        return values.size() <= SOME
                ? first
                : "%s and %d more (a shell replaces patterns that are not quoted)"
                        .formatted(first, values.size() - SOME);
    }

    /** Says on stderr what is odd about what was asked for. */
    final void warn(String message) {
        var err = spec.commandLine().getErr();
        err.println("tare: " + Printable.of(message));
        err.flush();
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        outputOptions.validate();
        validate();
        var openable = imageOptions.images(List.of(image)).getFirst();
        try {
            write(openable, imageOptions.read(openable, outputOptions.quiet()));
            return ExitCode.OK;
        } catch (ImageFault fault) {
            TareCommand.complain(spec, openable.name(), fault);
            return ExitCode.of(fault);
        }
    }

    /** The number of a layer that the user called by its number or its digest, or the beginning of that. */
    static int layer(ScannedImage scanned, String text) {
        return layer(
                scanned.layers().stream().map(LayerIndex::digest).toList(),
                scanned.layers().stream().map(LayerIndex::diffId).toList(),
                text);
    }

    static int layer(List<Digest> digests, List<Digest> diffIds, String text) {
        int count = digests.size();
        if (text.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(text);
            if (number < count) {
                return number;
            }
            throw new UsageException(
                    count == 0
                            ? "--layer: the image has no layers"
                            : "--layer: there is no layer %d; the image has 0 to %d".formatted(number, count - 1));
        }
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        for (int i = 0; i < count && hex.length() >= 6; i++) {
            boolean isDiffId = i < diffIds.size() && diffIds.get(i).hex().startsWith(hex);
            if (isDiffId || digests.get(i).hex().startsWith(hex)) {
                return i;
            }
        }
        throw new UsageException("--layer: no layer has the number, digest or diff ID " + text);
    }
}
