package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.rsproutes.config.OrderFileSettings;
import io.rsproutes.config.OrderFileSettings.WatchedFolder;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file of the watched folder is whole. */
class WholeFilesTest {

    private long seconds;
    private final WholeFiles files = new WholeFiles(
            new OrderFileSettings(
                    true,
                    "",
                    "",
                    "",
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    "",
                    "",
                    Map.of(
                            "globex",
                            new WatchedFolder(Duration.ZERO, ".done"),
                            "initech",
                            new WatchedFolder(Duration.ZERO, null)),
                    Map.of(),
                    Set.of(),
                    Map.of()),
            () -> Duration.ofSeconds(seconds).toNanos());

    private boolean whole(String path, long length, long modified) {
        return files.whole(path, length, modified);
    }

    @Test
    void givenAFileThatGrowsOrIsTouched_thenItsTimeBeginsAnew() {
        assertThat(whole("acme/x.csv", 100, 1)).isFalse();
        seconds = 9;
        assertThat(whole("acme/x.csv", 100, 1)).isFalse();
        assertThat(whole("acme/x.csv", 110, 1))
                .as("it grew under its old time stamp")
                .isFalse();
        seconds = 18;
        assertThat(whole("acme/x.csv", 110, 2)).as("written over in place").isFalse();
        seconds = 27;
        assertThat(whole("acme/x.csv", 110, 2)).isFalse();
        seconds = 28;
        assertThat(whole("acme/x.csv", 110, 2)).isTrue();
        assertThat(whole("acme/x.csv", 110, 2)).as("the next of this name").isFalse();
    }

    /** A time stamp that is kept, or of a clock that is wrong, says nothing of how long it has been here. */
    @Test
    void givenAnOldTimeStamp_thenItWaitsAllTheSame() {
        assertThat(whole("acme/x.csv", 100, 0)).isFalse();
        seconds = 10;
        assertThat(whole("acme/x.csv", 100, 0)).isTrue();
    }

    /** What it points to may be nothing of the tenant's. */
    @Test
    void givenALink_thenItIsNotTaken(@TempDir Path folder) throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "x");
        var link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("initech")).resolve("x.csv"), secret);
        var own = Files.writeString(folder.resolve("initech/y.csv"), "x");
        for (var look : new int[] {0, 100}) {
            seconds = look;
            assertThat(files.accept(file(folder, link))).isFalse();
        }
        files.accept(file(folder, own));
        assertThat(files.accept(file(folder, own))).isTrue();
    }

    private static GenericFile<Object> file(Path folder, Path path) {
        var file = new GenericFile<>();
        file.setFile(path.toFile());
        file.setRelativeFilePath(folder.relativize(path).toString());
        file.setFileLength(1);
        return file;
    }

    @Test
    void givenAFileThatIsEmptied_thenItWaitsForItsContent() {
        assertThat(whole("acme/x.csv", 100, 1)).isFalse();
        seconds = 9;
        assertThat(whole("acme/x.csv", 0, 2)).isFalse();
        seconds = 100_000;
        assertThat(whole("acme/x.csv", 0, 2)).isFalse();
        assertThat(whole("acme/x.csv", 50, 3)).isFalse();
        seconds = 100_010;
        assertThat(whole("acme/x.csv", 50, 3)).isTrue();
    }

    @Test
    void givenADoneMarker_thenItsFileGoesAndTheMarkerAfterIt() {
        assertThat(whole("globex/x.csv", 100, 1)).isFalse();
        seconds = 3_000;
        assertThat(whole("globex/x.csv", 100, 1)).isFalse();
        assertThat(whole("globex/x.csv.done", 0, 1))
                .as("its file is still there")
                .isFalse();
        assertThat(whole("globex/x.csv", 100, 1)).isTrue();
        assertThat(whole("globex/x.csv.done", 0, 1)).isTrue();
        assertThat(whole("globex/x.csv", 100, 1)).as("the next needs its own").isFalse();
        assertThat(whole("globex/y.csv", 100, 1)).isFalse();
    }

    @Test
    void givenFilesThatComeByRenaming_thenTheyGoAtOnce() {
        assertThat(whole("initech/x.csv", 100, 1)).isTrue();
        assertThat(whole("initech/y.csv", 0, 1)).isFalse();
    }

    /** It was whole when it was renamed, so its marker may be gone. */
    @Test
    void givenAFileLeftByAProcessThatEnded_thenItIsTakenUnderItsFirstMark() {
        var first = TakenFile.of("globex/sub/x.csv").next();
        var second = TakenFile.of(first).next();
        assertThat(second).isNotEqualTo(first).hasSameSizeAs(first);
        assertThat(TakenFile.of(second))
                .isEqualTo(new TakenFile("globex/sub/x.csv", TakenFile.of(first).mark()));
        assertThat(TakenFile.of(second).name()).isEqualTo("sub_x.csv");
        assertThat(whole(first, 100, 1)).isTrue();
        assertThat(TakenFile.of("acme/x.taken.csv")).isEqualTo(new TakenFile("acme/x.taken.csv", null));
    }
}
