package dev.tare.source;

import java.io.IOException;
import java.util.List;

/** An image that is kept in files: what a layout and an archive of {@code docker save} have in common. */
public abstract class MembersSource implements Source {

    protected final Members members;
    private final String name;

    /** @param name what the user called it */
    protected MembersSource(Members members, String name) {
        this.members = members;
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String kind() {
        return "file";
    }

    @Override
    public final List<String> warnings() {
        return List.of();
    }

    @Override
    public final void close() {
        try {
            members.close();
        } catch (IOException e) {
            // nothing was written
        }
    }
}
