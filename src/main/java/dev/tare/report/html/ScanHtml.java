package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.image.Printable;
import dev.tare.report.format.Output;
import dev.tare.report.model.EarlierImage;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Phrases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The page of a scan: a block for each image when it is told, and one at the end with what became of all. */
final class ScanHtml implements ReportSink {

    /** Maximum paths of all images together. A browser holds about 200 bytes for each. */
    private static final int MAX_PATHS = 1_000_000;

    /** Maximum images with a part of their own. The fleet has a row for each image. */
    private static final int MAX_IMAGES = 500;

    private final Output output;
    private final HtmlPage page;
    private final List<Headline> images = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final int maxImages;
    private int pathsLeft;
    private int notReached;

    /** What is told of an image before its block is read. */
    private record Headline(String reference, String digest, long shipped, long wasted) {}

    ScanHtml(Output output) {
        this(output, MAX_PATHS, MAX_IMAGES);
    }

    /**
     * @param maxPaths of all images together; the smallest files beyond that are only counted
     * @param maxImages with a part of their own
     */
    ScanHtml(Output output, int maxPaths, int maxImages) {
        this.output = output;
        this.page = new HtmlPage(output);
        this.maxImages = maxImages;
        this.pathsLeft = maxPaths;
    }

    @Override
    public void begin() throws IOException {
        page.begin();
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        if (images.size() >= maxImages) {
            return;
        }
        var content = image.totals().content();
        images.add(new Headline(image.info().reference(), image.info().digest(), content.shipped(), content.wasted()));
        int max = pathsLeft;
        page.data("image", json -> ImageData.write(json, image, output.limit(), max));
        pathsLeft -= Math.min(pathsLeft, image.shipped().size());
    }

    @Override
    public void earlier(EarlierImage image) {
        // a report of before does not have the paths of an image
    }

    @Override
    public void stopped(int missing) {
        notReached = missing;
    }

    @Override
    public void fleet(Fleet fleet) throws IOException {
        var blocks = new HashMap<String, Integer>();
        for (int block = 0; block < images.size(); block++) {
            blocks.putIfAbsent(
                    images.get(block).reference() + " " + images.get(block).digest(), block);
        }
        page.data(
                "fleet",
                json -> FleetData.write(
                        json,
                        fleet,
                        output.limit(),
                        info -> blocks.getOrDefault(info.reference() + " " + info.digest(), -1)));
    }

    @Override
    public void failure(Failure failure) {
        failures.add(failure);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        page.data("run", json -> run(json, verdict));
        page.end();
    }

    private void run(JsonGenerator json, Verdict verdict) throws IOException {
        json.writeStringField("partial", notReached == 0 ? "" : Phrases.partial(notReached));
        json.writeArrayFieldStart("images");
        for (var image : images) {
            json.writeStartObject();
            json.writeStringField("reference", Printable.of(image.reference()));
            json.writeNumberField("shipped", image.shipped());
            json.writeNumberField("wasted", image.wasted());
            json.writeEndObject();
        }
        json.writeEndArray();
        VerdictData.write(json, failures, verdict);
    }
}
