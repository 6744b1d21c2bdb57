#include "apps/upsmd/watch_command.h"

namespace upsmd {

void add_watch_command(CLI::App&, int&) {}  // there are no drivers' sockets here

}  // namespace upsmd
