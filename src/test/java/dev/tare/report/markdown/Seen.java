package dev.tare.report.markdown;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** What a comment has that does more than show text. */
final class Seen extends AbstractVisitor {

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create(), AutolinkExtension.create()))
            .build();

    final List<String> html = new ArrayList<>();
    final List<String> links = new ArrayList<>();
    final List<String> code = new ArrayList<>();
    final List<Integer> cells = new ArrayList<>();
    final StringBuilder text = new StringBuilder();

    static Seen in(String markdown) {
        var seen = new Seen();
        PARSER.parse(markdown).accept(seen);
        return seen;
    }

    @Override
    public void visit(HtmlBlock block) {
        html.add(block.getLiteral());
    }

    @Override
    public void visit(HtmlInline inline) {
        html.add(inline.getLiteral());
    }

    @Override
    public void visit(Link link) {
        links.add(link.getDestination());
    }

    @Override
    public void visit(Image image) {
        links.add(image.getDestination());
    }

    @Override
    public void visit(Code span) {
        code.add(span.getLiteral());
    }

    @Override
    public void visit(Text part) {
        text.append(part.getLiteral()).append('\n');
    }

    @Override
    public void visit(CustomNode node) {
        if (node instanceof TableRow row) {
            int count = 0;
            for (var cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                count += cell instanceof TableCell ? 1 : 0;
            }
            cells.add(count);
        }
        visitChildren(node);
    }
}
