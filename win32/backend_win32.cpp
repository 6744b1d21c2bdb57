// platform/backend.h on Windows; make_system_registry is registry_win32's.
#include "platform/backend.h"

#include <winsock2.h>  // before windows.h, which brings in the old winsock.h else

#include <windows.h>

#include <algorithm>
#include <utility>

#include "win32/serial_win32.h"

namespace upsmd {

namespace {

class Win32PortOpener : public PortOpener {
  public:
    explicit Win32PortOpener(boost::asio::io_context& io) : io_(io) {}

    Result<std::unique_ptr<SerialPort>> open(const std::string& name, const PortSettings& settings) override {
        return open_serial_win32(io_, name, settings);
    }

  private:
    boost::asio::io_context& io_;
};

}  // namespace

std::unique_ptr<PortOpener> make_port_opener(boost::asio::io_context& io) { return std::make_unique<Win32PortOpener>(io); }

std::string default_port() { return "COM1"; }

bool is_same_port(const std::string& a, const std::string& b) {
    const auto name = [](std::string port) {
        if (port.starts_with("\\\\.\\")) port.erase(0, 4);
        for (char& c : port)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        return port;
    };
    return name(a) == name(b);
}

// The drivers' own list: value names are device names, the data is what programs call the port.
std::vector<std::string> serial_ports() {
    constexpr char kList[] = "HKEY_LOCAL_MACHINE\\HARDWARE\\DEVICEMAP\\SERIALCOMM";
    const std::unique_ptr<Registry> registry = make_system_registry();
    std::vector<std::string> ports;
    const auto names = registry->value_names(kList);
    if (!names) return ports;
    for (const std::string& name : *names)
        if (const auto value = registry->get(kList, name); value && value->type == RegType::sz) ports.push_back(value->text);
    // COM10 comes after COM9.
    std::sort(ports.begin(), ports.end(), [](const std::string& a, const std::string& b) {
        return std::pair(a.size(), a) < std::pair(b.size(), b);
    });
    return ports;
}

ModuleReference::ModuleReference() {
    static const char anchor = 0;  // an address inside this module
    HMODULE module = nullptr;
    if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, reinterpret_cast<const wchar_t*>(&anchor), &module))
        module_ = module;
}

// The caller of the export that ends the I/O thread holds a reference too, so this is never the last one while code of
// the module runs.
ModuleReference::~ModuleReference() {
    if (module_ != nullptr) FreeLibrary(static_cast<HMODULE>(module_));
}

}  // namespace upsmd
