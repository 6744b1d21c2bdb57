#include "win32/serial_win32.h"

#include <windows.h>

#include <string_view>

#include "platform/utf16.h"
#include "win32/com_port_win32.h"
#include "win32/error_win32.h"
#include "win32/unique_handle_win32.h"

namespace upsmd {

namespace {

constexpr std::string_view kDevicePrefix = "\\\\.\\";
constexpr std::size_t kMaxNameLength = 64;
constexpr DWORD kDriverBuffer = 4096;

Error open_error(const std::string& name, DWORD number) {
    const std::string what = "cannot open port " + name;
    if (number == ERROR_ACCESS_DENIED)
        return windows_error(ErrorCode::in_use, what + " (another program may have it open)", number);
    return windows_error(what, number);
}

// SetCommState comes first: until then the driver holds the lines as the port's last user left them.
Result<void> set_up(HANDLE port, const std::string& name, const PortSettings& settings) {
    if (const auto done = set_com_state(port, name, settings); !done) return done.error();
    if (settings.outputs.brk && !EscapeCommFunction(port, SETBREAK))
        return windows_error(ErrorCode::unsupported, "port " + name + " cannot send BREAK", GetLastError());
    // A read returns with what there is as soon as a character time of 1 ms has passed; without a character it waits.
    COMMTIMEOUTS timeouts{1, 0, 0, 0, 0};
    if (!SetCommTimeouts(port, &timeouts))
        return windows_error(ErrorCode::unsupported, "port " + name + " refuses time-outs", GetLastError());
    SetupComm(port, kDriverBuffer, kDriverBuffer);  // a wish that a driver may ignore
    return {};
}

}  // namespace

Result<std::u16string> com_device_path(const std::string& name) {
    std::string_view plain = name;
    if (plain.starts_with(kDevicePrefix)) plain.remove_prefix(kDevicePrefix.size());
    if (plain.ends_with(':')) plain.remove_suffix(1);
    const bool is_plain = !plain.empty() && plain.size() <= kMaxNameLength &&
                          plain.find_first_of(std::string_view("\\/:*?\"<>|\0", 10)) == std::string_view::npos;
    const auto path = is_plain ? utf8_to_utf16(std::string(kDevicePrefix) + std::string(plain)) : std::nullopt;
    if (!path) return Error{ErrorCode::invalid_argument, "\"" + name + "\" is not the name of a port, such as COM1", 0};
    return *path;
}

Result<std::unique_ptr<SerialPort>> open_serial_win32(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings) {
    const auto path = com_device_path(name);
    if (!path) return path.error();
    static_assert(sizeof(wchar_t) == sizeof(char16_t));
    UniqueHandle port(CreateFileW(reinterpret_cast<const wchar_t*>(path->c_str()), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                  OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
    if (!port) return open_error(name, GetLastError());
    if (const auto ready = set_up(port.get(), name, settings); !ready) return ready.error();
    return make_com_port(io, port.release(), name, settings.outputs);
}

}  // namespace upsmd
