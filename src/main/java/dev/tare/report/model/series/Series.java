package dev.tare.report.model.series;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A list that may be long. Its elements are made one by one while it is read, so that a million of them need not be in memory at once.
 *
 * <p>It may be read as often as wanted, by one thread, as long as its report is current: of an image of a scan, until
 * {@link dev.tare.report.model.ReportSink#image} returns. Reading it later is an {@link IllegalStateException}, since nothing of the image is held by
 * then. The elements themselves are plain data and may be kept.
 */
public interface Series<T> extends Iterable<T>, Ranking<T> {

    /** The number of elements. */
    int size();

    /** Makes one element, by its number from 0 on. */
    T get(int number);

    default boolean isEmpty() {
        return size() == 0;
    }

    /** The same elements up to {@code count} of them, made when they are read. */
    default Series<T> limit(int count) {
        var all = this;
        int size = Math.min(count, size());
        return new Series<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public T get(int number) {
                return all.get(number);
            }
        };
    }

    default Stream<T> stream() {
        return IntStream.range(0, size()).mapToObj(this::get);
    }

    @Override
    default List<T> first(int count) {
        return limit(count).stream().toList();
    }

    @Override
    default Iterator<T> iterator() {
        return stream().iterator();
    }

    /** A list that is in memory anyway. */
    static <T> Series<T> of(List<T> elements) {
        return new Series<>() {
            @Override
            public int size() {
                return elements.size();
            }

            @Override
            public T get(int number) {
                return elements.get(number);
            }
        };
    }
}
