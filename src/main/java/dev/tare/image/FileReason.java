package dev.tare.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read or written, in words that follow its name: the exceptions of the JDK repeat it, and often say no more. */
public final class FileReason {

    private FileReason() {}

    /** {@code permission denied}, {@code No space left on device}. */
    public static String of(IOException fault) {
        return switch (fault) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException told when told.getReason() != null -> told.getReason();
            default -> String.valueOf(fault.getMessage());
        };
    }
}
