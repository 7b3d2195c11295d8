package dev.tare.leftovers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.tare.glob.Glob;
import dev.tare.layer.ElfType;
import dev.tare.leftovers.LeftoverKind.Origin;
import dev.tare.leftovers.LeftoverKind.Remedy;
import dev.tare.leftovers.LeftoverKind.Where;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads {@code kinds.toml}. */
final class LeftoverTable {

    private static final String ABOVE = "../";

    /** The fields that a kind may have. */
    private static final Set<String> FIELDS = Set.of(
            "id",
            "family",
            "name",
            "places",
            "except",
            "holds",
            "needed_by",
            "unless_there",
            "made_from",
            "elf",
            "not_elf",
            "shared",
            "unaffected_by_links",
            "why",
            "avoid",
            "remove",
            "mount",
            "ignore",
            "used_by",
            "optional",
            "source");

    private LeftoverTable() {}

    /**
     * What the table says.
     *
     * @param searchVariables variables of an image's config that name where programs and libraries are searched for
     * @param optionVariables variables that name files among the options of programs
     */
    record Table(List<LeftoverKind> kinds, Set<String> searchVariables, Set<String> optionVariables) {}

    /**
     * Reads a table.
     *
     * @throws IOException if it is not TOML
     * @throws IllegalArgumentException if a field is unknown, a pattern is none, or an id is given twice
     */
    static Table read(byte[] toml) throws IOException {
        var table = new TomlMapper().readTree(toml);
        return new Table(
                kinds(table.path("kind")),
                Set.copyOf(texts(table.path("search_variables"))),
                Set.copyOf(texts(table.path("option_variables"))));
    }

    private static List<LeftoverKind> kinds(JsonNode rows) {
        var kinds = rows.valueStream().map(LeftoverTable::kind).toList();
        var ids = new HashSet<String>();
        for (var kind : kinds) {
            if (kind.isNone() || !ids.add(kind.id())) {
                throw new IllegalArgumentException("a kind has no id, or that of another: '%s'".formatted(kind.id()));
            }
        }
        return kinds;
    }

    private static LeftoverKind kind(JsonNode row) {
        String id = row.path("id").asText();
        row.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("%s: there is no field '%s'".formatted(id, field));
            }
        });
        return new LeftoverKind(
                id,
                row.path("family").asText(),
                row.path("name").asText(),
                new Where(
                        globs(row.path("places")),
                        globs(row.path("except")),
                        texts(row.path("holds")),
                        texts(row.path("needed_by")),
                        texts(row.path("unless_there")),
                        texts(row.path("made_from")).stream()
                                .map(LeftoverTable::origin)
                                .toList(),
                        elf(row.path("elf")),
                        elf(row.path("not_elf")),
                        row.path("shared").asBoolean(),
                        row.path("unaffected_by_links").asBoolean()),
                row.path("why").asText(),
                new Remedy(
                        row.path("avoid").asText(),
                        row.path("remove").asText("rm -rf {places}"),
                        row.path("mount").asBoolean(),
                        row.path("ignore").asText(),
                        texts(row.path("used_by"))),
                row.path("optional").asBoolean(),
                row.path("source").asText());
    }

    private static ElfType elf(JsonNode name) {
        return name.isMissingNode()
                ? ElfType.NONE
                : ElfType.valueOf(name.asText().toUpperCase(Locale.ROOT));
    }

    private static Origin origin(String text) {
        return text.startsWith(ABOVE) ? new Origin(text.substring(ABOVE.length()), true) : new Origin(text, false);
    }

    private static List<Glob> globs(JsonNode array) {
        return texts(array).stream().map(Glob::of).toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}
