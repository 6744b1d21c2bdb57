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

// A path is loaded from where it says, with its companions beside it; a bare name is searched for as usual.
HMODULE load(const wchar_t* path, bool is_path) {
    const UINT mode = SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);  // no message box in a service
    HMODULE module = nullptr;
    std::wstring full(32768, L'\0');
    const DWORD length = is_path ? GetFullPathNameW(path, static_cast<DWORD>(full.size()), full.data(), nullptr) : 0;
    if (length > 0 && length < full.size())
        module = LoadLibraryExW(full.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
    else
        module = LoadLibraryW(path);
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
    HMODULE module = load(reinterpret_cast<const wchar_t*>(wide->c_str()), path.find_first_of("/\\") != std::string::npos);
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
