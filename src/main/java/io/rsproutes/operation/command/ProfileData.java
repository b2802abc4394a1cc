package io.rsproutes.operation.command;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.platform.database.SqlList;

/**
 * The data of profiles on its way to an SM-DP+. It is held by the call alone, and shows nothing of itself.
 *
 * @param profiles each with its ICCID and what else it has, by our names
 */
public record ProfileData(String peer, String profileType, List<String> iccids, List<ObjectNode> profiles) {

    /** The ICCIDs as a parameter of a statement. */
    public String getList() {
        return SqlList.of(iccids);
    }

    @Override
    public String toString() {
        return "data of " + profiles.size() + " profiles for " + peer;
    }
}
