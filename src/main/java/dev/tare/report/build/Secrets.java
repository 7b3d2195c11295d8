package dev.tare.report.build;

import dev.tare.analysis.Secret;
import dev.tare.report.model.SecretPlace;

/** The credentials that are not hidden, as reports have them. */
final class Secrets {

    private Secrets() {}

    static SecretPlace place(Secret secret) {
        return new SecretPlace(Copies.exposedKind(secret.kind()), new SecretPlace.File(secret.path(), secret.layer()));
    }
}
