package dev.tare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages for users: every link of theirs to another leads somewhere. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    static List<Path> pages() throws IOException {
        try (var top = Files.list(Path.of("."));
                var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(top, docs)
                    .map(Path::normalize)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        var broken = new ArrayList<String>();
        var links = LINK.matcher(text(page));
        while (links.find()) {
            Path there = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1));
            String section = links.group(2);
            if (!Files.exists(there) || (section != null && !sections(there).contains(section))) {
                broken.add(links.group());
            }
        }
        assertThat(broken).isEmpty();
    }

    /** No page is one that nobody finds. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyPageIsLinked(Path page) throws IOException {
        boolean isLinked = page.equals(Path.of("README.md"));
        for (Path other : pages()) {
            isLinked |= !other.equals(page)
                    && LINK.matcher(text(other)).results().anyMatch(link -> leadsTo(page, other, link));
        }
        assertThat(isLinked).isTrue();
    }

    private static boolean leadsTo(Path page, Path from, MatchResult link) {
        return page.equals(from.resolveSibling(link.group(1)).normalize());
    }

    private static String text(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll("");
    }

    /** As GitHub names them: small letters, blanks as hyphens, no other marks. */
    private static List<String> sections(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
