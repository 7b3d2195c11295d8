package dev.tare.report.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tare.analysis.ledger.MergedTree;
import dev.tare.image.Limits;
import dev.tare.image.Printable;
import dev.tare.layer.Blobs;
import dev.tare.layer.RawTar;
import dev.tare.report.model.TreeListing;
import dev.tare.report.model.TreeListing.Depth;
import dev.tare.report.model.TreeListing.Sums;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.tree.NodeType;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TreeListingsTest {

    private static final byte[] ROOT = {'/'};

    private static TreeListing listing(RawTar layer, Depth depth, Sums sums) throws IOException {
        var tree = MergedTree.of(List.of(Blobs.index(layer)), Limits.DEFAULT);
        return TreeListings.of(new ImageInfo("a", "a", "", "", "", ""), tree.below(ROOT), depth, sums);
    }

    @Test
    void everyTypeOfNodeIsListed() throws IOException {
        var layer = new RawTar()
                .file("file", "x")
                .hardlink("link", "file")
                .hardlink("dangling", "not-there")
                .symlink("symlink", "file")
                .member(h -> h.name("character").type('3'), new byte[0])
                .member(h -> h.name("block").type('4'), new byte[0])
                .member(h -> h.name("fifo").type('6'), new byte[0])
                .directory("directory/");

        assertThat(listing(layer, Depth.ALL, Sums.NONE).entries())
                .extracting(
                        entry -> Printable.of(entry.path()),
                        entry -> entry.node().type())
                .containsExactlyInAnyOrder(
                        tuple("/file", NodeType.FILE),
                        tuple("/link", NodeType.FILE),
                        tuple("/dangling", NodeType.HARDLINK),
                        tuple("/symlink", NodeType.SYMLINK),
                        tuple("/character", NodeType.CHARACTER_DEVICE),
                        tuple("/block", NodeType.BLOCK_DEVICE),
                        tuple("/fifo", NodeType.FIFO),
                        tuple("/directory", NodeType.DIRECTORY));
    }

    @Test
    void aFileWithTwoNamesCountsOnceInASum() throws IOException {
        var layer = new RawTar()
                .directory("d/")
                .file("d/one", "xxxxx")
                .hardlink("d/two", "d/one")
                .file("d/e/three", "xxx");
        var listing = listing(layer, Depth.ONE_LEVEL, Sums.OF_FILES_BELOW);

        assertThat(listing.entries()).extracting(TreeListing.Entry::bytes).containsExactly(8L);
        assertThat(listing.sum()).isEqualTo(OptionalLong.of(8));
        assertThat(listing(layer, Depth.ONE_LEVEL, Sums.NONE).sum()).isEmpty();
    }
}
