package dev.tare.cli.command;

import java.util.List;
import picocli.CommandLine.Command;

/** All commands, in the order in which help lists them. */
public final class Commands {

    public static final List<Class<?>> ALL = List.of(
            ScanCommand.class,
            LayersCommand.class,
            DiffCommand.class,
            LsCommand.class,
            DuCommand.class,
            TraceCommand.class,
            CatCommand.class,
            CompareCommand.class,
            MergeCommand.class,
            ExplainCommand.class,
            InitCommand.class,
            DemoCommand.class,
            CacheCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class);

    private Commands() {}

    public static List<String> names() {
        return ALL.stream().map(Commands::name).toList();
    }

    /** What users call a command. */
    public static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
