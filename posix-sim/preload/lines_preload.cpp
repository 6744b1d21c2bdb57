// libupsmd-lines.so, for LD_PRELOAD: gives ptys the modem lines that the kernel's ptys lack. TIOCMGET, TIOCMSET,
// TIOCMBIS, TIOCMBIC, TIOCMIWAIT, TIOCGICOUNT and the break requests on a simulated port are answered from the mapping
// of lines_map.h; everything else goes to the kernel untouched.
//
// The mapping is found by the device, not by the process: Wine's server does ioctls on the same port. It is opened anew
// for each request (some microseconds, and requests are rare), so that there is no cache to go stale, no lock, and
// nothing to repair after a fork. No C++ runtime: it is loaded into foreign programs.
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/serial.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "posix-sim/preload/lines_map.h"

namespace {

using upsmd::lines::Map;
using upsmd::lines::OutputEvent;

constexpr unsigned kFirstPtyMajor = 136;
constexpr unsigned kLastPtyMajor = 143;
constexpr uint32_t kOutputBits = TIOCM_DTR | TIOCM_RTS;
constexpr long kDefaultBreakMs = 250;   // what Linux does for TCSBRK
constexpr long kCheckNs = 500'000'000;  // a waiter looks this often whether a killed simulator took the port along

uint32_t load(const uint32_t& word) { return __atomic_load_n(&word, __ATOMIC_SEQ_CST); }

int kernel_ioctl(int fd, unsigned long request, void* argument) {
    return static_cast<int>(syscall(SYS_ioctl, fd, request, argument));
}

long futex(uint32_t& word, int operation, uint32_t value, const timespec* timeout) {
#if defined(__LP64__)
    return syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
#else
    // The 32-bit system call takes 32-bit seconds whatever time_t the program was built with.
    struct {
        int32_t seconds;
        int32_t nanoseconds;
    } short_time = {0, 0};
    if (timeout != nullptr) short_time = {static_cast<int32_t>(timeout->tv_sec), static_cast<int32_t>(timeout->tv_nsec)};
    return syscall(SYS_futex, &word, operation, value, timeout == nullptr ? nullptr : &short_time, nullptr, 0);
#endif
}

uint64_t now_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    // 32-bit division of the rest: the 64-bit one would need libgcc in a 32-bit program.
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000U + static_cast<uint32_t>(now.tv_nsec) / 1000U;
}

// The mapping of the port behind a descriptor for as long as this object lives.
class OpenMap {
  public:
    explicit OpenMap(int fd) {
        const char* const folder = getenv(UPSMD_LINES_VARIABLE);
        if (folder == nullptr) return;
        struct stat status {};
        if (fstat(fd, &status) != 0 || !S_ISCHR(status.st_mode)) return;
        if (major(status.st_rdev) < kFirstPtyMajor || major(status.st_rdev) > kLastPtyMajor) return;
        char path[4096];
        const int length =
            snprintf(path, sizeof path, "%s/%u-%u", folder, major(status.st_rdev), minor(status.st_rdev));
        if (length <= 0 || static_cast<size_t>(length) >= sizeof path) return;
        map_file(path);
    }
    ~OpenMap() {
        if (map_ != nullptr) munmap(map_, sizeof(Map));
    }
    OpenMap(const OpenMap&) = delete;
    OpenMap& operator=(const OpenMap&) = delete;

    Map* get() const { return map_; }

