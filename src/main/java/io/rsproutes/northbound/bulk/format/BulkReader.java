package io.rsproutes.northbound.bulk.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

import io.rsproutes.common.Problem;

/** Reads the orders of one file, one after the other, in memory that does not grow with it. */
public interface BulkReader extends Closeable {

    /** Canonical names of the columns the file has, in its order. */
    List<String> columns();

    /**
     * The next order, or null at the end.
     *
     * @throws Problem {@code malformed-file} with line and column, when the file is not what it says it is
     */
    BulkLine next() throws IOException;
}
