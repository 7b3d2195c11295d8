package dev.tare.report.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.report.Examples;
import dev.tare.report.Reports;
import dev.tare.report.format.Output;
import dev.tare.report.model.Failure;
import dev.tare.report.model.rule.Verdict;
import dev.tare.report.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Held against the XSD by which Jenkins checks JUnit's reports, and read by the JDK's parser. */
class ScanJunitTest {

    private static final JunitFormat JUNIT = new JunitFormat();

    private static Document valid(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Path.of("src/test/resources/dev/tare/report/junit/junit-10.xsd")
                        .toFile())
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static Element element(Document document, String name, int number) {
        return (Element) document.getElementsByTagName(name).item(number);
    }

    @Test
    void anImageIsASuiteAndARuleACase() throws Exception {
        var xml = valid(Examples.written(JUNIT, Examples.gated("a:1"), Examples.gated("b:2")));

        assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        var suite = element(xml, "testsuite", 1);
        assertThat(suite.getAttribute("name")).isEqualTo("b:2");
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        var failure = element(xml, "failure", 0);
        assertThat(failure.getAttribute("type")).isEqualTo("exposed");
        assertThat(failure.getAttribute("message")).contains("/app/.npmrc is shipped by layer 0");
        assertThat(failure.getTextContent()).contains(" at L3\nTo mend it: revoke");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String hostile = "a<b>&amp;\"']]>\u0000\u0007\u001b\ufffe\ud800\u0085\u202e\n]";
        var xml =
                valid(Examples.written(JUNIT, Examples.image(hostile).result("max-wasted", "1", "2", false, hostile)));

        assertThat(element(xml, "testsuite", 0).getAttribute("name")).startsWith("a<b>&amp;\"']]>\\x00\\x07\\x1b");
        assertThat(xml.getElementsByTagName("b").getLength()).isZero();
    }

    @Test
    void anImageThatFailsIsAnErrorAndOneReadInPartHasBoth() throws Exception {
        var out = new ByteArrayOutputStream();
        var sink = JUNIT.scan(new Output(out, 80, new Style(false), 0, Output.Detail.BRIEF, Reports.VERSION));
        sink.begin();
        sink.failure(new Failure("none:1", "not found", "look there", 3));
        try (var current = Examples.image("a:1").current()) {
            sink.image(current.report(), List.of());
        }
        sink.failure(new Failure("a:1", "layer 1 is foreign", "", 3));
        sink.end(new Verdict(List.of()));

        var xml = valid(out.toString(StandardCharsets.UTF_8));
        assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(element(xml, "error", 0).getTextContent()).isEqualTo("not found (look there)");
        assertThat(element(xml, "error", 1).getAttribute("message")).isEqualTo("layer 1 is foreign");
        assertThat(element(xml, "testsuite", 1).getAttribute("errors")).isEqualTo("1");
    }
}
