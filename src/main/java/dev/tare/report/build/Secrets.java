package dev.tare.report.build;

import dev.tare.analysis.secrets.Secret;
import dev.tare.image.spec.ConfigSecret;
import dev.tare.report.model.rule.Selector;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.scan.Base;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;

/** The credentials that are not hidden, as reports have them: in files, which are made while they are read, and in variables. */
final class Secrets extends AbstractList<SecretPlace> {

    private final List<Secret> files;
    private final List<ConfigSecret> variables;

    Secrets(List<Secret> files, List<ConfigSecret> variables) {
        this.files = files;
        this.variables = variables;
    }

    /** Those variables that a selector takes: it knows one by its name, as it knows a file in the root. The history tells which are of the base. */
    static List<ConfigSecret> select(List<ConfigSecret> variables, Selector selector, Base base) {
        int baseItems = selector.firstLayer() > 0 && base instanceof Base.Known known ? known.historyItems() : 0;
        return variables.stream()
                .filter(it -> it.item().isEmpty() || it.item().getAsInt() >= baseItems)
                .filter(it -> !selector.ignored().has(("/" + it.name()).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public int size() {
        return files.size() + variables.size();
    }

    @Override
    public SecretPlace get(int number) {
        return number < files.size() ? place(files.get(number)) : place(variables.get(number - files.size()));
    }

    private static SecretPlace place(Secret secret) {
        return new SecretPlace(
                ReportedCopies.exposedKind(secret.kind()), new SecretPlace.File(secret.path(), secret.layer()));
    }

    private static SecretPlace place(ConfigSecret secret) {
        return new SecretPlace(
                ReportedCopies.exposedKind(secret.kind()),
                new SecretPlace.Variable(secret.name(), secret.keyword(), secret.layer(), secret.isInContainers()));
    }
}
