package dev.drover.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Runs commands that its configuration allows, by name, for whoever sends a message to its address.
 * It never pastes anything into shell text.
 *
 * <pre>{@code
 * {"address": "ops",
 *  "commands": {
 *    "disk": {"command": ["df", "-k", "${path}"],
 *             "args": {"path": {"pattern": "/[a-z/]*"}},
 *             "timeout": "5s"},
 *    "errors": {"shell": "tail -n \"$1\" app.log | grep -c ERROR",
 *               "args": {"lines": {"type": "integer", "minimum": 1, "maximum": 10000}}}}}
 * }</pre>
 *
 * <p>A request <code>{"command": "disk", "args": {"path": "/"}}</code> is answered with {@code
 * {"code", "signal", "stdout", "stderr", "durationMs"}}, whatever the exit code is; {@code signal}
 * is null unless one ended the command, and {@code code} is null then. A request may carry an
 * {@code id}, and <code>{"cancel": id}</code> to the same address ends it, whichever instance runs
 * it. What goes wrong is a reply failure with a code of {@link BridgeFailure}.
 *
 * <p><b>Arguments.</b> Each has a {@code type} ({@code string}, {@code integer}, {@code number},
 * {@code boolean}), by its type a {@code pattern} that matches the whole, {@code minLength}, {@code
 * maxLength} (4096 characters), {@code minimum}, {@code maximum}, {@code enum}, or the {@code flag}
 * that stands for a boolean that is true, and a {@code default}; without one it is required unless
 * {@code required} is false. In {@code command} it stands as <code>${name}</code> and stays within
 * its word; a word with an argument that is missing is left out. A value that begins with a dash is
 * refused where a program could take it for an option, that is at the beginning of a word that does
 * not come after a word {@code --}, unless {@code leadingDash} is true. Text with NUL or half a
 * surrogate pair is refused. A {@code shell} text gets its arguments, in the order they are
 * declared, as {@code "$1"}, {@code "$2"}; one that is missing is empty there.
 *
 * <p><b>Limits</b> of each command: {@code timeout} (30s), {@code grace} from SIGTERM to SIGKILL
 * (5s), {@code maxBuffer} bytes of each output (1 MiB) and what happens beyond it ({@code
 * overflow}: {@code fail}, or {@code truncate}, then the reply has {@code "truncated": true}),
 * {@code concurrency} (4 at a time) and {@code queue} (16 waiting), both of each instance. {@code
 * cwd} is its directory, {@code env} adds variables. Of this JVM's environment it gets PATH, HOME,
 * USER, LOGNAME, LANG, LANGUAGE, LC_*, TZ and TMPDIR only; {@code inheritEnv} is true for all of
 * it, or an array of further names. {@code uid} and {@code gid} are who it runs as, which needs
 * root: programs of one user may read each other's environment, those of two may not.
 *
 * <p><b>Streaming.</b> With {@code "stream": "lines"} or {@code "chunks"} the reply comes when the
 * command has started: <code>{"stdout", "result", "pid"}</code>. {@link BridgeStream} reads the
 * former address while the command runs, which is read no faster than that; a request to the latter
 * is answered at the end with {@code {"code", "signal", "stderr", "durationMs"}}, or fails. The
 * command is cancelled when nobody opens its stream within 15 seconds, or who did has gone.
 *
 * <p>{@code allowShellText: true} lets whoever reaches the address run anything: <code>
 * {"shell": "df -k | tail -1"}</code>; {@code shellText} then has its limits.
 *
 * <p>The logger {@code dev.drover.bridge.audit} has a line for each request, with its arguments but
 * for those with {@code secret: true}, never with anything of an environment or an output.
 *
 * <p>Undeploying ends what runs, with {@link BridgeFailure#CANCELLED} for whoever waits. A wrong
 * configuration fails the deployment with a {@link dev.drover.config.ConfigException} that names
 * all of its problems.
 */
public final class CommandVerticle extends VerticleBase {
  private CommandEndpoint endpoint;
  private MessageConsumer<Object> consumer;

  @Override
  public Future<?> start() {
    CommandsConfig commands = CommandsConfig.read(config());
    endpoint = new CommandEndpoint(vertx, commands);
    consumer = vertx.eventBus().consumer(commands.address(), endpoint::handle);
    return consumer.completion();
  }

  @Override
  public Future<?> stop() {
    return consumer.unregister().eventually(endpoint::stop);
  }
}
