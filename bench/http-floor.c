// The least an HTTP server can cost: the same answer from threads that do nothing but accept, read and write.
//
//   http-floor PORT THREADS
//
// What is left of its CPU per request is the kernel's: nobody who uses sockets gets below.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 256
#define REQUESTS 64

static const char ANSWER[] =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n\r\nHello, World!";
static const char END[] = "\r\n\r\n";
static int port;

static void check(int ok, const char *what) {
  if (!ok) {
    perror(what);
    exit(1);
  }
}

static int listener(void) {
  int one = 1, socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(socket_ >= 0, "socket");
  check(!setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one), "SO_REUSEPORT");
  check(!bind(socket_, (struct sockaddr *)&address, sizeof address), "bind");
  check(!listen(socket_, 1024), "listen");
  return socket_;
}

static void watch(int loop, int descriptor) {
  struct epoll_event wanted = {.events = EPOLLIN, .data.fd = descriptor};
  check(!epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &wanted), "epoll_ctl");
}

static void accept_all(int loop, int from) {
  for (int client, one = 1; (client = accept4(from, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(loop, client);
  }
}

// Requests of wrk and ab come whole; one that does not is more than this server can do.
static void answer(int client) {
  char requests[16384], answers[REQUESTS * sizeof ANSWER];
  ssize_t count = read(client, requests, sizeof requests - 1);
  if (count <= 0) {
    close(client);
    return;
  }
  requests[count] = 0;
  size_t length = 0;
  int seen = 0;
  for (char *at = requests; seen < REQUESTS && (at = strstr(at, END)); at += sizeof END - 1, seen++) {
    memcpy(answers + length, ANSWER, sizeof ANSWER - 1);
    length += sizeof ANSWER - 1;
  }
  check(seen > 0 && seen < REQUESTS, "a torn request");
  int keep = !strstr(requests, "HTTP/1.0\r\n");
  if (write(client, answers, length) != (ssize_t)length || !keep) close(client);
}

static void *serve(void *unused) {
  int loop = epoll_create1(0), from = listener();
  watch(loop, from);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(loop, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd == from) accept_all(loop, from);
      else answer(events[i].data.fd);
    }
  }
  return unused;
}

int main(int count, char **args) {
  if (count != 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  port = atoi(args[1]);
  for (int i = 1; i < atoi(args[2]); i++) {
    pthread_t thread;
    check(!pthread_create(&thread, NULL, serve, NULL), "pthread_create");
  }
  serve(NULL);
}
