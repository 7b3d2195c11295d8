package dev.tare.report.model.tree;

import java.util.Locale;

/** What a name of a tree can lead to. */
public enum NodeType {
    FILE('-'),
    DIRECTORY('d'),
    SYMLINK('l'),
    /** One whose target was not there when the link was made, so that no file is there either. */
    HARDLINK('-'),
    CHARACTER_DEVICE('c'),
    BLOCK_DEVICE('b'),
    FIFO('p');

    private final char letter;

    NodeType(char letter) {
        this.letter = letter;
    }

    /** The letter that {@code ls -l} has for it. */
    public char letter() {
        return letter;
    }

    /** As people call it: {@code character device}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
