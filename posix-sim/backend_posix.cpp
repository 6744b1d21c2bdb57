// platform/backend.h on POSIX; make_system_registry is registry_file's.
#include "platform/backend.h"

#include <dlfcn.h>

#include <filesystem>
#include <system_error>

#include "posix-sim/network/network_port.h"
#include "posix-sim/network/port_name.h"
#include "posix-sim/port_list_posix.h"
#include "posix-sim/serial_posix.h"

namespace upsmd {
namespace {

class PosixPortOpener final : public PortOpener {
  public:
    explicit PosixPortOpener(boost::asio::io_context& io) : io_(io) {}

    Result<std::unique_ptr<SerialPort>> open(const std::string& name, const PortSettings& settings) override {
        if (is_network_name(name)) return open_network_port(io_, name, settings);
        return open_serial_posix(io_, name, settings);
    }

  private:
    boost::asio::io_context& io_;
};

}  // namespace

std::unique_ptr<PortOpener> make_port_opener(boost::asio::io_context& io) {
    return std::make_unique<PosixPortOpener>(io);
}

std::string default_port() { return "/dev/ttyS0"; }

bool is_same_port(const std::string& a, const std::string& b) {
    if (is_network_name(a) && is_network_name(b)) {
        const Result<NetworkName> first = parse_network_name(a);
        const Result<NetworkName> second = parse_network_name(b);
        // One server's port, whatever it is spoken to with.
        if (first && second) return first->host == second->host && first->port == second->port;
    }
    std::error_code error;
    return a == b || std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

std::vector<std::string> serial_ports() { return list_serial_ports("/sys/class/tty", "/dev"); }

ModuleReference::ModuleReference() {
    static const char anchor = 0;  // an address inside this module
    Dl_info info{};
    if (::dladdr(&anchor, &info) != 0 && info.dli_fname != nullptr)
        // Nothing for a program itself, which nobody can unload.
        module_ = ::dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
}

ModuleReference::~ModuleReference() {
    if (module_ != nullptr) ::dlclose(module_);
}

}  // namespace upsmd
