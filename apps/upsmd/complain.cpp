#include "apps/upsmd/complain.h"

#include <cstdio>

namespace upsmd {

int complain(const std::string& message) {
    std::fprintf(stderr, "upsmd: %s\n", message.c_str());
    return 1;
}

int complain_about_registry(const std::string& command, const Error& error) {
    const bool denied = error.code == ErrorCode::access_denied;
    return complain(command + ": " + (denied ? "needs an administrator: " : "") + error.message);
}

}  // namespace upsmd
