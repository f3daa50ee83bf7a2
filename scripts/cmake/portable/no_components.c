/* The static program has no loader: whatever would be loaded is not there. */
#include <stddef.h>

void *__wrap_dlopen(const char *name, int flags) {
  (void)name;
  (void)flags;
  return NULL;
}

char *__wrap_dlerror(void) { return "this mlrun is one file without components"; }

void *__wrap_dlsym(void *library, const char *name) {
  (void)library;
  (void)name;
  return NULL;
}

int __wrap_dladdr(const void *address, void *info) {
  (void)address;
  (void)info;
  return 0;
}
