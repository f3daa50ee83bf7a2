// Stands in for what glibc has moved or renewed since 2.28, so that what is built on a newer host runs on an older
// one. The linker's --wrap sends each call of `name` here to __wrap_name (the list is MLRUN_WRAPPED in
// MlrunPortable.cmake); what is here goes on to the symbol version that glibc has had since its first x86-64 days and
// keeps for programs of that age. Without this file, a symbol gets its newest version: log@GLIBC_2.29,
// dlopen@GLIBC_2.34.
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>

// A declaration old_NAME, bound to NAME of the first version.
#define FIRST(result, name, parameters)                      \
  __asm__(".symver old_" #name "," #name "@GLIBC_2.2.5");    \
  extern result old_##name parameters
// And a stand-in that hands its arguments on.
#define PASS(result, name, parameters, arguments) \
  FIRST(result, name, parameters);                \
  result __wrap_##name parameters;                \
  result __wrap_##name parameters { return old_##name arguments; }

// 2.29: the same functions without the error handling of System V.
PASS(double, exp, (double x), (x))
PASS(double, exp2, (double x), (x))
PASS(double, log, (double x), (x))
PASS(double, log2, (double x), (x))
PASS(double, pow, (double x, double y), (x, y))

// 2.34: moved from libdl and libpthread into libc.
struct dl_info;
PASS(void*, dlopen, (const char* file, int mode), (file, mode))
PASS(void*, dlsym, (void* handle, const char* name), (handle, name))
PASS(int, dlclose, (void* handle), (handle))
PASS(char*, dlerror, (void), ())
PASS(int, dladdr, (const void* address, struct dl_info* info), (address, info))
PASS(int, pthread_create, (pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument),
     (thread, attributes, run, argument))
PASS(int, pthread_join, (pthread_t thread, void** result), (thread, result))
PASS(int, pthread_detach, (pthread_t thread), (thread))
PASS(int, pthread_once, (pthread_once_t * once, void (*run)(void)), (once, run))
PASS(int, pthread_key_create, (pthread_key_t * key, void (*destroy)(void*)), (key, destroy))
PASS(int, pthread_key_delete, (pthread_key_t key), (key))
PASS(void*, pthread_getspecific, (pthread_key_t key), (key))
PASS(int, pthread_setspecific, (pthread_key_t key, const void* value), (key, value))
PASS(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
PASS(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
PASS(int, pthread_rwlock_unlock, (pthread_rwlock_t * lock), (lock))

// 2.32: moved from libpthread into libc.
PASS(int, pthread_sigmask, (int how, const sigset_t* set, sigset_t* old), (how, set, old))

// 2.33: before, these lay in each program and called a function that is told the layout of struct stat.
enum { kStatLayout = 1 };
FIRST(int, __xstat, (int layout, const char* path, void* out));
FIRST(int, __lxstat, (int layout, const char* path, void* out));
FIRST(int, __fxstat, (int layout, int file, void* out));
int __wrap_stat(const char* path, struct stat* out);
int __wrap_stat(const char* path, struct stat* out) { return old___xstat(kStatLayout, path, out); }
int __wrap_lstat(const char* path, struct stat* out);
int __wrap_lstat(const char* path, struct stat* out) { return old___lxstat(kStatLayout, path, out); }
int __wrap_fstat(int file, struct stat* out);
int __wrap_fstat(int file, struct stat* out) { return old___fxstat(kStatLayout, file, out); }
int __wrap_fstat64(int file, void* out);  // On x86-64 struct stat64 is struct stat.
int __wrap_fstat64(int file, void* out) { return old___fxstat(kStatLayout, file, out); }

// 2.32: whether there is but one thread. "No" is always right: it only means that counters are changed atomically.
char __wrap___libc_single_threaded = 0;

// 2.36: libstdc++ draws std::random_device from it.
uint32_t __wrap_arc4random(void);
uint32_t __wrap_arc4random(void) {
  uint32_t value = 0;
  if (getentropy(&value, sizeof value) != 0) abort();
  return value;
}
