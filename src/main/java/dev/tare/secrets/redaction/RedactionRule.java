package dev.tare.secrets.redaction;

import dev.tare.secrets.redaction.ShellLexer.Word;

/** A way in which texts tell secrets, known by a word in front of them or by the secret itself. */
@FunctionalInterface
interface RedactionRule {

    /** Hides the secret at a word. Returns true if no other rule is to look at the word. */
    boolean applies(Word word);
}
