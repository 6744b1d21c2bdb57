#include "apps/upsmd/service_commands.h"

namespace upsmd {

void add_service_commands(CLI::App&, int&) {}  // there is no Windows service here

std::string service_in_words() { return ""; }

}  // namespace upsmd
