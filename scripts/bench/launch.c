// Runs a program once and prints the nanoseconds it took, its peak resident memory in KiB and its
// wait status. Its stdin is empty; after -i it is this program's own. A small parent of its own,
// because a child's peak includes that of the process it came from.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  const int keep_stdin = argc > 1 && strcmp(argv[1], "-i") == 0;
  argv += 1 + keep_stdin;
  if (argv[0] == NULL) return 2;
  const long long start = now();
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) _exit(127);
    if (!keep_stdin && dup2(null, 0) < 0) _exit(127);
    execv(argv[0], argv);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 1;
  printf("%lld %ld %d\n", now() - start, usage.ru_maxrss, status);
  return 0;
}
