package dev.tare.cli.terminal;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What the process is connected to: whether a person looks at its output, how wide, and whether they like colours. */
public final class Terminal {

    private static final AtomicBoolean FINISHED = new AtomicBoolean();
    private static final List<Closeable> HELD = new ArrayList<>();
    private static final Set<Path> UNFINISHED_FILES = ConcurrentHashMap.newKeySet();
    /** Seconds for a run to report what is done. Less than the 10 that Docker leaves, and the 30 of Kubernetes. */
    private static final int GRACE_SECONDS = 8;

    /** A time in which nothing is reported early. */
    public static final Stopping NEVER_STOPPED = () -> {};

    private static volatile boolean stdoutBroke;
    private static volatile @Nullable Runnable stop;
    private static boolean stdoutClosed;

    /** Standard output takes nothing: its disk is full, or it is closed. Not ours to mend. */
    public static final class StdoutFailed extends IOException {
        private static final long serialVersionUID = 1;

        public StdoutFailed(IOException cause) {
            super("standard output cannot be written (" + cause.getMessage() + ")", cause);
        }
    }

    private Terminal() {}

    /**
     * Takes the places of standard streams that are closed, so that no file or connection gets their numbers and what was meant for
     * them. To be called before any is opened.
     */
    public static void holdStandardStreams() {
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return;
        }
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            if (!Files.isSymbolicLink(Path.of("/proc/self/fd/" + descriptor))) {
                try {
                    HELD.add(descriptor == 0 ? new FileInputStream("/dev/null") : new FileOutputStream("/dev/null"));
                } catch (IOException e) {
                    return; // then it is as it was
                }
                stdoutClosed |= descriptor == 1;
            }
        }
    }

    /** Runs an action when the user or the system ends the process, and not when it ends by itself. */
    public static void onInterrupt(Runnable action) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (!FINISHED.get()) {
                if (isTerminal(2)) {
                    System.err.print("\u001b[J"); // the progress goes with us
                    System.err.flush();
                }
                awaitReport();
                deleteUnfinished();
                action.run();
            }
        }));
    }

    /**
     * Has what is done reported when the user or the system ends the process, which then ends by itself.
     *
     * @param request asks whoever makes the report to complete it
     */
    public static Stopping stopWhenInterrupted(Runnable request) {
        stop = request;
        return () -> stop = null;
    }

    /** A time in which a report can be completed early. */
    public interface Stopping extends AutoCloseable {
        @Override
        void close();
    }

    /** Does not return if the report is complete in time. */
    private static void awaitReport() {
        var request = stop;
        if (request == null) {
            return;
        }
        System.err.println("tare: stopped: what is done is being reported");
        request.run();
        try {
            Thread.sleep(Duration.ofSeconds(GRACE_SECONDS));
        } catch (InterruptedException e) {
            // there is no more time
        }
    }

    /** Takes note of a file that is of no use before it is complete. It may be gone or renamed by then. */
    static void deleteWhenInterrupted(Path file) {
        UNFINISHED_FILES.add(file);
    }

    private static void deleteUnfinished() {
        for (Path file : UNFINISHED_FILES) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // it stays where it is
            }
        }
    }

    /** Ends the process. Nothing is left to be waited for, so the client's threads are not. */
    public static void exit(int code) {
        FINISHED.set(true);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    /** Standard output; when its reader goes away (as {@code head} does), the rest is dropped without complaint. */
    public static OutputStream stdout() {
        return new OutputStream() {
            private final OutputStream out = new FileOutputStream(FileDescriptor.out);

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (stdoutClosed) {
                    throw new StdoutFailed(new IOException("it is closed"));
                }
                try {
                    if (!stdoutBroke) {
                        out.write(bytes, offset, length);
                    }
                } catch (IOException e) {
                    if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                        stdoutBroke = true;
                    } else {
                        throw new StdoutFailed(e);
                    }
                }
            }
        };
    }

    public static PrintStream stderr() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    }

    /** Whether a file descriptor is a terminal: on Linux by what it leads to, elsewhere as picocli guesses. */
    public static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return CommandLine.Help.Ansi.AUTO.enabled();
    }

    /** Whether somebody looks at standard error as it is written. A CI system may give its jobs a terminal, and keeps a log all the same. */
    public static boolean isWatched() {
        return isTerminal(2)
                && (!isSet("CI") || "false".equals(System.getenv("CI")))
                && !"dumb".equals(System.getenv("TERM"));
    }

    /**
     * Colours are for terminals, and for those who did not say no (no-color.org). {@code CLICOLOR_FORCE} asks for them where there is no terminal
     * (bixense.com/clicolors).
     */
    public static boolean coloursOn(boolean refused) {
        if (refused || isSet("NO_COLOR")) {
            return false;
        }
        boolean forced = isSet("CLICOLOR_FORCE") && !"0".equals(System.getenv("CLICOLOR_FORCE"));
        return forced || (isTerminal(1) && !"dumb".equals(System.getenv("TERM")));
    }

    private static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }

    /** Columns: what the shell says, else what the terminal says, else 100. */
    public static int width() {
        int fromShell = number(System.getenv("COLUMNS"));
        if (fromShell > 0) {
            return Math.max(80, fromShell);
        }
        if (isTerminal(1)) {
            try {
                var stty = new ProcessBuilder("stty", "size")
                        .redirectInput(Path.of("/dev/tty").toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                int columns = number(answer.substring(answer.indexOf(' ') + 1));
                if (columns > 0) {
                    return Math.max(80, columns);
                }
            } catch (IOException e) {
                // no stty here
            }
        }
        return 100;
    }

    private static int number(String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
