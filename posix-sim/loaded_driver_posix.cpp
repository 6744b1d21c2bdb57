#include "platform/loaded_driver.h"

#include <dlfcn.h>

namespace upsmd {

namespace {

struct Functions {
    std::uint32_t (*init)() = nullptr;
    void (*stop)() = nullptr;
    void (*wait_for_state_change)(std::uint32_t, std::uint32_t) = nullptr;
    std::uint32_t (*get_state)() = nullptr;
    void (*cancel_wait)() = nullptr;
    void (*turn_off)(std::uint32_t) = nullptr;
};

// Looks one function up; adds its name to `missing` if it is not there.
template <typename Function>
void resolve(void* module, const char* name, Function*& function, std::string& missing) {
    function = reinterpret_cast<Function*>(dlsym(module, name));
    if (function == nullptr) missing += (missing.empty() ? "" : ", ") + std::string(name);
}

class PosixDriver : public LoadedDriver {
  public:
    PosixDriver(void* module, const Functions& functions) : module_(module), functions_(functions) {}
    ~PosixDriver() override { dlclose(module_); }
    PosixDriver(const PosixDriver&) = delete;
    PosixDriver& operator=(const PosixDriver&) = delete;

    std::uint32_t init() override { return functions_.init(); }
    void stop() override { functions_.stop(); }
    void wait_for_state_change(std::uint32_t current, std::uint32_t milliseconds) override {
        functions_.wait_for_state_change(current, milliseconds);
    }
    std::uint32_t get_state() override { return functions_.get_state(); }
    void cancel_wait() override { functions_.cancel_wait(); }
    void turn_off(std::uint32_t seconds) override { functions_.turn_off(seconds); }

  private:
    void* module_;
    Functions functions_;
};

}  // namespace

Result<std::unique_ptr<LoadedDriver>> load_driver(const std::string& path) {
    if (!path.starts_with('/')) return Error{ErrorCode::invalid_argument, "cannot load " + path + ": a full path is needed", 0};
    void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) {
        const char* reason = dlerror();
        return Error{ErrorCode::not_found, "cannot load " + path + ": " + (reason != nullptr ? reason : "unknown reason"), 0};
    }
    Functions functions;
    std::string missing;
    resolve(module, "UPSInit", functions.init, missing);
    resolve(module, "UPSStop", functions.stop, missing);
    resolve(module, "UPSWaitForStateChange", functions.wait_for_state_change, missing);
    resolve(module, "UPSGetState", functions.get_state, missing);
    resolve(module, "UPSCancelWait", functions.cancel_wait, missing);
    resolve(module, "UPSTurnOff", functions.turn_off, missing);
    if (!missing.empty()) {
        dlclose(module);
        return Error{ErrorCode::unsupported, path + " does not export " + missing, 0};
    }
    return std::unique_ptr<LoadedDriver>(std::make_unique<PosixDriver>(module, functions));
}

}  // namespace upsmd
