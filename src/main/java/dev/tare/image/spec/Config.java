package dev.tare.image.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.secrets.redaction.KnownSecrets;
import dev.tare.secrets.redaction.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The config of an image (OCI image-spec, config.md): for which platform it is and how its layers came to be.
 *
 * @param created as the config says it, RFC 3339; empty if it does not
 * @param diffIds digests of the uncompressed layers, the lowest first
 * @param layerHistory the part of the history that made layers: its items that are not empty
 * @param environment {@code NAME=value} of each container, with the secrets in it
 * @param settings what else an instruction has set, with the secrets in it
 * @param secrets what is a secret by its name, wherever it stands
 * @param container what else a container is started with
 */
public record Config(
        String created,
        Platform platform,
        List<Digest> diffIds,
        List<History> history,
        List<History> layerHistory,
        List<String> environment,
        List<Setting> settings,
        KnownSecrets secrets,
        Container container) {

    /**
     * One instruction of the build. Every text is empty where the config has none.
     *
     * @param createdBy as it stands in the config, with the secrets in it
     * @param instruction that it tells, without the secrets in it
     * @param comment without the secrets in it
     */
    public record History(
            String created, String createdBy, Instruction instruction, String comment, boolean emptyLayer) {

        private static History parse(JsonNode item) throws Damaged {
            String createdBy = Json.text(item, "created_by");
            return new History(
                    Json.text(item, "created"),
                    createdBy,
                    Instruction.of(createdBy),
                    Redaction.of(Json.text(item, "comment")),
                    item.path("empty_layer").asBoolean(false));
        }

        private History without(KnownSecrets secrets) {
            return new History(
                    created,
                    createdBy,
                    new Instruction(secrets.hide(instruction.text())),
                    secrets.hide(comment),
                    emptyLayer);
        }
    }

    /**
     * What an instruction has set.
     *
     * @param keyword of the instruction
     * @param name of a label; else the keyword
     * @param text of the instruction without its keyword
     */
    public record Setting(String keyword, String name, String text) {}

    /**
     * What a container is started with. Texts may have secrets in them.
     *
     * @param words of the entrypoint, the command and the health check
     * @param workingDirectory empty where the config has none
     */
    public record Container(List<String> words, String workingDirectory, List<String> volumes) {

        /** What a config without any of it says. */
        public static final Container NONE = new Container(List.of(), "", List.of());

        /** What is of another type than it should be is passed over: only the search for leftovers needs it. */
        private static Container parse(JsonNode config) {
            var words = Stream.of(
                            config.path("Entrypoint"),
                            config.path("Cmd"),
                            config.path("Healthcheck").path("Test"))
                    .flatMap(list -> texts(list).stream())
                    .toList();
            var volumes = new ArrayList<String>();
            config.path("Volumes").fieldNames().forEachRemaining(volumes::add);
            return new Container(words, config.path("WorkingDir").asText(""), List.copyOf(volumes));
        }
    }

    public static Config parse(byte[] bytes) throws Damaged {
        var root = Json.object(bytes, "the config");
        var ids = new ArrayList<Digest>();
        for (String id : Json.texts(root.path("rootfs").path("diff_ids"), "the config's diff_ids")) {
            ids.add(Json.digest(id, "diff_id " + ids.size() + " of the config"));
        }
        var environment = texts(root.path("config").path("Env"));
        var settings = ConfigInstructions.of(root.path("config"));
        var history = new ArrayList<History>();
        for (JsonNode item : Json.elements(root.path("history"), "the config's history")) {
            history.add(History.parse(item));
        }
        var secrets = ConfigSecrets.values(environment, history, settings);
        history.replaceAll(item -> item.without(secrets));
        return new Config(
                Json.text(root, "created"),
                Platform.parse(root),
                List.copyOf(ids),
                List.copyOf(history),
                history.stream().filter(item -> !item.emptyLayer()).toList(),
                environment,
                settings,
                secrets,
                Container.parse(root.path("config")));
    }

    /** What is no list of texts is passed over: nothing but the search for secrets and leftovers needs it. */
    private static List<String> texts(JsonNode list) {
        return list.valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    /** The history item of layer {@code k}: the k-th that is not empty, where there is one (accounting.md, rule 9). */
    public Optional<History> historyOf(int layer) {
        return layer < layerHistory.size() ? Optional.of(layerHistory.get(layer)) : Optional.empty();
    }

    /** The instruction that made layer {@code k}; one without text if the history does not tell. */
    public Instruction instructionOf(int layer) {
        return historyOf(layer).map(History::instruction).orElseGet(() -> new Instruction(""));
    }

    /** The comment on layer {@code k}, without the secrets in it; empty where there is none. */
    public String commentOf(int layer) {
        return historyOf(layer).map(History::comment).orElse("");
    }

    public int layersInHistory() {
        return layerHistory.size();
    }
}
