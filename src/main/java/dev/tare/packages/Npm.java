package dev.tare.packages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Packages of npm and what is like it: a directory in {@code node_modules} with a {@code package.json}, which tells name and version. */
final class Npm implements DatabaseReader {

    private static final Pattern FOLDER = Pattern.compile("(?s).*/node_modules/((?:@[^/]+/)?[^/@][^/]*)");

    /** Maximum size of a package.json that is read. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_TEXT_CHARACTERS = 256;

    private static final JsonFactory JSON = new JsonFactory();

    private final Claims claims;

    Npm(Claims claims) {
        this.claims = claims;
    }

    @Override
    public Optional<Reading> file(PathName path, long size) {
        var folder = FOLDER.matcher(path.name().equals("package.json") ? path.folder() : "");
        if (!folder.matches()) {
            return Optional.empty();
        }
        String name = PathName.printable(folder.group(1));
        if (size > MAX_BYTES) {
            claims.folder(new InstalledPackage(Database.NPM, name, ""), path.folderPath());
            return Optional.empty();
        }
        return Optional.of(() -> new Whole(size) {
            @Override
            void whole(byte[] json) {
                claims.folder(told(json, name), path.folderPath());
            }
        });
    }

    /** @param folder the name of the package where its file does not tell */
    private static InstalledPackage told(byte[] json, String folder) {
        String name = folder;
        String version = "";
        try (var parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                boolean isText = parser.nextToken() == JsonToken.VALUE_STRING
                        && parser.getTextLength() <= MAX_TEXT_CHARACTERS
                        && parser.getTextLength() > 0;
                if (isText && field.equals("name")) {
                    name = parser.getText();
                } else if (isText && field.equals("version")) {
                    version = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // what was understood until then is all that it tells
            return new InstalledPackage(Database.NPM, name, version);
        }
        return new InstalledPackage(Database.NPM, name, version);
    }
}
