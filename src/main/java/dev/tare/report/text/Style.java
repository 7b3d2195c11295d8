package dev.tare.report.text;

/** Colours and weights for a terminal, or none of them. */
public record Style(boolean colours) {

    /** The colours that say something: red for waste, green for what is fine, yellow for a remark. */
    public enum Colour {
        PLAIN(""),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    public String paint(Colour colour, String text) {
        return colour == Colour.PLAIN || text.isBlank() ? text : code(colour.code, text);
    }

    public String bold(String text) {
        return code("1", text);
    }

    public String dim(String text) {
        return text.isEmpty() ? text : code("2", text);
    }

    /** The caption of a layer in so many columns; a remark where nothing is known of it. */
    public String caption(String caption, int columns) {
        return caption.isEmpty() ? dim("(unknown)") : Width.cut(caption, columns);
    }

    private String code(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
