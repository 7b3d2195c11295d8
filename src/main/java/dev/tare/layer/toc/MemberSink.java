package dev.tare.layer.toc;

import java.io.IOException;

/** Makes members of the entries of a table, wherever their contents are. */
final class MemberSink implements TocParser.Sink {

    private final TableOfContents.Sink sink;
    private final TocMember member = new TocMember();

    MemberSink(TableOfContents.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void take(TocEntry entry) throws IOException {
        if (!entry.isChunk()) {
            entry.fill(member.header);
            if (entry.hasContent()) {
                entry.fillDigest(member.sha256);
            }
            sink.take(member);
        }
    }
}
