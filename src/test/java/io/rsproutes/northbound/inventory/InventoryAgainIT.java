package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.RowHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;

/** A load that the database ends halfway: it begins anew by itself, or nothing of it is there and it comes again. */
class InventoryAgainIT extends BundleIT {

    @Value("${rsp.data-dir}")
    private Path data;

    @RegisterExtension
    private final RowHolder holder = new RowHolder();

    private Card card;

    @BeforeEach
    void prepare() {
        card = card();
    }

    /** The eUICC and a profile become globex's; one line is nobody's. It takes the eUICC, then the profile. */
    private CompletableFuture<Answer> load() {
        var csv = "tenant,eid,iccid\nglobex," + card.eid() + "," + card.a() + "\nglobex,,12\n";
        return CompletableFuture.supplyAsync(() -> operator.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv"));
    }

    private void loaded(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("lines").asInt()).isEqualTo(2);
        assertThat(answer.json().path("loaded").asInt()).isEqualTo(1);
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(1);
        assertThat(answer.json().path("rejects")).hasSize(1);
        assertThat(owner()).isEqualTo("globex globex");
    }

    private String owner() {
        return jdbc.queryForObject(
                "select e.tenant || ' ' || i.tenant from euicc e join inventory i on i.iccid = ? where e.eid = ?",
                String.class,
                card.a(),
                card.eid());
    }

    @Test
    void givenALoadInARingWithOtherWork_thenItBeginsAnewAndCountsEachLineOnce() throws Exception {
        holder.execute("select from inventory where iccid = ? for update", card.a());
        var load = load();
        holder.waiting(0);

        holder.execute("select from euicc where eid = ? for update", card.eid());

        // It has let go of the eUICC, and waits for it.
        holder.waiting(0);
        assertThat(load).isNotDone();
        holder.release();
        loaded(load.get(60, TimeUnit.SECONDS));
    }

    @Test
    void givenALoadThatIsCutOff_thenNothingOfItIsThereAndItCanComeAgain() throws Exception {
        holder.execute("select from inventory where iccid = ? for update", card.a());
        var load = load();

        holder.cutShort();

        var answer = load.get(60, TimeUnit.SECONDS);
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("database-unavailable");
        assertThat(owner()).isEqualTo("acme acme");
        assertThat(kept()).isZero();
        holder.release();
        loaded(load().get(60, TimeUnit.SECONDS));
    }

    /** Files of loads in the data folder, which hold identifiers. */
    private long kept() throws Exception {
        try (var files = Files.list(data.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("inventory"))
                    .count();
        }
    }
}
