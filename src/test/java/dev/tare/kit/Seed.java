package dev.tare.kit;

import java.util.Random;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * The seed of random tests. It is the same in every run, so that CI tests a change and not luck; {@code -Dtare.seed=N} gives another, {@code
 * -Dtare.seed=random} one by the clock, and {@code -Dtare.cases=N} another number of cases. Where a test fails, the seed is printed.
 */
public final class Seed implements TestExecutionListener {

    private static final long FIRST = first();

    private static volatile boolean used;
    private static volatile boolean printed;

    private static long first() {
        String seed = System.getProperty("tare.seed", "0");
        return seed.equals("random") ? System.nanoTime() : Long.parseLong(seed);
    }

    /** The seed of a case. To repeat it alone it is the seed of the run, with one case. */
    public static long of(long number) {
        used = true;
        return FIRST + number;
    }

    /** Random numbers for a case of a test. */
    public static Random random(long number) {
        return new Random(of(number));
    }

    /** The same numbers in every run, whatever the seed: for content on which expected values depend. */
    public static Random fixed(long number) {
        return new Random(number);
    }

    /** How many cases to try, unless the run says otherwise. */
    public static int cases(int usually) {
        return Integer.getInteger("tare.cases", usually);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED && used && !printed) {
            printed = true;
            System.err.println("random tests ran with -Dtare.seed=" + FIRST);
        }
    }
}
