#include "apps/upsmd/complain.h"

#include <cstdio>

namespace upsmd {

int complain(const std::string& message) {
    std::fprintf(stderr, "upsmd: %s\n", message.c_str());
    return 1;
}

}  // namespace upsmd
