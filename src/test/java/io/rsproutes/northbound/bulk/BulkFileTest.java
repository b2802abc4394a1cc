package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

import io.rsproutes.northbound.bulk.format.BulkLine;
import io.rsproutes.northbound.bulk.format.BulkReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkFileTest {

    @TempDir
    private Path folder;

    /** Lines 2 to 4. */
    private static BulkReader lines() {
        var lines = new ArrayDeque<>(List.of(line(2), line(3), line(4)));
        return new BulkReader() {
            @Override
            public List<String> columns() {
                return List.of("iccid");
            }

            @Override
            public BulkLine next() {
                return lines.poll();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private static BulkLine line(long number) {
        return new BulkLine(number, Map.of("function", "downloadOrder", "iccid", "iccid-" + number));
    }

    @Test
    void aLinePutAsideInAChunkThatFailed_isCountedWhenTheFileIsOpenedAgain() throws IOException {
        try (var checked = BulkFile.toCheck(lines(), folder)) {
            checked.reject(checked.next(1).get(0), "iccid", "is none");
        }
        try (var failed = BulkFile.toSubmit(lines(), folder, 0, List.of())) {
            failed.reject(failed.next(3).get(0), "iccid", "is another tenant's by now");
        }

        try (var again = BulkFile.toSubmit(lines(), folder, 0, List.of())) {
            assertThat(again.rejected()).isEqualTo(2);
            assertThat(again.next(3)).extracting(BulkLine::number).containsExactly(4L);
        }
    }
}
