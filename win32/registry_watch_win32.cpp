#include "win32/registry_watch_win32.h"

#include <windows.h>

#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "win32/error_win32.h"
#include "win32/registry_key_win32.h"
#include "win32/unique_handle_win32.h"

namespace upsmd {

namespace {

HANDLE make_event() {
    return CreateEventW(nullptr, FALSE, FALSE, nullptr);
}

class KeyWatch final : public Registry::Watch {
  public:
    KeyWatch(RegKeyWin32 key, std::function<void()> on_change)
        : key_(std::move(key)),
          on_change_(std::move(on_change)),
          changed_(make_event()),
          armed_(make_event()),
          stop_(make_event()) {}

    ~KeyWatch() override {
        if (!thread_.joinable()) return;
        SetEvent(stop_.get());
        thread_.join();
    }

    // A Windows error number.
    DWORD start() {
        if (!changed_ || !armed_ || !stop_) return GetLastError();
        try {
            thread_ = std::thread([this] { run(); });
        } catch (const std::system_error&) {
            return ERROR_NOT_ENOUGH_MEMORY;  // the only reason for which a thread does not start
        }
        // Windows reports changes from the first RegNotifyChangeKeyValue on, and cancels it when the thread
        // that called it ends: the thread itself must call, and watch() must wait for that.
        WaitForSingleObject(armed_.get(), INFINITE);
        return first_result_;
    }

  private:
    DWORD arm() {
        constexpr DWORD kWhat = REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET;
        return static_cast<DWORD>(RegNotifyChangeKeyValue(key_.get(), TRUE, kWhat, changed_.get(), TRUE));
    }

    void run() {
        DWORD result = arm();
        first_result_ = result;
        SetEvent(armed_.get());
        const HANDLE events[] = {stop_.get(), changed_.get()};
        while (result == ERROR_SUCCESS) {
            if (WaitForMultipleObjects(2, events, FALSE, INFINITE) != WAIT_OBJECT_0 + 1) return;
            // Before the callback, so that a change made meanwhile is not missed. Fails once the key is gone.
            result = arm();
            on_change_();
        }
    }

    RegKeyWin32 key_;
    std::function<void()> on_change_;
    UniqueHandle changed_;
    UniqueHandle armed_;
    UniqueHandle stop_;
    DWORD first_result_ = ERROR_SUCCESS;  // written before armed_ is set, read after
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Registry::Watch>> watch_registry_key(std::string_view key,
                                                            std::function<void()> on_change) {
    auto opened = RegKeyWin32::open(key, KEY_NOTIFY);
    if (!opened) return opened.error();
    auto watch = std::make_unique<KeyWatch>(std::move(*opened), std::move(on_change));
    if (const DWORD code = watch->start(); code != ERROR_SUCCESS)
        return windows_error("cannot watch key " + std::string(key), code);
    return std::unique_ptr<Registry::Watch>(std::move(watch));
}

}  // namespace upsmd
