package dev.tare.image;

import dev.tare.secrets.SecretKind;
import java.util.OptionalInt;

/**
 * A variable that the config of an image sets to a secret.
 *
 * @param name without the secret that it may be itself
 * @param keyword of the instruction that sets it: {@code ENV} or {@code ARG}
 * @param item the number of the first item of the history that mentions it; empty where none does
 * @param layer that this item made, or the last one before it; empty where there is none
 * @param isInEnvironment true if each container has it; else only the history holds it
 */
public record ConfigSecret(
        String name, SecretKind kind, String keyword, OptionalInt item, OptionalInt layer, boolean isInEnvironment) {}
