#include "apps/upsmd/registry_command.h"

namespace upsmd {

// Registry files belong to the POSIX backend; the real registry has reg.exe.
void add_registry_command(CLI::App& /*app*/, int& /*exit_code*/) {}

}  // namespace upsmd
