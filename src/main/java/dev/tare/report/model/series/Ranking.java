package dev.tare.report.model.series;

import java.util.List;

/**
 * Elements in an order of their own, of which mostly the first ones are wanted. They are found when they are asked for, and only as many as are
 * asked for are kept. To be asked as a {@link Series} is read: as often as wanted, as long as its report is current.
 */
@FunctionalInterface
public interface Ranking<T> {

    /** Returns the first elements: {@code count} of them, or all if there are not so many. */
    List<T> first(int count);
}
