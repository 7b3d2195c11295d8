package dev.tare.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tare.leftovers.LeftoverKind;
import dev.tare.leftovers.LeftoverKinds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The type of an ELF file by its header. */
class ElfHeaderTest {

    private static ElfType type(byte[] content, int run) {
        var header = new ElfHeader();
        header.begin();
        for (int at = 0; at < content.length; at += run) {
            header.take(content, at, Math.min(run, content.length - at));
        }
        return header.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 19, 20, 1000})
    void theTypeIsToldByTheFirstBytesInWhateverRuns(int run) {
        assertThat(type(ElfFiles.core(), run)).isEqualTo(ElfType.CORE);
        assertThat(type(ElfFiles.bigEndianCore(), run)).isEqualTo(ElfType.CORE);
        assertThat(type(ElfFiles.bpf(), run)).isEqualTo(ElfType.BPF);
        assertThat(type(ElfFiles.object(), run)).isEqualTo(ElfType.NONE);
    }

    @Test
    void whatIsNoElfFileHasNoType() {
        assertThat(type(Arrays.copyOf(ElfFiles.core(), 19), 19)).as("cut off").isEqualTo(ElfType.NONE);
        assertThat(type(new byte[1000], 1000)).isEqualTo(ElfType.NONE);
    }

    @Test
    void eachFileIsReadFromItsBeginning() {
        var header = new ElfHeader();
        header.begin();
        header.take(ElfFiles.core(), 0, 1000);
        header.begin();
        assertThat(header.end()).isEqualTo(ElfType.NONE);
    }

    /** Of a layer that is read by its table of contents, only files with these names are fetched for their type. */
    @Test
    void allNamesAreKnownOfWhichLeftoversAskForTheType() {
        var places = LeftoverKinds.ALL.kinds().stream()
                .map(LeftoverKind::where)
                .filter(where -> where.elf() != ElfType.NONE || where.notElf() != ElfType.NONE)
                .flatMap(where -> where.places().stream())
                .map(place -> "/" + place.toString().replace("**", "a/b").replace("*", "x"))
                .toList();
        assertThat(places)
                .isNotEmpty()
                .allSatisfy(place -> assertThat(ElfHeader.isNamed(place.getBytes(StandardCharsets.UTF_8)))
                        .as(place)
                        .isTrue());
        assertThat(ElfHeader.isNamed("/usr/lib/core/file".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    private static boolean isNamed(String path) {
        return ElfHeader.isNamed(path.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sourcesAndLibrariesThatAreCalledCoreAreNotAskedFor() {
        assertThat(List.of(
                        "core.py", "core.cpython-311.pyc", "core.min.js", "core-utils.so", "core.css", "core_pattern"))
                .allSatisfy(name -> assertThat(isNamed("/usr/lib/" + name)).isFalse());
        assertThat(List.of("core", "core.4711", "core.nginx", "core.nginx.4711", "core-4711", "nginx.core", "vgcore.1"))
                .allSatisfy(name -> assertThat(isNamed("/srv/" + name)).isTrue());
    }
}
