package dev.tare.report.build;

import dev.tare.report.model.series.Series;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that a report reads, made when it is read first, until it is taken back. A report that is kept longer holds nothing of it. */
final class Lent<S> {

    private @Nullable Supplier<S> maker;
    private @Nullable S made;

    Lent(Supplier<S> maker) {
        this.maker = maker;
    }

    /** @throws IllegalStateException if it was taken back */
    S get() {
        if (maker == null) {
            throw new IllegalStateException("the report that this is of is no longer current");
        }
        if (made == null) {
            made = maker.get();
        }
        return made;
    }

    void takeBack() {
        maker = null;
        made = null;
    }

    /** The elements of a lent list as a report has them. */
    static <E, T> Series<T> series(Lent<List<E>> elements, Function<E, T> asReported) {
        return new Series<>() {
            @Override
            public int size() {
                return elements.get().size();
            }

            @Override
            public T get(int number) {
                return asReported.apply(elements.get().get(number));
            }
        };
    }
}
