// What an operating system provides. Each backend (win32/, posix-sim/) defines these; the build picks one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/registry.h"
#include "platform/serial_port.h"

namespace boost::asio {
class io_context;
}

namespace upsmd {

// The io_context must outlive the opener and its ports, and its handlers must run on one thread only.
std::unique_ptr<PortOpener> make_port_opener(boost::asio::io_context& io);

// Windows: the real registry. POSIX: the file $UPSMD_REGISTRY, else /var/lib/upsmd/registry.reg.
std::unique_ptr<Registry> make_system_registry();

// What `Config\Port` and `UPS\Port` default to (CONTRACT §3.1): "COM1". On POSIX "/dev/ttyS0".
std::string default_port();

// The serial ports that the system has, sorted; empty where it cannot say. None of them is touched.
std::vector<std::string> serial_ports();

// Whether two names mean one port: "com7" and "\\.\COM7", a link and what it leads to.
bool is_same_port(const std::string& a, const std::string& b);

// Keeps the module that holds this code loaded while the object lives (the I/O thread of a minidriver runs in it).
// POSIX: nothing to hold.
class ModuleReference {
  public:
    ModuleReference();
    ~ModuleReference();
    ModuleReference(const ModuleReference&) = delete;
    ModuleReference& operator=(const ModuleReference&) = delete;

  private:
    void* module_ = nullptr;
};

}  // namespace upsmd
