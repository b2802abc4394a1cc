package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import java.util.stream.IntStream;

import io.rsproutes.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** result.csv of a job with more lines than one page. */
class BulkResultsIT extends BulkScenarios {

    private final String job = UUID.randomUUID().toString();

    @Autowired
    private Settings settings;

    @AfterEach
    void delete() {
        jdbc.update("delete from operation where parent_id = ?", job);
    }

    @Test
    void givenMoreLinesThanAPage_thenEachIsWrittenOnceInTheOrderOfTheFile() throws IOException {
        int lines = 2 * settings.bulk().batch() + 1;
        jdbc.update(
                """
                insert into operation (id, tenant, function, interface, order_key, parameters, state, attempts,
                  created_at, deadline, finished_at, parent_id, parent_line)
                select gen_random_uuid(), 'acme', 'downloadOrder', 'es2plus', gen_random_uuid(), '{}', 'FAILED', 1,
                  current_timestamp, current_timestamp, current_timestamp, ?, line + 1
                from generate_series(1, ?) as line order by line desc""",
                job,
                lines);
        var folder = Files.createDirectories(BulkSpool.folder(settings, job));

        camel.getRegistry()
                .lookupByNameAndType("bulkResults", BulkResults.class)
                .write(job, "line=parent_line state");

        assertThat(Files.readAllLines(folder.resolve("result.csv")).stream().skip(1))
                .containsExactlyElementsOf(IntStream.rangeClosed(2, lines + 1)
                        .mapToObj(line -> line + ",FAILED")
                        .toList());
    }
}
