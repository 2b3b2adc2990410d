/// A file system for SQLite that fails, or dies, at the n-th change.
#pragma once

#include <cstdint>

namespace canreach::storage::testing {

enum class fault {
    none,
    once,    ///< the n-th change fails
    from_on, ///< the n-th and all later ones fail, as on a full disk
    die,     ///< the process is gone at the n-th change, as by SIGKILL
};

/// While it lives, every SQLite file opened by this process goes through it. Changes are opens for writing, writes,
/// truncations, syncs, deletions and shared-memory mappings.
class fault_vfs {
public:
    fault_vfs();
    fault_vfs(const fault_vfs&) = delete;
    fault_vfs& operator=(const fault_vfs&) = delete;
    ~fault_vfs();

    /// Counts from now on: change number `at` (1 is the next one) meets the fault.
    static void arm(fault what, std::uint64_t at);
    static void disarm() { arm(fault::none, 0); }
    /// True if the armed fault was met.
    static bool was_met();
};

} // namespace canreach::storage::testing
