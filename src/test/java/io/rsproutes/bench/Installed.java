package io.rsproutes.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.rsproutes.proof.Run;

/** Programs of the machine that a baseline takes. */
final class Installed {

    private Installed() {}

    /** Whether it is there; says so once if it is not. */
    static boolean has(String program, String debianPackage, Run run) {
        var folders = List.of((System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator));
        boolean there = folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            run.say(program + " is missing (Debian: apt install " + debianPackage + "): its baseline is left out");
        }
        return there;
    }
}
