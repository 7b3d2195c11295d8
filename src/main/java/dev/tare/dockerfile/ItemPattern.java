package dev.tare.dockerfile;

import dev.tare.image.spec.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Matches the history items that a step may have left. BuildKit, the classic builder, buildah and kaniko write them in different forms. */
sealed interface ItemPattern {

    /** Likeness where no other step can have left the item. */
    int SURE = 100_000;

    /** Likeness where the same files went to the same place, as far as the item says. */
    int SAME_PLACE = 300;

    /** Likeness where all is the same, but a base image may have the same item. */
    int LIKELY = 100;

    /** Likeness where only the keyword is the same. */
    int WEAK = 10;

    /** Returns how likely the step left the item; 0 if it did not. */
    int likeness(Item item);

    /** @param shell what {@code SHELL} said last, in words; empty if nothing */
    static ItemPattern of(Step step, String shell) {
        return switch (step.keyword()) {
            case "RUN" -> new Command(commands(step, shell));
            case "EXPOSE" -> new Ports(Lexer.ports(step.text()));
            case "COPY", "ADD" -> copy(step);
            default -> new Setting(step.keyword(), settings(step, shell), List.of());
        };
    }

    /** A {@code RUN}, which is its text and nothing else. */
    record Command(Set<String> texts) implements ItemPattern {
        @Override
        public int likeness(Item item) {
            return item.commands().stream().anyMatch(texts::contains) ? SURE : 0;
        }
    }

    /** Any other instruction, of which builders expand the variables. */
    record Setting(String keyword, List<Wildcard> texts, List<Wildcard> destinations) implements ItemPattern {
        @Override
        public int likeness(Item item) {
            if (!item.keyword().equals(keyword)) {
                return 0;
            }
            boolean files = !destinations.isEmpty();
            if (files && item.destination().isPresent()) {
                String destination = bare(item.destination().get());
                return destinations.stream().anyMatch(wanted -> wanted.matches(destination)) ? SAME_PLACE : 0;
            }
            for (var text : texts) {
                if (text.matches(item.text())) {
                    return files && text.isExact() ? SURE : LIKELY;
                }
            }
            return keyword.equals("ARG") ? WEAK : 0; // buildah tells all arguments so far
        }
    }

    /** An {@code EXPOSE}, which builders write as lists and maps of each port in a range. */
    record Ports(Set<String> numbers) implements ItemPattern {
        @Override
        public int likeness(Item item) {
            return item.keyword().equals("EXPOSE") && item.ports().containsAll(numbers) ? LIKELY : 0;
        }
    }

    private static Set<String> commands(Step step, String shell) {
        String written = Lexer.withoutFlags(step.text());
        var commands = new ArrayList<String>();
        commands.add(written);
        Lexer.array(written).ifPresent(words -> commands.add(String.join(" ", words)));
        if (!step.documents().isEmpty()) {
            documents(step, written, commands);
        }
        var told = new HashSet<String>();
        for (String command : commands) {
            told.add(Lexer.squeeze(command));
            // what is taken for a shell and left out there is left out here
            for (String whole : List.of("RUN " + command, "RUN " + shell + " " + command)) {
                String text = Instruction.of(whole).text();
                told.add(Lexer.squeeze(text.startsWith("RUN") ? text.substring("RUN".length()) : text));
            }
        }
        return told;
    }

    private static void documents(Step step, String text, List<String> commands) {
        var first = step.documents().getFirst();
        if (Lexer.endOfWord(text, 0) == text.length()) {
            commands.add(first.content()); // BuildKit runs the document itself,
            if (first.content().startsWith("#!")) {
                commands.add("/dev/pipes/" + first.name()); // and one for another interpreter as a file
            }
        }
        var rebuilt = new StringBuilder(text); // BuildKit, where a command reads documents
        var contents = new StringBuilder(text); // buildah
        for (var document : step.documents()) {
            rebuilt.append('\n').append(document.content()).append(document.name());
            contents.append('\n').append(document.content().strip());
        }
        commands.add(rebuilt.toString());
        commands.add(contents.toString());
    }

    private static ItemPattern copy(Step step) {
        String text = Lexer.withoutFlags(step.text());
        var words =
                Lexer.array(text).orElseGet(() -> List.of(Lexer.squeeze(text).split(" ", -1)));
        String destination = words.isEmpty() ? "" : loose(words.getLast());
        String told = words.stream()
                .map(word -> {
                    int name = Lexer.behindDocumentMark(word); // BuildKit writes <<-"EOF" as <<EOF
                    return name < 0 || step.documents().isEmpty()
                            ? word
                            : "<<" + word.substring(word.charAt(name) == '-' ? name + 1 : name);
                })
                .collect(Collectors.joining(" "));
        return new Setting(
                step.keyword(), wildcards(Stream.of(loose(text), loose(told))), wildcards(places(destination)));
    }

    private static List<Wildcard> settings(Step step, String shell) {
        String text = loose(Lexer.withoutFlags(step.text()));
        return wildcards(
                switch (step.keyword()) {
                    case "ENV", "LABEL" -> Stream.of(Lexer.assigned(text));
                    case "CMD", "ENTRYPOINT" ->
                        Stream.of(text, "/bin/sh -c " + text, "cmd /S /C " + text, loose(shell) + " " + text);
                    case "WORKDIR" -> Stream.concat(Stream.of(text), places(text));
                    case "ARG" -> {
                        int end = text.indexOf('=');
                        String name = end < 0 ? text : text.substring(0, end);
                        yield Stream.of(name, name + "=" + Lexer.ANYTHING);
                    }
                    case "HEALTHCHECK" -> {
                        String command = text.regionMatches(true, 0, "CMD ", 0, 4) ? text.substring(4) : text;
                        yield Stream.of(Lexer.ANYTHING + command + Lexer.ANYTHING);
                    }
                    default -> Stream.of(text);
                });
    }

    /** Returns patterns for the places that a path may lead to. A relative one is below any folder. */
    private static Stream<String> places(String path) {
        String bare = bare(path);
        while (bare.startsWith("./")) {
            bare = bare.substring(2);
        }
        if (bare.isEmpty() || bare.equals(".")) {
            return Stream.of(bare.isEmpty() && path.startsWith("/") ? "" : String.valueOf(Lexer.ANYTHING));
        }
        return bare.charAt(0) == '/' || bare.charAt(0) == Lexer.ANYTHING
                ? Stream.of(bare)
                : Stream.of(bare, Lexer.ANYTHING + "/" + bare);
    }

    /** A path without the slash at its end; the root is empty. */
    private static String bare(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String loose(String text) {
        return Lexer.loose(Lexer.withoutVariables(text));
    }

    private static List<Wildcard> wildcards(Stream<String> texts) {
        return texts.distinct().map(Wildcard::new).toList();
    }
}
