#include <fcntl.h>
#include <io.h>
#include <stdio.h>

#include "apps/upsmd/binary_stdin.h"

namespace upsmd {

void make_stdin_binary() { _setmode(_fileno(stdin), _O_BINARY); }

}  // namespace upsmd
