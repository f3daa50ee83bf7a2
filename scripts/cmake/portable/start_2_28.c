// The start of a program for glibc 2.28 and later. Since 2.34 the C library runs a program's constructors itself; an
// older one runs the function that the program hands over, and would run none of ours. So hand one over: a newer glibc
// takes that for a program of the older kind.
typedef int Main(int, char**, char**);
typedef void Constructor(int, char**, char**);

__asm__(".symver old_start_main,__libc_start_main@GLIBC_2.2.5");
extern int old_start_main(Main* main, int argc, char** argv, Constructor* init, void (*fini)(void),
                          void (*loader_fini)(void), void* stack_end);

extern Constructor* __init_array_start[] __attribute__((visibility("hidden")));
extern Constructor* __init_array_end[] __attribute__((visibility("hidden")));
extern void _init(void);

static void construct(int argc, char** argv, char** environment) {
  _init();
  const long count = __init_array_end - __init_array_start;
  for (long i = 0; i < count; ++i) __init_array_start[i](argc, argv, environment);
}

int __wrap___libc_start_main(Main* main, int argc, char** argv, Constructor* init, void (*fini)(void),
                             void (*loader_fini)(void), void* stack_end);
int __wrap___libc_start_main(Main* main, int argc, char** argv, Constructor* init, void (*fini)(void),
                             void (*loader_fini)(void), void* stack_end) {
  (void)init;  // Null from the start file of glibc 2.34 and later.
  return old_start_main(main, argc, argv, construct, fini, loader_fini, stack_end);
}
