package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.spec.Config.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what instructions have set in a config, besides the environment (OCI image-spec, config.md; {@code Healthcheck} and {@code OnBuild} are Docker's).
 * What is of another type than it should be is passed over: nothing but the search for secrets needs it.
 */
final class ConfigInstructions {

    private ConfigInstructions() {}

    static List<Setting> of(JsonNode config) {
        var settings = new ArrayList<Setting>();
        list("ENTRYPOINT", config.path("Entrypoint"), settings);
        list("CMD", config.path("Cmd"), settings);
        list("HEALTHCHECK", config.path("Healthcheck").path("Test"), settings);
        config.path("OnBuild")
                .valueStream()
                .filter(JsonNode::isTextual)
                .forEach(trigger -> settings.add(new Setting("ONBUILD", "ONBUILD", trigger.textValue())));
        if (config.path("Labels").isObject()) {
            config.path("Labels")
                    .propertyStream()
                    .filter(it -> it.getValue().isTextual())
                    .forEach(label -> settings.add(new Setting(
                            "LABEL", label.getKey(), label.getValue().textValue())));
        }
        return List.copyOf(settings);
    }

    private static void list(String keyword, JsonNode words, List<Setting> settings) {
        if (words.isArray() && !words.isEmpty()) {
            settings.add(new Setting(keyword, keyword, words.toString()));
        }
    }
}
