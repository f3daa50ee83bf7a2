// One symbol version of libstdc++ that LibTorch asks for and Debian's archive of its parts lacks: the wait of before
// GLIBCXX_3.4.30, which differs from the one since only in what it promises to the compiler.
#define WAIT _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE
#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)
__asm__(".symver old_wait," TEXT(WAIT) "@GLIBCXX_3.4.11");

extern void WAIT(void* condition, void* lock);
void old_wait(void* condition, void* lock);
void old_wait(void* condition, void* lock) { WAIT(condition, lock); }
