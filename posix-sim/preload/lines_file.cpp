#include "posix-sim/preload/lines_file.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>

namespace upsmd::sim {

namespace {

std::uint32_t load(const std::uint32_t& word) { return __atomic_load_n(&word, __ATOMIC_SEQ_CST); }
void store(std::uint32_t& word, std::uint32_t value) { __atomic_store_n(&word, value, __ATOMIC_SEQ_CST); }

void bump(std::uint32_t& word) {
    __atomic_fetch_add(&word, 1U, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

std::uint32_t bits(OutputLines lines) {
    std::uint32_t value = 0;
    if (lines.dtr) value |= TIOCM_DTR;
    if (lines.rts) value |= TIOCM_RTS;
    if (lines.brk) value |= lines::kBreakBit;
    return value;
}

OutputLines output_lines(std::uint32_t bits) {
    return {.dtr = (bits & TIOCM_DTR) != 0, .rts = (bits & TIOCM_RTS) != 0, .brk = (bits & lines::kBreakBit) != 0};
}

std::string native_error(const std::string& what) { return what + ": " + std::strerror(errno); }

}  // namespace

std::unique_ptr<LinesFile> LinesFile::create(const std::string& folder, dev_t device, std::string& error) {
    const std::string path = folder + "/" + std::to_string(major(device)) + "-" + std::to_string(minor(device));
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) {
        error = native_error("cannot create " + path);
        return nullptr;
    }
    // Drivers drop to another user; the umask must not lock them out.
    void* address = MAP_FAILED;
    if (::fchmod(file, 0666) == 0 && ::ftruncate(file, sizeof(lines::Map)) == 0) {
        address = ::mmap(nullptr, sizeof(lines::Map), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    if (address == MAP_FAILED) {
        error = native_error("cannot map " + path);
        ::close(file);
        ::unlink(path.c_str());
        return nullptr;
    }
    ::close(file);
    auto* const map = static_cast<lines::Map*>(address);
    map->version = lines::kVersion;
    store(map->magic, lines::kMagic);
    return std::unique_ptr<LinesFile>(new LinesFile(path, map));
}

LinesFile::~LinesFile() {
    store(map_->gone, 1);
    bump(map_->input_turns);
    bump(map_->output_turns);
    ::unlink(path_.c_str());
    ::munmap(map_, sizeof(lines::Map));
}

void LinesFile::set_inputs(InputLines wanted) {
    using namespace lines;
    const struct {
        bool level;
        std::uint32_t bit;
        int count;
    } all[] = {{wanted.cts, TIOCM_CTS, kCountCts},
               {wanted.dsr, TIOCM_DSR, kCountDsr},
               {wanted.ri, TIOCM_RNG, kCountRi},
               {wanted.dcd, TIOCM_CAR, kCountDcd}};
    const std::uint32_t old = load(map_->inputs);
    std::uint32_t value = 0;
    for (const auto& line : all) value |= line.level ? line.bit : 0U;
    if (value == old) return;
    store(map_->inputs, value);
    for (const auto& line : all) {
        if (((value ^ old) & line.bit) != 0) __atomic_fetch_add(&map_->counts[line.count], 1U, __ATOMIC_SEQ_CST);
    }
    bump(map_->input_turns);
}

void LinesFile::preset_outputs(OutputLines wanted) { store(map_->outputs, bits(wanted)); }

std::vector<OutputChange> LinesFile::take_outputs() {
    std::vector<OutputChange> out;
    const std::uint32_t next = load(map_->next_event);
    // More events than the ring holds: the oldest are lost, the last level never is.
    if (next - taken_ > lines::kEventCount) taken_ = next - lines::kEventCount;
    while (taken_ != next) {
        const lines::OutputEvent& event = map_->events[taken_ % lines::kEventCount];
        if (load(event.number) != taken_ + 1) break;  // its writer is about to finish and will wake us again
        out.push_back({output_lines(event.levels), event.time_us});
        ++taken_;
    }
    return out;
}

std::uint32_t LinesFile::turns() const { return load(map_->output_turns); }

void LinesFile::wait_turn(std::uint32_t turns) {
    while (load(map_->output_turns) == turns) {
        syscall(SYS_futex, &map_->output_turns, FUTEX_WAIT, turns, nullptr, nullptr, 0);
    }
}

void LinesFile::release() { bump(map_->output_turns); }

}  // namespace upsmd::sim
