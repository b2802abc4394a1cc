package io.rsproutes.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Links and anchors resolve, every page can be found from the index, and prose fits a screen. */
class LinksTest {

    private static final Path INDEX = Path.of("docs/README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
    private static final Pattern FENCE = Pattern.compile(" *```.*");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern NAMED_PAGE = Pattern.compile("docs/[A-Za-z0-9/_-]+\\.(?:md|svg)");
    /** Where comments and messages name pages. */
    private static final List<String> SOURCES =
            List.of("bench", "config", "docker", "routes", "src", "docker-compose.yml", "Dockerfile", "pom.xml");

    private static final int WIDTH = 120;
    /** Still to be wrapped. */
    private static final List<Path> WIDER = List.of(Path.of("docs/operate/performance.md"));

    @Test
    void everyLinkLeadsSomewhere() {
        var faults = new ArrayList<String>();
        for (var page : pages()) {
            for (var link : links(page)) {
                var target = target(page, link);
                if (!Files.exists(target)) {
                    faults.add(page + " links to " + link + ": there is no " + target);
                } else if (link.contains("#") && !anchors(target).contains(link.substring(link.indexOf('#') + 1))) {
                    faults.add(page + " links to " + link + ": " + target + " has no such heading");
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyPageIsReachableFromTheIndex() {
        var reached = new HashSet<Path>();
        var open = new ArrayDeque<>(List.of(INDEX));
        while (!open.isEmpty()) {
            var page = open.remove();
            if (page.toString().endsWith(".md") && reached.add(page)) {
                links(page).stream()
                        .map(link -> target(page, link))
                        .filter(Files::isRegularFile)
                        .forEach(open::add);
            }
        }
        var lost = new TreeSet<>(pages());
        lost.removeAll(reached);
        assertThat(lost).isEmpty();
    }

    /** Tables and blocks of code may be wider: neither can be wrapped. */
    @Test
    void noLineOfProseIsTooLong() {
        var faults = new ArrayList<String>();
        for (var page : pages()) {
            var lines = WIDER.contains(page) ? List.<String>of() : lines(page);
            boolean code = false;
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                code ^= FENCE.matcher(line).matches();
                if (!code && !line.startsWith("|") && line.length() > WIDTH) {
                    faults.add(page + ":" + (i + 1) + " has " + line.length() + " characters");
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyPageThatSourcesNameExists() {
        var faults = new ArrayList<String>();
        for (var source : SOURCES) {
            for (var file : files(Path.of(source))) {
                NAMED_PAGE
                        .matcher(text(file))
                        .results()
                        .map(MatchResult::group)
                        .filter(page -> !Files.exists(Path.of(page)))
                        .forEach(page -> faults.add(file + " names " + page));
            }
        }
        assertThat(faults).isEmpty();
    }

    private static List<Path> pages() {
        return Stream.concat(
                        files(Path.of("docs")).stream(),
                        Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
                                .map(Path::of))
                .filter(file -> file.toString().endsWith(".md"))
                .toList();
    }

    private static List<Path> files(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links to files of ours; what stands in code is no link. */
    private static List<String> links(Path page) {
        return LINK.matcher(CODE.matcher(prose(page)).replaceAll("code"))
                .results()
                .map(match -> match.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .toList();
    }

    private static Path target(Path page, String link) {
        var path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    /** As GitHub makes them: lower case, without punctuation, hyphens for blanks, numbered when they repeat. */
    private static Set<String> anchors(Path page) {
        var anchors = new HashSet<String>();
        var seen = new HashMap<String, Integer>();
        prose(page)
                .lines()
                .map(HEADING::matcher)
                .filter(heading -> heading.matches())
                .forEach(heading -> {
                    var anchor = LINK.matcher(heading.group(1))
                            .replaceAll("")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-');
                    int times = seen.merge(anchor, 1, Integer::sum);
                    anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
                });
        return anchors;
    }

    private static String prose(Path page) {
        boolean[] code = {false};
        return lines(page).stream()
                .filter(line -> {
                    boolean fence = FENCE.matcher(line).matches();
                    code[0] ^= fence;
                    return !code[0] && !fence;
                })
                .collect(Collectors.joining("\n"));
    }

    private static List<String> lines(Path page) {
        return text(page).lines().toList();
    }

    /** Some sources are binary, and name no page. */
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
