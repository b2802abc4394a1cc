package io.rsproutes.northbound.inventory;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

import javax.sql.DataSource;

import io.rsproutes.platform.database.SqlFiles;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes EIDs and ICCIDs many at a time, sorted by their keys, so that two loads never wait for each other in a ring.
 */
class InventoryTables {

    /** What the lines of one ICCID come to. {@code keepsPeer}: none of them named its SM-DP+, so that it stays. */
    record Profile(
            String iccid,
            String tenant,
            String eid,
            String profileType,
            String peer,
            boolean keepsPeer,
            StockColumns stock) {

        Profile then(Profile next) {
            return new Profile(
                    iccid,
                    next.tenant,
                    next.eid,
                    next.profileType,
                    next.keepsPeer ? peer : next.peer,
                    keepsPeer && next.keepsPeer,
                    next.stock);
        }
    }

    private static final String PROFILE_TYPE = "profiletype";
    private static final String STOCK_STATE = "stockstate";

    private final JdbcTemplate jdbc;
    private final String euiccs;
    private final String profiles;
    private final String untyped;
    private final String paired;
    private final String managers;
    private final String behind;
    private final String hold;
    private final String follow;

    InventoryTables(DataSource dataSource, SqlFiles sql) {
        jdbc = new JdbcTemplate(dataSource);
        euiccs = sql.read("northbound/inventory.euiccs");
        profiles = sql.read("northbound/inventory.profiles");
        untyped = sql.read("northbound/inventory.untyped");
        paired = sql.read("northbound/inventory.paired");
        managers = sql.read("northbound/inventory.managers");
        behind = sql.read("northbound/inventory.behind");
        hold = sql.read("northbound/inventory.hold");
        follow = sql.read("northbound/inventory.follow");
    }

    /**
     * @param tenants by EID
     * @param operator may move what is another tenant's
     * @return the EIDs that are their tenants'
     */
    Set<String> euiccs(SortedMap<String, String> tenants, boolean operator) {
        return held(
                tenants.entrySet(),
                Map.Entry::getKey,
                some -> jdbc.queryForList(
                        euiccs,
                        String.class,
                        array(some, Map.Entry::getKey),
                        array(some, Map.Entry::getValue),
                        operator));
    }

    /** @return the ICCIDs that are their tenants' */
    Set<String> profiles(Collection<Profile> all, boolean operator) {
        return held(
                all,
                Profile::iccid,
                some -> jdbc.queryForList(
                        profiles,
                        String.class,
                        array(some, Profile::iccid),
                        array(some, Profile::tenant),
                        array(some, Profile::eid),
                        array(some, Profile::profileType),
                        array(some, Profile::peer),
                        some.stream().map(Profile::keepsPeer).toArray(Boolean[]::new),
                        array(some, one -> one.stock().msisdnReference()),
                        array(some, one -> one.stock().imsiReference()),
                        array(some, one -> one.stock().stockState()),
                        operator,
                        named(some, "eid"),
                        named(some, PROFILE_TYPE),
                        named(some, "msisdnreference"),
                        named(some, "imsireference"),
                        named(some, STOCK_STATE)));
    }

    // All lines are of one file, and so have the same columns.
    private static boolean named(Collection<Profile> some, String column) {
        return !some.isEmpty() && some.iterator().next().stock().names(column);
    }

    /** @return the ICCIDs whose line would leave them in the pool without a type */
    Set<String> untyped(Collection<Profile> all) {
        boolean types = named(all, PROFILE_TYPE);
        boolean states = named(all, STOCK_STATE);
        var bare = all.stream()
                .filter(one -> types ? one.profileType() == null : states)
                .toList();
        if (bare.isEmpty()) {
            return new HashSet<>();
        }
        return new HashSet<>(jdbc.queryForList(
                untyped,
                String.class,
                array(bare, Profile::iccid),
                array(bare, Profile::tenant),
                array(bare, Profile::profileType),
                array(bare, one -> one.stock().stockState()),
                types,
                states));
    }

    /** @return the ICCIDs whose line says a reference that another profile of the tenant has */
    Set<String> paired(Collection<Profile> all) {
        var naming = all.stream()
                .filter(one ->
                        one.stock().msisdnReference() != null || one.stock().imsiReference() != null)
                .toList();
        if (naming.isEmpty()) {
            return new HashSet<>();
        }
        return new HashSet<>(jdbc.queryForList(
                paired,
                String.class,
                array(naming, Profile::iccid),
                array(naming, Profile::tenant),
                array(naming, one -> one.stock().msisdnReference()),
                array(naming, one -> one.stock().imsiReference())));
    }

    /** @param smsrs by EID, which are their tenants' */
    void managers(SortedMap<String, String> smsrs) {
        if (!smsrs.isEmpty()) {
            jdbc.update(
                    managers, array(smsrs.entrySet(), Map.Entry::getKey), array(smsrs.entrySet(), Map.Entry::getValue));
        }
    }

    /**
     * Once it is committed where eUICCs are: their orders follow, those of one eUICC in one transaction.
     *
     * @param eids   of lines that name an SM-SR
     * @param smsrs  that they name
     * @param tenant whose the eUICCs must be; null: anybody's
     */
    void follow(List<String> eids, List<String> smsrs, String tenant, TransactionOperations transaction) {
        for (var eid : jdbc.queryForList(behind, String.class, array(eids, one -> one), tenant)) {
            transaction.executeWithoutResult(status -> {
                jdbc.update(hold, eid);
                jdbc.update(follow, eid, array(smsrs, one -> one));
            });
        }
    }

    private static <T> Set<String> held(
            Collection<T> all, Function<T, String> key, Function<List<T>, List<String>> write) {
        var held = new HashSet<String>();
        // A second time for what another load inserted at the same moment: the first did not see it.
        for (int time = 0; time < 2 && held.size() < all.size(); time++) {
            held.addAll(write.apply(
                    all.stream().filter(one -> !held.contains(key.apply(one))).toList()));
        }
        return held;
    }

    private static <T> String[] array(Collection<T> all, Function<T, String> value) {
        return all.stream().map(value).toArray(String[]::new);
    }
}
