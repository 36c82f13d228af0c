/* Preloaded before the C library: kills the process at the n-th call that changes a file, SQLite's own included.
   An odd call that writes is done by half first, as a power cut may do it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

static long left = -1;

void die_at(long calls) { left = calls; }

static int strikes(void) { return left >= 0 && left-- == 0; }

static void die(void) { kill(getpid(), SIGKILL); }

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) {
    static long done;
    done++;
    if (strikes()) {
        if (done % 2) REAL(write)(file, data, size / 2);
        die();
    }
    return REAL(write)(file, data, size);
}

#define PWRITE(name, offset_type) \
    ssize_t name(int file, const void *data, size_t size, offset_type at) { \
        static long done; \
        done++; \
        if (strikes()) { \
            if (done % 2) REAL(name)(file, data, size / 2, at); \
            die(); \
        } \
        return REAL(name)(file, data, size, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define BEFORE(name, parameters, arguments) \
    int name parameters { \
        if (strikes()) die(); \
        return REAL(name) arguments; \
    }
BEFORE(fsync, (int file), (file))
BEFORE(fdatasync, (int file), (file))
BEFORE(ftruncate, (int file, off_t size), (file, size))
BEFORE(ftruncate64, (int file, off64_t size), (file, size))
BEFORE(unlink, (const char *path), (path))
BEFORE(rename, (const char *from, const char *to), (from, to))
