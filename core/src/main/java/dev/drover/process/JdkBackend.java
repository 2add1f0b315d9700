package dev.drover.process;

import dev.drover.process.SpawnException.Reason;
import io.vertx.core.internal.ContextInternal;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Any system, by {@link ProcessBuilder}: a thread per pipe. Its limits, beside the features it
 * lacks: a signal that Drover did not send reads as code 128 + n; what a grandchild writes after
 * the child's exit may be lost, since the JDK closes the pipe; killing a tree can miss a process
 * that is born meanwhile; children do not end with a JVM that is killed by SIGKILL, and those with
 * an {@link SpawnOptions#orphanGrace()} not with any JVM.
 */
final class JdkBackend implements ProcessBackend {
  private static final String EXHAUSTED = "error=" + Errno.EMFILE;

  JdkBackend() {
    // Loads what refuses while class files can be opened: once descriptors have run out it would be
    // too late.
    failure(SpawnRequest.of("true", List.of(), SpawnOptions.DEFAULTS), new IOException(EXHAUSTED));
  }

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public Set<Feature> features() {
    // Node has no unix sockets on Windows.
    return isPosix() ? EnumSet.of(Feature.CHANNEL) : EnumSet.noneOf(Feature.class);
  }

  @Override
  public Child spawn(SpawnRequest request, ContextInternal context) throws SpawnException {
    SpawnOptions options = request.options();
    if (isPosix() && request.command().indexOf('/') < 0) {
      CommandPath.resolve(request); // For its precise refusal; the JDK does its own search.
    }
    ChannelServer channel = null;
    try {
      channel = request.channel() < 0 ? null : ChannelServer.open();
      Process process = builder(request, channel).start();
      return new JdkChild(context, process, options, channel);
    } catch (IOException e) {
      if (channel != null) {
        channel.close();
      }
      throw failure(request, e);
    }
  }

  private static boolean isPosix() {
    return File.separatorChar == '/';
  }

  private static ProcessBuilder builder(SpawnRequest request, ChannelServer channel)
      throws SpawnException {
    List<String> command = new ArrayList<>();
    command.add(isPosix() ? CommandPath.resolve(request) : request.command());
    command.addAll(request.args());
    ProcessBuilder builder = new ProcessBuilder(command);
    request.options().directory().ifPresent(path -> builder.directory(path.toFile()));
    if (!request.sameEnvironment()) {
      builder.environment().clear();
      builder.environment().putAll(request.environment());
    }
    if (channel != null) {
      channel.put(builder.environment(), !request.jvm());
    }
    List<Stdio> stdio = request.options().stdio();
    return builder
        .redirectInput(redirect(stdio.get(0), Redirect.from(nullDevice())))
        .redirectOutput(redirect(stdio.get(1), Redirect.DISCARD))
        .redirectError(redirect(stdio.get(2), Redirect.DISCARD));
  }

  private static File nullDevice() {
    return new File(isPosix() ? "/dev/null" : "NUL");
  }

  private static Redirect redirect(Stdio form, Redirect ignore) {
    if (form instanceof Stdio.Pipe) {
      return Redirect.PIPE;
    }
    if (form instanceof Stdio.Inherit) {
      return Redirect.INHERIT;
    }
    if (form instanceof Stdio.File file) {
      File path = file.path().toFile();
      return switch (file.mode()) {
        case READ -> Redirect.from(path);
        case TRUNCATE -> Redirect.to(path);
        case APPEND -> Redirect.appendTo(path);
      };
    }
    return ignore;
  }

  private static SpawnException failure(SpawnRequest request, IOException cause) {
    if (cause instanceof SpawnException exact) {
      return exact;
    }
    for (Stdio form : request.options().stdio()) {
      if (form instanceof Stdio.File file && cause.getMessage().contains(file.path().toString())) {
        return new SpawnException(
            Reason.FILE_NOT_OPENED, "", "cannot open stdio: " + cause.getMessage(), cause);
      }
    }
    ErrnoException error = JdkErrors.errno(cause);
    return error == null
        ? new SpawnException(
            Reason.OTHER,
            "",
            "cannot spawn '" + request.command() + "': " + cause.getMessage(),
            cause)
        : CommandPath.diagnose(request, request.command(), error);
  }
}
