package dev.tare.gate;

import dev.tare.report.model.Baseline;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.rule.Selected;
import dev.tare.report.model.rule.Selector;
import java.util.Optional;

/**
 * An image that rules are held against.
 *
 * @param image that is current
 * @param selector of the copies that count
 * @param selected these copies
 * @param baseline what the image is held against; empty where nobody names one
 */
record Subject(ImageReport image, Selector selector, Selected selected, Optional<Baseline> baseline) {

    static Subject of(ImageReport image, Selector selector, Optional<Baseline> baseline) {
        return new Subject(image, selector, image.select(selector), baseline);
    }
}