  private:
    void map_file(const char* path) {
        const int file = open(path, O_RDWR | O_CLOEXEC);
        if (file < 0) return;
        struct stat status {};
        void* address = MAP_FAILED;
        if (fstat(file, &status) == 0 && status.st_size == static_cast<off_t>(sizeof(Map))) {
            address = mmap(nullptr, sizeof(Map), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        }
        close(file);
        if (address == MAP_FAILED) return;
        map_ = static_cast<Map*>(address);
        if (load(map_->magic) == upsmd::lines::kMagic && map_->version == upsmd::lines::kVersion) return;
        munmap(map_, sizeof(Map));
        map_ = nullptr;
    }

    Map* map_ = nullptr;
};

// A port whose other side is gone answers EIO to everything, as a real one that was unplugged.
bool hung_up(int fd) {
    termios settings{};
    return tcgetattr(fd, &settings) != 0 && errno == EIO;
}

void change_outputs(Map& map, uint32_t clear, uint32_t set) {
    uint32_t old = load(map.outputs);
    uint32_t wanted = 0;
    do {
        wanted = (old & ~clear) | set;
        if (wanted == old) return;
    } while (!__atomic_compare_exchange_n(&map.outputs, &old, wanted, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    const uint32_t place = __atomic_fetch_add(&map.next_event, 1U, __ATOMIC_SEQ_CST);
    OutputEvent& event = map.events[place % upsmd::lines::kEventCount];
    event.levels = wanted;
    event.time_us = now_us();
    __atomic_store_n(&event.number, place + 1U, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&map.output_turns, 1U, __ATOMIC_SEQ_CST);
    futex(map.output_turns, FUTEX_WAKE, INT32_MAX, nullptr);
}

struct Counts {
    uint32_t values[upsmd::lines::kCounts];
};

Counts read_counts(const Map& map) {
    Counts counts{};
    for (int i = 0; i < upsmd::lines::kCounts; ++i) counts.values[i] = load(map.counts[i]);
    return counts;
}

bool changed(const Counts& before, const Counts& after, unsigned long mask) {
    using namespace upsmd::lines;
    const struct {
        int index;
        unsigned long bit;
    } lines[] = {{kCountCts, TIOCM_CTS}, {kCountDsr, TIOCM_DSR}, {kCountRi, TIOCM_RNG}, {kCountDcd, TIOCM_CAR}};
    for (const auto& line : lines) {
        if ((mask & line.bit) != 0 && before.values[line.index] != after.values[line.index]) return true;
    }
    return false;
}

int fail(int code) {
    errno = code;
    return -1;
}

int wait_for_edge(Map& map, int fd, unsigned long mask) {
    const Counts before = read_counts(map);
    for (;;) {
        const uint32_t turns = load(map.input_turns);
        if (changed(before, read_counts(map), mask)) return 0;
        if (load(map.gone) != 0 || hung_up(fd)) return fail(EIO);
        const timespec timeout = {0, kCheckNs};
        if (futex(map.input_turns, FUTEX_WAIT, turns, &timeout) != 0 && errno == EINTR) return fail(EINTR);
    }
}

int copy_counts(const Map& map, void* argument) {
    using namespace upsmd::lines;
    serial_icounter_struct counters;
    memset(&counters, 0, sizeof counters);
    const Counts counts = read_counts(map);
    counters.cts = static_cast<int>(counts.values[kCountCts]);
    counters.dsr = static_cast<int>(counts.values[kCountDsr]);
    counters.rng = static_cast<int>(counts.values[kCountRi]);
    counters.dcd = static_cast<int>(counts.values[kCountDcd]);
    memcpy(argument, &counters, sizeof counters);
    return 0;
}

int send_break(Map& map, long milliseconds) {
    change_outputs(map, 0, upsmd::lines::kBreakBit);
    const timespec length = {milliseconds / 1000, milliseconds % 1000 * 1'000'000};
    const int result = nanosleep(&length, nullptr);
    change_outputs(map, upsmd::lines::kBreakBit, 0);
    return result;
}

bool is_ours(unsigned long request, void* argument) {
    switch (request) {
        case TIOCMGET:
        case TIOCMSET:
        case TIOCMBIS:
        case TIOCMBIC:
        case TIOCMIWAIT:
        case TIOCGICOUNT:
        case TIOCSBRK:
        case TIOCCBRK:
        case TCSBRKP: return true;
        case TCSBRK: return argument == nullptr;  // any other argument means "drain"
        default: return false;
    }
}

int answer(Map& map, int fd, unsigned long request, void* argument) {
    const auto number = static_cast<unsigned long>(reinterpret_cast<uintptr_t>(argument));
    const bool has_pointer =
        request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC || request == TIOCGICOUNT;
    if (has_pointer && argument == nullptr) return fail(EFAULT);
    uint32_t bits = 0;
    if (request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC) {
        memcpy(&bits, argument, sizeof bits);
        bits &= kOutputBits;
    }
    switch (request) {
        case TIOCMGET:
            bits = (load(map.outputs) & kOutputBits) | load(map.inputs);
            memcpy(argument, &bits, sizeof bits);
            return 0;
        case TIOCMSET: change_outputs(map, kOutputBits, bits); return 0;
        case TIOCMBIS: change_outputs(map, 0, bits); return 0;
        case TIOCMBIC: change_outputs(map, bits, 0); return 0;
        case TIOCMIWAIT: return wait_for_edge(map, fd, number);
        case TIOCGICOUNT: return copy_counts(map, argument);
        case TIOCSBRK: change_outputs(map, 0, upsmd::lines::kBreakBit); return 0;
        case TIOCCBRK: change_outputs(map, upsmd::lines::kBreakBit, 0); return 0;
        case TCSBRKP: return send_break(map, number != 0 ? static_cast<long>(number) * 100 : kDefaultBreakMs);
        default: return send_break(map, kDefaultBreakMs);
    }
}

int route(int fd, unsigned long request, void* argument) {
    if (!is_ours(request, argument)) return kernel_ioctl(fd, request, argument);
    const int saved = errno;
    OpenMap map(fd);
    if (map.get() == nullptr) {
        errno = saved;
        return kernel_ioctl(fd, request, argument);
    }
    if (load(map.get()->gone) != 0 || hung_up(fd)) return fail(EIO);
    errno = saved;
    return answer(*map.get(), fd, request, argument);
}

}  // namespace

#define UPSMD_EXPORT __attribute__((visibility("default")))

extern "C" UPSMD_EXPORT int ioctl(int fd, unsigned long request, ...) noexcept {
    va_list arguments;
    va_start(arguments, request);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return route(fd, request, argument);
}

// What 32-bit programs with 64-bit time call; the name does not matter to the requests answered here.
extern "C" UPSMD_EXPORT int __ioctl_time64(int fd, unsigned long request, ...) noexcept {
    va_list arguments;
    va_start(arguments, request);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return route(fd, request, argument);
}

// The C library's own goes to the kernel past ioctl().
extern "C" UPSMD_EXPORT int tcsendbreak(int fd, int duration) noexcept {
    // Linux: tenths of a second, 0 = a quarter of a second.
    return route(fd, TCSBRKP, reinterpret_cast<void*>(static_cast<uintptr_t>(duration > 0 ? duration : 0)));
}
