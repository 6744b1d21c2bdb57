#include "apps/upsmd/binary_stdin.h"

namespace upsmd {

void make_stdin_binary() {}  // POSIX knows no other

}  // namespace upsmd
