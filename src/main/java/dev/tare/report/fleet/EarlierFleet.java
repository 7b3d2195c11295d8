package dev.tare.report.fleet;

import dev.tare.report.model.fleet.FleetChanges;

/**
 * What the images of an earlier report come to, to be compared with those of now: see {@link FleetBuilder#earlier}. Holds a record of each image and
 * the distinct credentials.
 */
public final class EarlierFleet {

    private final FleetChanges.Before totals;
    private final ToldImages told;
    private final CredentialTotals credentials;

    EarlierFleet(FleetChanges.Before totals, ToldImages told, CredentialTotals credentials) {
        this.totals = totals;
        this.told = told;
        this.credentials = credentials;
    }

    FleetChanges.Before totals() {
        return totals;
    }

    ToldImages told() {
        return told;
    }

    CredentialTotals credentials() {
        return credentials;
    }
}
