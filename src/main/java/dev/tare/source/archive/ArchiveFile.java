package dev.tare.source.archive;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.tar.ArchiveReader;
import dev.tare.source.Members;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** A tar in a file that can be read at any place: its members stay where they lie, and several can be read at once. */
final class ArchiveFile implements Members {

    private final String name;
    private final FileChannel channel;
    private final MemberNames<ArchiveReader.File> members = new MemberNames<>();

    private ArchiveFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * Reads the headers of all members, and passes over their contents.
     *
     * @param name what the user called it
     * @param channel to be closed with this
     */
    static ArchiveFile read(String name, FileChannel channel, Limits limits) throws IOException {
        var archive = new ArchiveFile(name, channel);
        try {
            archive.index(ArchiveReader.of(channel, limits));
            return archive;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void index(ArchiveReader archive) throws IOException {
        long end = channel.size();
        for (var member = archive.next(); member != null; member = archive.next()) {
            if (member instanceof ArchiveReader.File file && !file.content().isWithin(end)) {
                throw new Damaged(
                        "the archive %s is cut off in the middle of %s".formatted(name, Printable.of(file.name())));
            }
            members.put(member, file -> file);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size(String name) {
        var file = members.find(name);
        return file == null ? -1 : file.size();
    }

    @Override
    public InputStream open(String name) throws IOException {
        var file = members.find(name);
        if (file == null) {
            throw new IOException("no member " + name);
        }
        return file.content().open(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
