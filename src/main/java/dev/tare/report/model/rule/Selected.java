package dev.tare.report.model.rule;

import dev.tare.report.model.secret.ExposedPlace;
import dev.tare.report.model.secret.SecretPlace;
import dev.tare.report.model.series.Series;

/** What rules ask of some copies of an image. It is found out when it is asked for, and as long as the report is current. */
public interface Selected {

    /** The figures. */
    Tally tally();

    /** The credentials in hidden copies, those that the user named first, then the worst; the files of a folder such as {@code .git} are one place. */
    Series<ExposedPlace> exposed();

    /** The credentials that are not hidden, as {@link dev.tare.report.model.ImageReport#secrets}. */
    Series<SecretPlace> secrets();

    /** Shows every name of the final tree that leads to one of the copies. */
    void visitVisible(Visitor visitor);

    /** Shows every hidden copy at the path at which it was shipped. */
    void visitHidden(Visitor visitor);

    /** Is shown copies, each at one path. */
    interface Visitor {

        /** @param layer that ships the copy */
        void visit(byte[] path, int layer, long bytes);
    }
}
