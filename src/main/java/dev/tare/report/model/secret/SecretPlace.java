package dev.tare.report.model.secret;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A credential that is not hidden: in a file of the final tree, or in the config. */
public record SecretPlace(ExposedKind kind, Place place) {

    /** Where it is. */
    public sealed interface Place {}

    /**
     * In a visible copy.
     *
     * @param path of the file
     * @param layer that ships it
     */
    public record File(byte[] path, int layer) implements Place {}

    /**
     * In the value of a variable or a label, or in another instruction that the config holds. The value is never told.
     *
     * @param name of the variable or the label; of anything else the instruction
     * @param instruction that set it, where the history tells, such as {@code ARG}
     * @param layer of the first instruction that mentions it, or the last one before an instruction that makes none; empty where there is none
     * @param isVisible true if each container has it; else only the config of the image holds it
     */
    public record Variable(String name, String instruction, OptionalInt layer, boolean isVisible) implements Place {

        /** The name in UTF-8. */
        public byte[] nameBytes() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }
}
