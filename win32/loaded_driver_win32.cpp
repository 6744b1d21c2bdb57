#include "platform/loaded_driver.h"

#include <windows.h>

#include <ddk/upssvc.h>

#include <string>

#include "platform/utf16.h"
#include "win32/error_win32.h"

namespace upsmd {

namespace {

struct Functions {
    decltype(&UPSInit) init = nullptr;
    decltype(&UPSStop) stop = nullptr;
    decltype(&UPSWaitForStateChange) wait_for_state_change = nullptr;
    decltype(&UPSGetState) get_state = nullptr;
    decltype(&UPSCancelWait) cancel_wait = nullptr;
    decltype(&UPSTurnOff) turn_off = nullptr;
};

// Looks one function up; adds its name to `missing` if it is not there.
template <typename Function>
void resolve(HMODULE module, const char* name, Function*& function, std::string& missing) {
    // Through void*: every function pointer has its own type, and GetProcAddress knows only one.
    function = reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(module, name)));
    if (function == nullptr) missing += (missing.empty() ? "" : ", ") + std::string(name);
}

class Win32Driver : public LoadedDriver {
  public:
    Win32Driver(HMODULE module, const Functions& functions) : module_(module), functions_(functions) {}
    ~Win32Driver() override { FreeLibrary(module_); }
    Win32Driver(const Win32Driver&) = delete;
    Win32Driver& operator=(const Win32Driver&) = delete;

    std::uint32_t init() override { return functions_.init(); }
    void stop() override { functions_.stop(); }
    void wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) override {
        functions_.wait_for_state_change(current, milliseconds);
    }
    std::uint32_t get_state() override { return functions_.get_state(); }
    void cancel_wait() override { functions_.cancel_wait(); }
    void turn_off(std::uint32_t seconds) override { functions_.turn_off(seconds); }

  private:
    HMODULE module_;
    Functions functions_;
};

bool is_full(const std::string& path) {
    const auto is_separator = [&path](std::size_t at) { return path[at] == '\\' || path[at] == '/'; };
    if (path.size() < 3) return false;
    return (path[1] == ':' && is_separator(2)) || (is_separator(0) && is_separator(1));
}

// The file's full path: a bare name stands in the system's folder (CONTRACT §3.4) and is searched for nowhere else.
std::wstring full_path(const wchar_t* path, bool is_bare) {
    std::wstring full(32768, L'\0');
    const auto room = static_cast<UINT>(full.size());
    const UINT length = is_bare ? GetSystemDirectoryW(full.data(), room) : GetFullPathNameW(path, room, full.data(), nullptr);
    full.resize(length < room ? length : 0);
    if (is_bare && !full.empty()) full += std::wstring(L"\\") + path;
    return full;
}

// With its companions beside it.
HMODULE load(const std::wstring& path) {
    const UINT mode = SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);  // no message box in a service
    HMODULE const module = LoadLibraryExW(path.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    const DWORD number = GetLastError();
    SetErrorMode(mode);
    SetLastError(number);
    return module;
}

}  // namespace

Result<std::unique_ptr<LoadedDriver>> load_driver(const std::string& path) {
    const auto wide = utf8_to_utf16(path);
    if (!wide || wide->find(u'\0') != std::u16string::npos)
        return Error{ErrorCode::not_found, "cannot load a file of this name: it is not valid UTF-8", 0};
    const bool is_bare = path.find_first_of("/\\:") == std::string::npos;
    if (!is_bare && !is_full(path))
        return Error{ErrorCode::invalid_argument, "cannot load " + path + ": a full path is needed", 0};
    HMODULE module = load(full_path(reinterpret_cast<const wchar_t*>(wide->c_str()), is_bare));
    if (module == nullptr) return windows_error(ErrorCode::not_found, "cannot load " + path, GetLastError());

    Functions functions;
    std::string missing;
    resolve(module, "UPSInit", functions.init, missing);
    resolve(module, "UPSStop", functions.stop, missing);
    resolve(module, "UPSWaitForStateChange", functions.wait_for_state_change, missing);
    resolve(module, "UPSGetState", functions.get_state, missing);
    resolve(module, "UPSCancelWait", functions.cancel_wait, missing);
    resolve(module, "UPSTurnOff", functions.turn_off, missing);
    if (!missing.empty()) {
        FreeLibrary(module);
        return Error{ErrorCode::unsupported, path + " does not export " + missing, 0};
    }
    return std::unique_ptr<LoadedDriver>(std::make_unique<Win32Driver>(module, functions));
}

}  // namespace upsmd
