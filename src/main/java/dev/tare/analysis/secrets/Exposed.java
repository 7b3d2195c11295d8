package dev.tare.analysis.secrets;

import dev.tare.analysis.ledger.Fate;
import dev.tare.secrets.SecretKind;
import java.util.BitSet;

/**
 * A credential that a container cannot see and that whoever pulls the image gets: one file, or the files of a folder such as {@code .git}.
 *
 * @param path of the file or the folder
 * @param folder whether it stands for all files below the path
 * @param files how many paths
 * @param bytes of the hidden copies
 * @param kind what it is
 * @param shippedBy the layers that ship a hidden copy
 * @param hiddenBy the last layer that hides one
 * @param fate how that layer did it
 */
public record Exposed(
        byte[] path,
        boolean folder,
        int files,
        long bytes,
        SecretKind kind,
        BitSet shippedBy,
        int hiddenBy,
        Fate fate) {}
