#include "apps/upsmd/history_command.h"

namespace upsmd {

void add_history_command(CLI::App&, int&) {}  // nothing writes a history here

}  // namespace upsmd
