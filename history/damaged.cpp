#include "history/damaged.h"

#include <filesystem>
#include <system_error>

namespace upsmd::history {

Result<std::string> move_aside(const std::string& path) {
    const std::string aside = path + ".damaged";
    for (const char* const end : {"-wal", "", "-shm"}) {
        std::error_code error;
        const bool there = std::filesystem::exists(path + end, error);
        if (there)
            std::filesystem::rename(path + end, aside + end, error);
        else
            std::filesystem::remove(aside + end, error);  // an older one's log must not be played into this one
        if (error) return Error{ErrorCode::io, path + end + ": cannot be moved aside: " + error.message(), error.value()};
    }
    return aside;
}

}  // namespace upsmd::history
