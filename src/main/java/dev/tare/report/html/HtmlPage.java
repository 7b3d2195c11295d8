package dev.tare.report.html;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tare.report.format.Output;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * The page while it is written: its head, data in blocks, and the program that shows them.
 *
 * <p>Data are JSON, compressed with gzip, in base64. No text of an image can thus end its element or be markup, whatever it says. The Content Security
 * Policy (W3C CSP Level 3) allows this script and this style by their hashes and nothing else: no requests, no further code. Trusted Types make
 * browsers that know them refuse to turn text into markup.
 */
final class HtmlPage {

    /** Bytes, with which small writes become few. */
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final String version;

    /** Writes the JSON of a block. */
    interface Data {
        void write(JsonGenerator json) throws IOException;
    }

    HtmlPage(Output output) {
        this.out = output.stream();
        this.version = output.toolVersion();
    }

    void begin() throws IOException {
        String style = resource("page.css");
        write("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; \
                base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="referrer" content="no-referrer">
                <meta name="generator" content="tare %s">
                <title>tare report</title>
                <style>%s</style>
                </head>
                <body>
                <noscript>This report is shown by the script in it. Allow JavaScript for this file: it fetches nothing and sends nothing.</noscript>
                """.formatted(hash(resource("page.js")), hash(style), version, style));
    }

    /**
     * Writes a block.
     *
     * @param kind what the program finds it by
     */
    void data(String kind, Data data) throws IOException {
        write("<script type=\"application/gzip\" data-tare=\"" + kind + "\">");
        try (var json = new JsonFactory()
                .createGenerator(
                        new GZIPOutputStream(Base64.getEncoder().wrap(new Unclosed(out)), BUFFER), JsonEncoding.UTF8)) {
            json.writeStartObject();
            data.write(json);
            json.writeEndObject();
        } finally {
            write("</script>\n");
        }
    }

    /** Completes the page. */
    void end() throws IOException {
        write("<script>");
        write(resource("page.js"));
        write("</script>\n</body>\n</html>\n");
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The stream behind a block, which stays open when the block ends. */
    private static final class Unclosed extends FilterOutputStream {

        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {
            // the page goes on
        }
    }

    /** A part of the program, as {@code ./dev web} builds it. */
    private static String resource(String name) {
        try (var in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A hash as CSP has it. */
    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
