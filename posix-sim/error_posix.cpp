#include "posix-sim/error_posix.h"

#include <cerrno>
#include <system_error>

namespace upsmd {
namespace {

ErrorCode code_of(int code) {
    switch (code) {
        case ENOENT:
        case ENOTDIR:
        case ENXIO:
        case ENODEV: return ErrorCode::not_found;
        case EACCES:
        case EPERM:
        case EROFS: return ErrorCode::access_denied;
        case EBUSY: return ErrorCode::in_use;
        case ENOTTY:
        case EINVAL:
        case EOPNOTSUPP: return ErrorCode::unsupported;
        default: return ErrorCode::io;
    }
}

}  // namespace

Error error_from_errno(const std::string& what, int code) {
    return {code_of(code), what + ": " + std::generic_category().message(code), code};
}

}  // namespace upsmd
