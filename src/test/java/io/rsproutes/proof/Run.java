package io.rsproutes.proof;

import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.support.Processes;

/** One run of a proof from the command line: what was asked for, and what it says as it goes. */
public final class Run {

    private final Map<String, String> options;
    private final long began = System.nanoTime();

    /** {@code defaults}: the options there are. An argument that is none ends the run. */
    public Run(Map<String, String> defaults, String... arguments) {
        options = new TreeMap<>(defaults);
        for (int i = 0; i < arguments.length; i += 2) {
            var name = arguments[i].replaceFirst("^--", "");
            if (i + 1 == arguments.length
                    || !arguments[i].startsWith("--")
                    || options.replace(name, arguments[i + 1]) == null) {
                refuse("There is no option " + arguments[i] + ", or it has no value: --"
                        + String.join(", --", options.keySet()));
            }
        }
    }

    /** Ends the run before it begins. */
    public static void refuse(String why) {
        System.err.println(why);
        System.exit(2);
    }

    /** For a main of its own: in a test the instances must stop first. */
    public static void endServersAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(Processes::end));
    }

    public String text(String option) {
        return options.get(option);
    }

    public int number(String option) {
        return Integer.parseInt(text(option));
    }

    public double decimal(String option) {
        return Double.parseDouble(text(option));
    }

    /** Since it began. */
    public long seconds() {
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    public void say(String what) {
        System.out.printf("%5d s  %s%n", seconds(), what);
    }
}
