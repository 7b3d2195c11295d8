package dev.tare.gate;

import dev.tare.report.model.ImageReport;
import dev.tare.report.model.Selected;

/**
 * An image that rules are held against.
 *
 * @param image that is current
 * @param selected the copies of it that count
 */
record Subject(ImageReport image, Selected selected) {}
