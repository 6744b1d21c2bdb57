// The one place where errno becomes an Error.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// "`what`: `the system's text`", with errno kept in `native`.
Error error_from_errno(const std::string& what, int code);

}  // namespace upsmd
