package dev.tare.cli.option.output;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version, from the one place that has it: the build. */
public final class Version implements IVersionProvider {

    public static String number() {
        return ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"tare " + number()};
    }
}
