package dev.drover.launcher;

import java.nio.file.Path;

/** How a user says what is to be run: the next step that a message names. */
enum TargetWords {
  FLAGS {
    @Override
    String runMain(String name) {
      return "run it with --main " + name;
    }

    @Override
    String runMainOf(Path jar, String name) {
      return "run its own main method with: drover run --main %s %s".formatted(name, jar);
    }

    @Override
    String noMain(String name) {
      return "--main " + name + ": the class has no main method";
    }

    @Override
    String noClassPath() {
      return "there is no -cp; looked on the launcher's own class path only";
    }
  },
  FILE {
    @Override
    String runMain(String name) {
      return "say main: " + name + " instead of verticle";
    }

    @Override
    String runMainOf(Path jar, String name) {
      return "run its own main method with main: %s and classPath: [%s]"
          .formatted(name, jar.getFileName());
    }

    @Override
    String noMain(String name) {
      return name + " has no main method";
    }

    @Override
    String noClassPath() {
      return "there is no classPath; looked on the launcher's own class path only";
    }
  };

  abstract String runMain(String name);

  abstract String runMainOf(Path jar, String name);

  abstract String noMain(String name);

  abstract String noClassPath();
}
