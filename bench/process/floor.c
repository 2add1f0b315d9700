// The least a parent of child processes can cost: posix_spawn, three pipes, read, wait.
//
//   floor spawn IN_FLIGHT SECONDS DESCRIPTORS HEAP_MIB
//   floor output BYTES PIPE_KIB
//   floor echo CHILDREN LINES
//   floor pingpong IN_FLIGHT SECONDS NODE SCRIPT
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

typedef struct {
  pid_t pid;
  int in, out, err;
} child;

static double blocked;

static void check(int ok, const char *what) {
  if (!ok) {
    perror(what);
    exit(1);
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double seconds_of(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double cpu(void) { return seconds_of(RUSAGE_SELF) + seconds_of(RUSAGE_CHILDREN); }

static child start(char **argv, int pipe_size) {
  double begun = now();
  int pipes[3][2];
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int i = 0; i < 3; i++) {
    check(!pipe2(pipes[i], O_CLOEXEC), "pipe2");
    posix_spawn_file_actions_adddup2(&actions, pipes[i][i == 0 ? 0 : 1], i);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (pipe_size > 0) {
    check(fcntl(pipes[1][0], F_SETPIPE_SZ, pipe_size) > 0, "F_SETPIPE_SZ");
  }
  child it;
  errno = posix_spawnp(&it.pid, argv[0], &actions, NULL, argv, environ);
  check(!errno, "posix_spawnp");
  posix_spawn_file_actions_destroy(&actions);
  close(pipes[0][0]);
  close(pipes[1][1]);
  close(pipes[2][1]);
  it.in = pipes[0][1];
  it.out = pipes[1][0];
  it.err = pipes[2][0];
  blocked += now() - begun;
  return it;
}

static long long drain(int descriptor) {
  static char buffer[1 << 20];
  long long total = 0;
  for (ssize_t count; (count = read(descriptor, buffer, sizeof buffer)) > 0;) total += count;
  return total;
}

static void finish(child *it) {
  drain(it->out);
  drain(it->err);
  close(it->in);
  close(it->out);
  close(it->err);
  it->pid = 0;
}

static long spawn_for(double seconds, int in_flight) {
  static child children[1024];
  char *argv[] = {"/bin/true", NULL};
  double end = now() + seconds;
  long done = 0;
  int running = 0;
  for (int i = 0; i < in_flight; i++, running++) children[i] = start(argv, 0);
  while (running > 0) {
    int status;
    pid_t pid = wait(&status);
    check(pid > 0 && status == 0, "wait");
    for (int i = 0; i < in_flight; i++) {
      if (children[i].pid != pid) continue;
      finish(&children[i]);
      done++;
      running--;
      if (now() < end) {
        children[i] = start(argv, 0);
        running++;
      }
      break;
    }
  }
  return done;
}

static void spawn(char **args) {
  for (int i = atoi(args[2]); i > 0; i--) {
    check(open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0, "open");
  }
  size_t heap = (size_t)atoi(args[3]) << 20;
  if (heap > 0) memset(malloc(heap), 1, heap);
  spawn_for(0.2, atoi(args[0]));
  blocked = 0;
  double begun = now(), used = cpu();
  long done = spawn_for(atof(args[1]), atoi(args[0]));
  printf("rate %.1f cpu %.4f blocked %.4f\n", done / (now() - begun), (cpu() - used) * 1e3 / done,
         blocked * 1e3 / done);
}

// head writes 4 KiB at a time. A reader that sleeps in read is woken for each of them, which costs both sides
// more than the bytes do, and is then moved to the writer's core: half as fast as one that stays awake and
// gives way, until nothing has come for a while.
static long long drain_awake(int descriptor) {
  static char buffer[1 << 17];
  long long total = 0;
  int tries = 0;
  check(!fcntl(descriptor, F_SETFL, O_NONBLOCK), "F_SETFL");
  for (;;) {
    ssize_t count = read(descriptor, buffer, sizeof buffer);
    if (count == 0) return total;
    if (count > 0) {
      total += count;
      tries = 0;
    } else if (tries++ < 20) {
      sched_yield();
    } else {
      struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
      poll(&wanted, 1, -1);
      tries = 0;
    }
  }
}

static void output(char **args) {
  char *argv[] = {"head", "-c", args[0], "/dev/zero", NULL};
  double begun = now(), used = seconds_of(RUSAGE_SELF);
  child it = start(argv, atoi(args[1]) << 10);
  check(drain_awake(it.out) == atoll(args[0]), "output");
  finish(&it);
  wait(NULL);
  printf("rate %.3f cpu %.3f\n", atof(args[0]) / 1e9 / (now() - begun),
         seconds_of(RUSAGE_SELF) - used);
}

static const char LINE[] = "0123456789012345678901234567890123456789\n";

static void say(int descriptor, const char *text, size_t length) {
  check(write(descriptor, text, length) == (ssize_t)length, "write");
}

static double status(const char *key) {
  char line[256];
  double value = 0;
  FILE *file = fopen("/proc/self/status", "r");
  while (fgets(line, sizeof line, file)) {
    if (!strncmp(line, key, strlen(key))) value = atof(line + strlen(key));
  }
  fclose(file);
  return value;
}

static void echo(char **args) {
  int count = atoi(args[0]), lines = atoi(args[1]), left = count, loop = epoll_create1(EPOLL_CLOEXEC);
  size_t all = (sizeof LINE - 1) * lines, *seen = calloc(count, sizeof *seen);
  child *children = calloc(count, sizeof *children);
  char *argv[] = {"cat", NULL};
  double begun = now(), used = seconds_of(RUSAGE_SELF);
  for (int i = 0; i < count; i++) {
    children[i] = start(argv, 0);
    struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = i};
    check(!epoll_ctl(loop, EPOLL_CTL_ADD, children[i].out, &wanted), "epoll_ctl");
  }
  double started = now();
  for (int i = 0; i < count; i++) say(children[i].in, LINE, sizeof LINE - 1);
  while (left > 0) {
    struct epoll_event events[256];
    int ready = epoll_wait(loop, events, 256, -1);
    for (int e = 0; e < ready; e++) {
      static char buffer[8192];
      int i = events[e].data.u32;
      seen[i] += read(children[i].out, buffer, sizeof buffer);
      if (seen[i] == all) left--;
      else if (seen[i] % (sizeof LINE - 1) == 0) say(children[i].in, LINE, sizeof LINE - 1);
    }
  }
  double echoed = now(), threads = status("Threads:"), rss = status("VmRSS:") / 1024;
  for (int i = 0; i < count; i++) close(children[i].in);
  for (int i = 0; i < count; i++) check(wait(NULL) > 0, "wait");
  printf("start %.3f echo %.3f end %.3f cpu %.3f threads %.0f rss %.0f\n", started - begun,
         echoed - started, now() - echoed, seconds_of(RUSAGE_SELF) - used, threads, rss);
}

// Sends one line for each that comes back; the messages are not parsed.
static double exchange(int channel, double seconds, int in_flight) {
  static const char message[] = "{\"n\":1,\"text\":\"hello, child\"}\n";
  static char buffer[65536], lines[65536];
  double begun = now(), taken;
  long done = 0;
  for (int i = 0; i < in_flight; i++) say(channel, message, sizeof message - 1);
  for (int waiting = in_flight; waiting > 0;) {
    ssize_t count = read(channel, buffer, sizeof buffer);
    check(count > 0, "read");
    int came = 0;
    for (char *at = buffer; (at = memchr(at, '\n', buffer + count - at)); at++) came++;
    done += came;
    waiting -= came;
    if (now() - begun < seconds && came > 0) {
      for (int i = 0; i < came; i++) memcpy(lines + i * (sizeof message - 1), message, sizeof message - 1);
      say(channel, lines, came * (sizeof message - 1));
      waiting += came;
    }
  }
  taken = now() - begun;
  return done / taken;
}

static void pingpong(char **args) {
  int pair[2];
  pid_t pid;
  posix_spawn_file_actions_t actions;
  check(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pair[1], 3);
  setenv("NODE_CHANNEL_FD", "3", 1);
  setenv("NODE_CHANNEL_SERIALIZATION_MODE", "json", 1);
  char *argv[] = {args[2], args[3], NULL};
  check(!posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ), "posix_spawnp");
  close(pair[1]);
  int in_flight = atoi(args[0]);
  exchange(pair[0], 1, in_flight);
  double used = seconds_of(RUSAGE_SELF), begun = now();
  double rate = exchange(pair[0], atof(args[1]), in_flight);
  printf("rate %.0f cpu %.3f\n", rate, (seconds_of(RUSAGE_SELF) - used) * 1e6 / (rate * (now() - begun)));
  close(pair[0]);
  wait(NULL);
}

int main(int count, char **args) {
  signal(SIGPIPE, SIG_IGN);
  if (count == 6 && !strcmp(args[1], "spawn")) spawn(args + 2);
  else if (count == 4 && !strcmp(args[1], "output")) output(args + 2);
  else if (count == 4 && !strcmp(args[1], "echo")) echo(args + 2);
  else if (count == 6 && !strcmp(args[1], "pingpong")) pingpong(args + 2);
  else return 2;
  return 0;
}
