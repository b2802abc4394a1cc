package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a JVM's processor time went (JFR): by whose code ran, or had called what ran, and by method. */
final class Profile {

    /** By the start of a class name; the first that is met, from the innermost frame on, has the sample. */
    private static final Map<String, String> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("io.rsproutes", "our Java");
        OWNERS.put("org.postgresql", "PostgreSQL driver");
        OWNERS.put("com.zaxxer", "connection pool");
        OWNERS.put("org.springframework.jdbc", "Spring JDBC");
        OWNERS.put("org.apache.camel.component.sql", "camel-sql, camel-jdbc");
        OWNERS.put("org.apache.camel.component.jdbc", "camel-sql, camel-jdbc");
        OWNERS.put("org.apache.camel.component.jms", "JMS client");
        OWNERS.put("org.springframework.jms", "JMS client");
        OWNERS.put("org.messaginghub", "JMS client");
        OWNERS.put("org.apache.activemq", "JMS client");
        OWNERS.put("io.netty", "JMS client");
        OWNERS.put("org.apache.camel.language", "Camel languages");
        OWNERS.put("org.apache.camel", "Camel engine");
        OWNERS.put("org.apache.hc", "HTTP client");
        OWNERS.put("org.apache.tomcat", "Tomcat, Spring MVC");
        OWNERS.put("org.apache.catalina", "Tomcat, Spring MVC");
        OWNERS.put("org.apache.coyote", "Tomcat, Spring MVC");
        OWNERS.put("org.springframework.web", "Tomcat, Spring MVC");
        OWNERS.put("org.apache.cxf", "CXF");
        OWNERS.put("com.fasterxml", "Jackson");
        OWNERS.put("ch.qos.logback", "logging");
        OWNERS.put("org.slf4j", "logging");
        OWNERS.put("org.springframework.boot.logging", "logging");
        OWNERS.put("io.micrometer", "metrics");
        OWNERS.put("sun.security", "TLS and cryptography of the JDK");
        OWNERS.put("com.sun.crypto", "TLS and cryptography of the JDK");
        OWNERS.put("com.sun.org.apache.xerces", "XML of the JDK");
        OWNERS.put("org.springframework", "Spring");
    }

    private static final int METHODS = 15;

    private Profile() {}

    static void begin(Process jvm) throws IOException {
        Jcmd.ask(jvm, "JFR.start", "name=bench", "settings=profile");
    }

    /** @return as text, with the share of each */
    static String end(Process jvm, Path file) throws IOException {
        Jcmd.ask(jvm, "JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
        var owners = new TreeMap<String, Integer>();
        var methods = new TreeMap<String, Integer>();
        int samples = 0;
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                var event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples++;
                    var frames = event.getStackTrace().getFrames();
                    owners.merge(owner(frames), 1, Integer::sum);
                    methods.merge(name(frames.get(0)), 1, Integer::sum);
                }
            }
        }
        return samples + " samples\n" + shares(owners, samples, owners.size()) + "\n"
                + shares(methods, samples, METHODS);
    }

    private static String owner(List<RecordedFrame> frames) {
        for (var frame : frames) {
            var type = frame.getMethod().getType().getName();
            for (var owner : OWNERS.entrySet()) {
                if (type.startsWith(owner.getKey())) {
                    return owner.getValue();
                }
            }
        }
        return "JDK";
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String shares(Map<String, Integer> counts, int samples, int most) {
        var text = new StringBuilder();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .forEach(one -> text.append(
                        String.format(Locale.ROOT, "%5.1f %%  %s%n", 100.0 * one.getValue() / samples, one.getKey())));
        return text.toString();
    }
}
