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

DCB wanted_dcb(HANDLE port, const PortSettings& settings) {
    DCB dcb{};
    dcb.DCBlength = sizeof(dcb);
    // What a driver reports is only a base for the fields that do not matter here; some report nothing.
    if (!GetCommState(port, &dcb)) dcb = DCB{};
    dcb.DCBlength = sizeof(dcb);
    dcb.BaudRate = settings.baud;
    dcb.fBinary = 1;
    dcb.ByteSize = 8;
    dcb.Parity = NOPARITY;
    dcb.fParity = 0;
    dcb.StopBits = ONESTOPBIT;
    dcb.fOutxCtsFlow = 0;
    dcb.fOutxDsrFlow = 0;
    dcb.fDsrSensitivity = 0;
    dcb.fOutX = 0;
    dcb.fInX = 0;
    dcb.fTXContinueOnXoff = 1;
    dcb.XonChar = 0x11;  // SetCommState refuses equal ones even where they are not used
    dcb.XoffChar = 0x13;
    dcb.fErrorChar = 0;
    dcb.fNull = 0;          // zero bytes are data
    dcb.fAbortOnError = 0;  // a framing error must not stop reading until ClearCommError
    dcb.fDtrControl = settings.outputs.dtr ? DTR_CONTROL_ENABLE : DTR_CONTROL_DISABLE;
    dcb.fRtsControl = settings.outputs.rts ? RTS_CONTROL_ENABLE : RTS_CONTROL_DISABLE;
    return dcb;
}

// SetCommState comes first: until then the driver holds the lines as the port's last user left them.
Result<void> set_up(HANDLE port, const std::string& name, const PortSettings& settings) {
    DCB dcb = wanted_dcb(port, settings);
    if (!SetCommState(port, &dcb))
        return windows_error(ErrorCode::unsupported,
                             "port " + name + " refuses " + std::to_string(settings.baud) + " baud, 8N1", GetLastError());
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
