package dev.tare.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tare.image.Bound;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.ImageFault.Unreadable;
import dev.tare.image.Limits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests, indexes and configs: what is read, and what is refused. */
class DocumentTest {

    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static String descriptor(String type, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7%s}".formatted(type, DIGEST, more);
    }

    private static String manifest(String more) {
        return "{\"schemaVersion\":2%s,\"config\":%s,\"layers\":[%s]}"
                .formatted(more, descriptor(MediaType.OCI_CONFIG, ""), descriptor(LAYER_TYPE, ""));
    }

    private static String index(String... platforms) {
        String manifests = IntStream.range(0, platforms.length)
                .mapToObj(i ->
                        descriptor(MediaType.OCI_MANIFEST, platforms[i]).replace(DIGEST, "sha256:%064x".formatted(i)))
                .collect(Collectors.joining(","));
        return "{\"schemaVersion\":2,\"manifests\":[" + manifests + "]}";
    }

    private static String platform(String os, String architecture) {
        return ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"}".formatted(os, architecture);
    }

    private static Document parse(String json, String said) throws ImageFault {
        return Document.parse(json.getBytes(StandardCharsets.UTF_8), said);
    }

    private static void assertDamaged(String json) {
        assertThatExceptionOfType(Damaged.class).isThrownBy(() -> parse(json, "application/json"));
    }

    @Nested
    class Kinds {

        @ParameterizedTest
        @CsvSource({
            "'', ''",
            "'', application/json",
            "'', application/vnd.oci.image.manifest.v1+json",
            "'', text/plain; charset=utf-8",
            "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json"
        })
        void aManifestIsToldByWhatItHoldsWhereItDoesNotSay(String own, String said) throws ImageFault {
            var document = parse(manifest(own.isEmpty() ? "" : ",\"mediaType\":\"" + own + "\""), said);

            assertThat(document).isInstanceOf(Manifest.class);
            assertThat(document.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        }

        @Test
        void dockersTypesAreKept() throws ImageFault {
            assertThat(parse(manifest(""), MediaType.DOCKER_MANIFEST).mediaType())
                    .isEqualTo(MediaType.DOCKER_MANIFEST);
            assertThat(parse(index(), MediaType.DOCKER_LIST).mediaType()).isEqualTo(MediaType.DOCKER_LIST);
            assertThat(parse(index(), "").mediaType()).isEqualTo(MediaType.OCI_INDEX);
        }

        @ParameterizedTest
        @CsvSource({
            "application/vnd.docker.container.image.v1+json, true, true",
            "application/vnd.oci.image.config.v1+json, true, true",
            "application/octet-stream, true, false",
            "application/json, true, false",
            "text/html, true, false",
            "'', true, false",
            "text/plain, false, false",
            "application/vnd.docker.plugin.v1+json, false, false",
            "application/vnd.oci.empty.v1+json, false, false"
        })
        void theConfigTellsAnImageFromAnArtifact(String type, boolean inDockers, boolean inOcis) throws ImageFault {
            String json = manifest("").replace(MediaType.OCI_CONFIG, type);

            assertThat(((Manifest) parse(json, MediaType.DOCKER_MANIFEST)).isImage())
                    .isEqualTo(inDockers);
            assertThat(((Manifest) parse(json, MediaType.OCI_MANIFEST)).isImage())
                    .isEqualTo(inOcis);
        }

        @Test
        void onlyDockersManifestsMayLeaveTheTypeOfTheConfigOut() throws ImageFault {
            String json = manifest("").replace("\"mediaType\":\"" + MediaType.OCI_CONFIG + "\",", "");

            assertThat(((Manifest) parse(json, MediaType.DOCKER_MANIFEST)).isImage())
                    .isTrue();
            assertDamaged(json);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"schemaVersion\":1,\"name\":\"a\",\"fsLayers\":[]}",
                    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+prettyjws\"}"
                })
        void schema1IsUnreadable(String json) {
            assertThatExceptionOfType(Unreadable.class)
                    .isThrownBy(() -> parse(json, ""))
                    .withMessageContaining("schema 1");
        }

        @Test
        void aDocumentThatCanBeReadBothWaysIsRefused() {
            String layers = "\"layers\":[],\"config\":" + descriptor(MediaType.OCI_CONFIG, "");
            assertDamaged("{\"schemaVersion\":2,\"manifests\":[]," + layers + "}");
            assertDamaged("{\"schemaVersion\":2,\"manifests\":[],\"layers\":null}");
        }

        @Test
        void aTypeThatDoesNotMatchWhatIsHeldIsDamage() {
            assertDamaged(manifest(",\"mediaType\":\"" + MediaType.OCI_INDEX + "\""));
            assertDamaged(index().replace("{\"schema", "{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"schema"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"schemaVersion\":2}",
                    "{\"schemaVersion\":3,\"layers\":[]}",
                    "{\"schemaVersion\":\"2\",\"manifests\":[]}",
                    "{\"schemaVersion\":2.5,\"manifests\":[]}",
                    "{\"errors\":[{\"code\":\"DENIED\"}]}"
                })
        void anythingElseIsDamage(String json) {
            assertDamaged(json);
        }
    }

    @Nested
    class Strictness {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "[]",
                    "7",
                    "\"text\"",
                    "{",
                    "<html></html>",
                    "{\"schemaVersion\":2,\"manifests\":[]} x",
                    "{\"schemaVersion\":2,\"manifests\":[]}{}",
                    "{\"schemaVersion\":2,\"schemaVersion\":2,\"manifests\":[]}",
                    "{\"schemaVersion\":2,\"manifests\":[],}",
                    "{schemaVersion:2,\"manifests\":[]}",
                    "{'schemaVersion':2,\"manifests\":[]}",
                    "/* */{\"schemaVersion\":2,\"manifests\":[]}",
                    "{\"schemaVersion\":02,\"manifests\":[]}",
                    "{\"schemaVersion\":NaN,\"manifests\":[]}"
                })
        void whatIsNoJsonObjectIsDamage(String json) {
            assertDamaged(json);
        }

        @Test
        void deepNestingLongNumbersLongNamesAndTooManyValuesAreDamage() {
            assertDamaged("[".repeat(100_000));
            assertDamaged("{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000));
            assertDamaged("{\"schemaVersion\":" + "9".repeat(100_000) + "}");
            assertDamaged("{\"" + "n".repeat(100_000) + "\":1}");
            assertDamaged("{\"schemaVersion\":2,\"manifests\":[],\"x\":[{}" + ",{}".repeat(1_000_000) + "]}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE"})
        void onlyUtf8IsJson(String encoding) {
            byte[] bytes = index().getBytes(Charset.forName(encoding));
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> Document.parse(bytes, ""));
        }

        @Test
        void whatIsNoUtf8IsReplacedAsOthersDo() throws Damaged {
            byte[] bytes =
                    "{\"history\":[{\"created_by\":\"LABEL by=Ren\u00e9\"}]}".getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Config.parse(bytes).history().getFirst().createdBy()).isEqualTo("LABEL by=Ren\ufffd");
        }
    }

    @Nested
    class Descriptors {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "null",
                    "[]",
                    "\"text\"",
                    "{}",
                    "{\"mediaType\":\"t\",\"size\":1}",
                    "{\"mediaType\":\"t\",\"digest\":\"sha256:abc\",\"size\":1}",
                    "{\"mediaType\":7,\"digest\":\"D\",\"size\":1}",
                    "{\"digest\":\"D\",\"size\":1}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\"}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":-1}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":1.5}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":\"1\"}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":1e99}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":9223372036854775808}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":1,\"urls\":\"u\"}",
                    "{\"mediaType\":\"t\",\"digest\":\"D\",\"size\":1,\"urls\":[7]}"
                })
        void thatLackWhatTheyMustHaveAreDamage(String descriptor) {
            String json = descriptor.replace("\"D\"", "\"" + DIGEST + "\"");
            assertDamaged("{\"schemaVersion\":2,\"config\":%s,\"layers\":[]}".formatted(json));
            assertDamaged("{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                    .formatted(descriptor(MediaType.OCI_CONFIG, ""), json));
            assertDamaged("{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(json));
        }

        @Test
        void areReadWithWhatTheyMayHave() throws ImageFault {
            String more = ",\"urls\":[\"u\"],\"annotations\":{\"k\":\"v\",\"n\":7}" + platform("linux", "arm");
            var descriptor = ((Index) parse(index(more), "")).manifests().getFirst();

            assertThat(descriptor.size()).isEqualTo(7);
            assertThat(descriptor.urls()).containsExactly("u");
            assertThat(descriptor.annotations()).hasSize(1).containsEntry("k", "v");
            assertThat(descriptor.platform()).contains(new Platform("linux", "arm", ""));
        }

        @Test
        void listsMustBeLists() {
            assertDamaged("{\"schemaVersion\":2,\"manifests\":{}}");
            assertDamaged("{\"schemaVersion\":2,\"layers\":\"x\",\"config\":" + descriptor("c", "") + "}");
            assertDamaged("{\"schemaVersion\":2,\"layers\":[]}");
        }
    }

    @Nested
    class Indexes {

        private static String names(Index index, String wanted) {
            return index.candidates(Platform.parse(wanted)).stream()
                    .map(d -> d.digest().hex().replaceFirst("^0+(?=.)", ""))
                    .collect(Collectors.joining(","));
        }

        @Test
        void offerTheBestFirstAndTheUnknownLast() throws ImageFault {
            String arm7 = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}";
            String arm6 = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v6\"}";
            var index = (Index) parse(index(platform("linux", "amd64"), "", arm6, arm7), "");

            assertThat(names(index, "linux/arm/v7")).isEqualTo("3,2,1");
            assertThat(names(index, "linux/arm/v6")).isEqualTo("2,1");
            assertThat(names(index, "linux/amd64")).isEqualTo("0,1");
            assertThat(names(index, "linux/s390x")).isEqualTo("1");
            assertThat(index.platforms()).hasSize(3);
        }

        @Test
        void doNotOfferAttestations() throws ImageFault {
            String annotated = ",\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}"
                    + platform("linux", "amd64");
            var index = (Index) parse(index(annotated, platform("unknown", "unknown")), "");

            assertThat(index.candidates(Platform.parse("linux/amd64"))).isEmpty();
            assertThat(index.platforms()).isEmpty();
        }
    }

    @Nested
    class Configs {

        private static Config config(String json) throws ImageFault {
            return Config.parse(json.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void theHistoryOfALayerIsTheItemThatMadeIt() throws ImageFault {
            var config = config("""
                    {"os":"linux","architecture":"amd64","created":"2024-01-02T03:04:05Z",
                     "rootfs":{"diff_ids":["%s"]},
                     "history":[{"created_by":"ADD"},{"created_by":"ENV","empty_layer":true},{"created_by":"RUN","empty_layer":false},
                                {"created_by":"CMD","empty_layer":true},{}]}""".formatted(DIGEST));

            assertThat(config.historyOf(0).map(Config.History::createdBy)).contains("ADD");
            assertThat(config.historyOf(1).map(Config.History::createdBy)).contains("RUN");
            assertThat(config.historyOf(2).map(Config.History::createdBy)).contains("");
            assertThat(config.historyOf(3)).isEmpty();
            assertThat(config.layersInHistory()).isEqualTo(3);
            assertThat(config.history()).hasSize(5);
            assertThat(config.diffIds()).containsExactly(Digest.parse(DIGEST));
            assertThat(config.created()).isEqualTo("2024-01-02T03:04:05Z");
            assertThat(config.platform()).hasToString("linux/amd64");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{}", "{\"history\":null,\"rootfs\":null}", "{\"history\":[],\"rootfs\":{\"diff_ids\":[]}}"})
        void withoutHistoryThereIsNone(String json) throws ImageFault {
            var config = config(json);

            assertThat(config.historyOf(0)).isEmpty();
            assertThat(config.layersInHistory()).isZero();
            assertThat(config.diffIds()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"history\":{}}",
                    "{\"history\":\"x\"}",
                    "{\"rootfs\":{\"diff_ids\":\"x\"}}",
                    "{\"rootfs\":{\"diff_ids\":[7]}}",
                    "{\"rootfs\":{\"diff_ids\":[\"sha256:x\"]}}",
                    "[]"
                })
        void damagedOnesAreDamage(String json) {
            assertThatExceptionOfType(Damaged.class).isThrownBy(() -> config(json));
        }

        @Test
        void itemsOfOddKindsTellNothing() throws ImageFault {
            var config = config("{\"history\":[7,null,{\"created_by\":7,\"empty_layer\":\"yes\"}]}");

            assertThat(config.layersInHistory()).isEqualTo(3);
            assertThat(config.historyOf(2).map(Config.History::createdBy)).contains("");
        }
    }

    @Nested
    class Types {

        @ParameterizedTest
        @CsvSource({
            "application/vnd.oci.image.layer.v1.tar, true",
            "application/vnd.oci.image.layer.v1.tar+gzip, true",
            "application/vnd.oci.image.layer.v1.tar+zstd, true",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip, true",
            "application/vnd.docker.image.rootfs.diff.tar.gzip, true",
            "application/vnd.docker.image.rootfs.diff.tar, true",
            "application/vnd.docker.image.rootfs.diff.tar.zstd, true",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, true",
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted, false",
            "application/vnd.in-toto+json, false",
            "application/vnd.wasm.content.layer.v1+wasm, false",
            "text/plain, false"
        })
        void ofLayers(String type, boolean layer) {
            assertThat(MediaType.isLayer(type)).isEqualTo(layer);
        }

        @Test
        void ofForeignLayers() {
            assertThat(MediaType.isForeign("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"))
                    .isTrue();
            assertThat(MediaType.isForeign("application/vnd.oci.image.layer.nondistributable.v1.tar"))
                    .isTrue();
            assertThat(MediaType.isForeign(LAYER_TYPE)).isFalse();
        }
    }

    @Test
    void faultsKeepTheirKindAndHintInAPlace() {
        var limit = Limits.exceeded("a path of 70,000 bytes", 65_536, Bound.NAME_BYTES)
                .in("layer 3");

        assertThat(limit).isInstanceOf(ImageFault.BeyondLimit.class);
        assertThat(limit).hasMessage("layer 3: a path of 70,000 bytes is beyond the limit of 65,536");
        assertThat(limit.hint()).isEqualTo("if you trust this image, raise the limit with --max-name-bytes");
        assertThat(new Unreadable("no", "try").in("x").hint()).isEqualTo("try");
        assertThat(new Damaged("cut off").in("x")).isInstanceOf(Damaged.class).hasMessage("x: cut off");
    }
}
