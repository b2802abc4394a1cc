package io.rsproutes.northbound.bulk;

/** Numbers other than 0, 8 to 16 bytes each: what a million lines were about fits in 16 MB. */
final class LongSet {

    private long[] slots = new long[1 << 10];
    private int size;

    /** False if it was there. */
    boolean add(long number) {
        if (size * 4L >= slots.length * 3L) {
            var old = slots;
            slots = new long[old.length * 2];
            size = 0;
            for (long one : old) {
                if (one != 0) {
                    add(one);
                }
            }
        }
        int at = (int) (number ^ number >>> 32) & slots.length - 1;
        while (slots[at] != 0) {
            if (slots[at] == number) {
                return false;
            }
            at = at + 1 & slots.length - 1;
        }
        slots[at] = number;
        size++;
        return true;
    }
}
