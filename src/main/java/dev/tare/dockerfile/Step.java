package dev.tare.dockerfile;

import java.util.List;
import java.util.Set;

/**
 * One instruction of a Dockerfile, as builders read it.
 *
 * @param keyword in capitals
 * @param text what follows the keyword: continued lines joined, comments among them left out
 * @param documents the here-documents that follow the instruction
 */
public record Step(String keyword, String text, List<Document> documents, Lines lines) {

    private static final Set<String> FILES = Set.of("RUN", "COPY", "ADD");

    /**
     * A here-document.
     *
     * @param name the word that ends it
     * @param content its lines, each with its end
     */
    public record Document(String name, String content) {}

    /** Returns true if the instruction changes files, so that its layer is not empty by nature as that of an {@code ENV} is. */
    public boolean makesFiles() {
        return FILES.contains(keyword);
    }
}
