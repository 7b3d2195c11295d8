package dev.tare.source.archive;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.source.Members;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/** A tar in a file that can be read at any place: its members stay where they lie, and several can be read at once. */
final class ArchiveFile implements Members {

    /** Where a member's bytes are. */
    private record Place(long offset, long size) {}

    private final String name;
    private final FileChannel channel;
    private final MemberNames<Place> members = new MemberNames<>();

    /**
     * Reads the headers of all members, and passes over their contents.
     *
     * @param name what the user called it
     * @param channel to be closed with this
     */
    ArchiveFile(String name, FileChannel channel) throws IOException {
        this.name = name;
        this.channel = channel;
        try {
            index();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void index() throws IOException {
        long end = channel.size();
        // not closed: that would close the channel too
        for (TarArchiveEntry entry : new TarFile(channel).getEntries()) {
            if (entry.isSymbolicLink() || entry.isLink()) {
                members.link(entry);
            } else if (entry.isFile()) {
                if (entry.getDataOffset() > end - entry.getSize()) {
                    throw new Damaged("the archive %s is cut off in the middle of %s".formatted(name, entry.getName()));
                }
                members.put(entry.getName(), new Place(entry.getDataOffset(), entry.getSize()));
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size(String name) {
        var place = members.find(name);
        return place == null ? -1 : place.size();
    }

    @Override
    public InputStream open(String name) throws IOException {
        var place = members.find(name);
        if (place == null) {
            throw new IOException("no member " + name);
        }
        return new Window(place);
    }

    /** Reads at its own position, so that members do not disturb each other. */
    private final class Window extends InputStream {
        private long position;
        private final long end;

        Window(Place place) {
            position = place.offset();
            end = place.offset() + place.size();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int wanted = (int) Math.min(length, end - position);
            if (wanted <= 0) {
                return length == 0 ? 0 : -1;
            }
            int got = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
            if (got > 0) {
                position += got;
            }
            return got;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
