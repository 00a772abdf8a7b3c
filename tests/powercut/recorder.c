#define _GNU_SOURCE
/* Preloaded into a program under test, which calls `watch_the_disk`. From then on, under the folder of
   LANSHAO_RECORD_UNDER, it writes down, in one order, every creation, write, truncation, sync, renaming and removal, and
   every line told to a file that ends in ".ack" (what was acknowledged to the outside), into the file of
   LANSHAO_RECORD_TO. It also lets these calls fail at will: the file of LANSHAO_FAULTS holds two 64-bit numbers, the
   errno (0: nothing fails) and how many calls may still succeed. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 4096
enum { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, REMOVE, ACK, FOLDER };
struct header { uint32_t what, path_length; uint64_t offset, length; };

static char *names[MOST_FILES];
static const char *under;
static size_t under_length;
static int record = -1;
static volatile int64_t *faults;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_close)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_mkdir)(const char *, mode_t);

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open64");
    real_openat = dlsym(RTLD_NEXT, "openat64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_close = dlsym(RTLD_NEXT, "close");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
}

void watch_the_disk(void) {
    under = strdup(getenv("LANSHAO_RECORD_UNDER"));
    under_length = strlen(under);
    const char *to = getenv("LANSHAO_RECORD_TO"), *told = getenv("LANSHAO_FAULTS");
    if (to) record = real_open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (told) {
        int fd = real_open(told, O_RDWR | O_CLOEXEC);
        void *shared = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (shared != MAP_FAILED) faults = shared;
        real_close(fd);
    }
}

/* The shared memory of SQLite is no disk: it is made anew after a cut. */
static int watched(const char *path) {
    if (!under || !path || strncmp(path, under, under_length)) return 0;
    if (path[under_length] && path[under_length] != '/') return 0;
    size_t n = strlen(path);
    return n < 4 || strcmp(path + n - 4, "-shm");
}

static int is_ack(const char *path) {
    size_t n = strlen(path);
    return n > 4 && !strcmp(path + n - 4, ".ack");
}

static const char *name_of(int fd) { return fd >= 0 && fd < MOST_FILES ? names[fd] : NULL; }

static int fails(const char *path) {
    if (!faults || !faults[0] || !watched(path) || is_ack(path)) return 0;
    if (__sync_fetch_and_sub(&faults[1], 1) > 0) return 0;
    errno = (int)faults[0];
    return 1;
}

static void tell(int what, const char *path, uint64_t offset, const void *data, uint64_t length) {
    if (record < 0) return;
    int kept = errno;
    struct header h = {what, (uint32_t)strlen(path), offset, length};
    pthread_mutex_lock(&lock);
    real_write(record, &h, sizeof h);
    real_write(record, path, h.path_length);
    for (const char *at = data; length;) {
        ssize_t written = real_write(record, at, length);
        if (written <= 0) break;
        at += written;
        length -= written;
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static void opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= MOST_FILES) return;
    free(names[fd]);
    names[fd] = watched(path) ? strdup(path) : NULL;
    if (!names[fd]) return;
    if ((flags & O_CREAT) && !was_there) tell(CREATE, path, 0, NULL, 0);
    if (flags & O_TRUNC) tell(TRUNCATE, path, 0, NULL, 0);
}

static int is_there(const char *path) {
    struct stat seen;
    return stat(path, &seen) == 0;
}

#define OPEN(NAME, PARAMETERS, CALL)                                     \
    int NAME PARAMETERS {                                                \
        mode_t mode = 0;                                                 \
        if (flags & (O_CREAT | __O_TMPFILE)) {                           \
            va_list more;                                                \
            va_start(more, flags);                                       \
            mode = va_arg(more, int);                                    \
            va_end(more);                                                \
        }                                                                \
        int was_there = watched(path) ? is_there(path) : 1;              \
        if ((flags & O_CREAT) && !was_there && fails(path)) return -1;   \
        int fd = CALL;                                                   \
        opened(fd, path, flags, was_there);                              \
        return fd;                                                       \
    }
OPEN(open, (const char *path, int flags, ...), real_open(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), real_open(path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), real_openat(at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), real_openat(at, path, flags, mode))

ssize_t write(int fd, const void *data, size_t length) {
    const char *path = name_of(fd);
    if (!path) return real_write(fd, data, length);
    if (fails(path)) return -1;
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (fcntl(fd, F_GETFL) & O_APPEND) at = lseek(fd, 0, SEEK_END);
    ssize_t written = real_write(fd, data, length);
    if (written > 0) tell(is_ack(path) ? ACK : WRITE, path, at, data, written);
    return written;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off_t at) {
    const char *path = name_of(fd);
    if (path && fails(path)) return -1;
    ssize_t written = real_pwrite(fd, data, length, at);
    if (path && written > 0) tell(WRITE, path, at, data, written);
    return written;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

int ftruncate64(int fd, off_t length) {
    const char *path = name_of(fd);
    if (path && fails(path)) return -1;
    int result = real_ftruncate(fd, length);
    if (path && !result) tell(TRUNCATE, path, length, NULL, 0);
    return result;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

#define SYNCING(NAME, REAL)                                \
    int NAME(int fd) {                                     \
        const char *path = name_of(fd);                    \
        if (path && fails(path)) return -1;                \
        int result = REAL(fd);                             \
        if (path && !result) tell(SYNC, path, 0, NULL, 0); \
        return result;                                     \
    }
SYNCING(fsync, real_fsync)
SYNCING(fdatasync, real_fdatasync)

int close(int fd) {
    if (fd >= 0 && fd < MOST_FILES) {
        free(names[fd]);
        names[fd] = NULL;
    }
    return real_close(fd);
}

int rename(const char *from, const char *to) {
    if (fails(from)) return -1;
    int result = real_rename(from, to);
    if (!result && watched(from)) tell(RENAME, from, 0, to, strlen(to));
    return result;
}

int unlink(const char *path) {
    int result = real_unlink(path);
    if (!result && watched(path)) tell(REMOVE, path, 0, NULL, 0);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    if (!(watched(path) && is_there(path)) && fails(path)) return -1;
    int result = real_mkdir(path, mode);
    if (!result && watched(path)) tell(FOLDER, path, 0, NULL, 0);
    return result;
}
