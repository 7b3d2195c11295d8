package dev.tare.image.spec;

import dev.tare.secrets.SecretKind;
import java.util.OptionalInt;

/**
 * A variable that the config of an image sets to a secret, or another part of it that holds one.
 *
 * @param name of a variable or a label, without the secret that it may be itself; of anything else the keyword
 * @param keyword of the instruction that sets it, such as {@code ENV}
 * @param item the number of the first item of the history that mentions it; empty where none does
 * @param layer that this item made, or the last one before it; empty where there is none
 * @param isInContainers true if each container has it; else only the config holds it
 */
public record ConfigSecret(
        String name, SecretKind kind, String keyword, OptionalInt item, OptionalInt layer, boolean isInContainers) {}
