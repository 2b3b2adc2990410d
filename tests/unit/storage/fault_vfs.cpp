#include "tests/unit/storage/fault_vfs.hpp"

#include <sqlite3.h>

#include <csignal>
#include <unistd.h>

namespace canreach::storage::testing {
namespace {

fault armed = fault::none;
std::uint64_t due = 0;
std::uint64_t changes = 0;
bool met = false;

/// Whether this change fails.
bool fails() {
    if (armed == fault::none) return false;
    ++changes;
    const bool hit = armed == fault::from_on ? changes >= due : changes == due;
    if (!hit) return false;
    met = true;
    if (armed == fault::die) ::kill(::getpid(), SIGKILL);
    return true;
}

struct wrapped_file {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<wrapped_file*>(file)->real();
}

int close(sqlite3_file* f) {
    return real(f)->pMethods == nullptr ? SQLITE_OK : real(f)->pMethods->xClose(real(f));
}
int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, n, at);
}
int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    return fails() ? SQLITE_FULL : real(f)->pMethods->xWrite(real(f), from, n, at);
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
    return fails() ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
}
int sync(sqlite3_file*, int) {
    // Not really: a killed process loses nothing that it has written.
    return fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
    return real(f)->pMethods->xFileSize(real(f), size);
}
int lock(sqlite3_file* f, int how) {
    return real(f)->pMethods->xLock(real(f), how);
}
int unlock(sqlite3_file* f, int how) {
    return real(f)->pMethods->xUnlock(real(f), how);
}
int check_lock(sqlite3_file* f, int* out) {
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int control(sqlite3_file* f, int op, void* value) {
    return real(f)->pMethods->xFileControl(real(f), op, value);
}
int sector(sqlite3_file* f) {
    return real(f)->pMethods->xSectorSize(real(f));
}
int traits(sqlite3_file* f) {
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    if (extend != 0 && fails()) return SQLITE_IOERR_SHMMAP;
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
    real(f)->pMethods->xShmBarrier(real(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
    return real(f)->pMethods->xShmUnmap(real(f), remove);
}

const sqlite3_io_methods methods{2,        close,       read,       write,   truncate, sync,   file_size,
                                 lock,     unlock,      check_lock, control, sector,   traits, shm_map,
                                 shm_lock, shm_barrier, shm_unmap,  nullptr, nullptr};

sqlite3_vfs* below = nullptr;

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* wrapped = reinterpret_cast<wrapped_file*>(file);
    wrapped->base.pMethods = nullptr;
    wrapped->real()->pMethods = nullptr;
    if ((flags & SQLITE_OPEN_READWRITE) != 0 && fails()) return SQLITE_CANTOPEN;
    const int code = below->xOpen(below, name, wrapped->real(), flags, out_flags);
    if (code == SQLITE_OK) wrapped->base.pMethods = &methods;
    return code;
}
int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    return fails() ? SQLITE_IOERR_DELETE : below->xDelete(below, name, sync_folder);
}

sqlite3_vfs shim{};

} // namespace

fault_vfs::fault_vfs() {
    below = sqlite3_vfs_find(nullptr);
    shim = *below;
    shim.zName = "faulty";
    shim.pNext = nullptr;
    shim.szOsFile = static_cast<int>(sizeof(wrapped_file)) + below->szOsFile;
    shim.xOpen = open;
    shim.xDelete = remove;
    sqlite3_vfs_register(&shim, 1);
}

fault_vfs::~fault_vfs() {
    disarm();
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(below, 1);
}

void fault_vfs::arm(fault what, std::uint64_t at) {
    armed = what;
    due = at;
    changes = 0;
    met = false;
}

bool fault_vfs::was_met() {
    return met;
}

} // namespace canreach::storage::testing
