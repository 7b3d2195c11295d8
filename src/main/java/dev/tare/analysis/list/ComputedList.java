package dev.tare.analysis.list;

import java.util.AbstractList;
import java.util.Objects;
import java.util.function.IntFunction;

/** A list whose elements are made each time that they are asked for, since a million of them would take much memory. */
public final class ComputedList<T> extends AbstractList<T> {

    private final int size;
    private final IntFunction<T> element;

    public ComputedList(int size, IntFunction<T> element) {
        this.size = size;
        this.element = element;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public T get(int i) {
        return element.apply(Objects.checkIndex(i, size));
    }
}
