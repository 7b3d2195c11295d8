package dev.tare.report.model.rule;

import dev.tare.image.Digest;
import dev.tare.report.model.image.LayerInfo;
import dev.tare.report.model.image.LineRange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One thing that breaks a rule.
 *
 * @param message what is wrong, in a sentence without a full stop
 * @param fingerprint the same from run to run for the same fault: 64 hexadecimal digits of a hash of the rule's id, the image's repository and, if it is
 *     about a path or a variable, that path or the variable's name. No size, digest, tag or order changes it, so that a rebuilt image has the faults of the one before
 */
public record Violation(RuleInfo rule, Location location, String message, String fingerprint) {

    /**
     * Where it is.
     *
     * @param image the reference of the image
     * @param path of the file or folder; empty where it is about the whole image
     * @param layer whose instruction is to be mended; empty where it is about no single layer
     * @param lines of that instruction in the Dockerfile, if they are known
     * @param variable of the config; empty where it is about none
     */
    public record Location(
            String image,
            Optional<byte[]> path,
            Optional<LayerInfo> layer,
            Optional<LineRange> lines,
            Optional<String> variable) {

        /** A place in files, or the whole image. */
        public Location(String image, Optional<byte[]> path, Optional<LayerInfo> layer, Optional<LineRange> lines) {
            this(image, path, layer, lines, Optional.empty());
        }

        /** A variable of the image's config. */
        public static Location ofVariable(String image, String variable) {
            return new Location(image, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(variable));
        }
    }

    /**
     * Makes the fingerprint of a fault.
     *
     * @param path of the file or folder, or the name of a variable; empty where it is about the whole image
     */
    public static String fingerprint(String ruleId, String repository, byte[] path) {
        var identity = new ByteArrayOutputStream();
        identity.writeBytes(ruleId.getBytes(StandardCharsets.UTF_8));
        identity.write(0); // which neither an id nor a name of an image can have
        identity.writeBytes(repository.getBytes(StandardCharsets.UTF_8));
        identity.write(0);
        identity.writeBytes(path);
        return Digest.sha256(identity.toByteArray()).hex();
    }
}
