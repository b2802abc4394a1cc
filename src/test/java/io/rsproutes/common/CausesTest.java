package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;

import org.junit.jupiter.api.Test;

class CausesTest {

    private final ConnectException root = new ConnectException("refused");
    private final Exception failure = new IllegalStateException("outer", new UncheckedIOException(root));

    @Test
    void listsTheFailureFirstAndItsRootLast() {
        assertThat(Causes.of(failure)).hasSize(3).startsWith(failure).endsWith(root);
        assertThat(Causes.root(failure)).isSameAs(root);
        assertThat(Causes.of(null)).isEmpty();
    }

    @Test
    void findsTheFirstOfAType() {
        assertThat(Causes.find(failure, IOException.class)).isSameAs(root);
        assertThat(Causes.find(failure, Problem.class)).isNull();
        assertThat(Causes.any(failure, ConnectException.class::isInstance)).isTrue();
        assertThat(Causes.any(failure, Problem.class::isInstance)).isFalse();
    }

    @Test
    void goesThroughARingOnce() {
        var one = new Exception("one");
        var other = new Exception("other", one);
        one.initCause(other);

        assertThat(Causes.of(one)).containsExactly(one, other);
    }
}
