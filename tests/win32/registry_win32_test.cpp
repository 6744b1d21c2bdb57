// RegistryWin32 against the real thing. Makes and removes HKCU\Software\upsmd-test and
// HKLM\SOFTWARE\upsmd\registry-test.
#include "win32/registry_win32.h"

#include <windows.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using upsmd::ErrorCode;
using upsmd::RegistryWin32;
using upsmd::RegValue;

const std::string kKey = "HKEY_CURRENT_USER\\Software\\upsmd-test";
constexpr wchar_t kPath[] = L"Software\\upsmd-test";
const std::string kSharedKey = "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd\\registry-test";
constexpr wchar_t kSharedPath[] = L"SOFTWARE\\upsmd\\registry-test";

// Removes the keys before and after a test.
class CleanKeys {
  public:
    CleanKeys() { clean(); }
    ~CleanKeys() { clean(); }
    CleanKeys(const CleanKeys&) = delete;
    CleanKeys& operator=(const CleanKeys&) = delete;

  private:
    static void clean() {
        RegistryWin32 registry;
        (void)registry.remove_key(kKey);
        (void)registry.remove_key(kSharedKey);
    }
};

// Writes bytes as they are, past RegistryWin32.
void put_raw(const wchar_t* name, DWORD type, const std::string& bytes) {
    HKEY key = nullptr;
    REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, kPath, 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr) ==
            0);
    const LONG code = RegSetValueExW(key, name, 0, type, reinterpret_cast<const BYTE*>(bytes.data()),
                                     static_cast<DWORD>(bytes.size()));
    RegCloseKey(key);
    REQUIRE(code == ERROR_SUCCESS);
}

bool is_in_view(DWORD view) {
    HKEY key = nullptr;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, kSharedPath, 0, KEY_QUERY_VALUE | view, &key) != ERROR_SUCCESS)
        return false;
    RegCloseKey(key);
    return true;
}

class Calls {
  public:
    void add() {
        const std::lock_guard<std::mutex> guard(mutex_);
        ++count_;
        changed_.notify_all();
    }
    // The time limit is for a broken watch only; a working one wakes this at once.
    bool wait_for(int count) {
        std::unique_lock<std::mutex> guard(mutex_);
        return changed_.wait_for(guard, std::chrono::seconds(20), [&] { return count_ >= count; });
    }
    int count() {
        const std::lock_guard<std::mutex> guard(mutex_);
        return count_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

}  // namespace

TEST_CASE("registry win32: set, get, names and removal", "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    const std::string text = "Gr\xC3\xBC\xC3\x9F\x65 \xE6\x97\xA5 \xF0\x9F\x94\x8B \"\\";
    REQUIRE(registry.set(kKey, "Text", RegValue::sz(text)));
    REQUIRE(registry.set(kKey, "Path", RegValue::expand_sz("%SystemRoot%\\x")));
    REQUIRE(registry.set(kKey, "", RegValue::dword(0xFFFFFFFFu)));
    REQUIRE(registry.set(kKey + "\\A\\B", "n", RegValue::dword(7)));
    REQUIRE(registry.set(kKey + "\\A\\C", "long", RegValue::sz(std::string(16383, 'x'))));
    CHECK(*registry.get("hkey_current_user\\SOFTWARE\\Upsmd-Test", "TEXT") == RegValue::sz(text));
    CHECK(*registry.get(kKey, "Path") == RegValue::expand_sz("%SystemRoot%\\x"));
    CHECK(*registry.get(kKey, "") == RegValue::dword(0xFFFFFFFFu));
    CHECK(*registry.get(kKey + "\\A\\B", "n") == RegValue::dword(7));
    CHECK(*registry.get(kKey + "\\A\\C", "long") == RegValue::sz(std::string(16383, 'x')));
    CHECK(registry.value_names(kKey)->size() == 3);
    CHECK(*registry.key_names(kKey) == std::vector<std::string>{"A"});
    CHECK(registry.key_names(kKey + "\\A")->size() == 2);

    REQUIRE(registry.remove_value(kKey, "Text"));
    CHECK(registry.get(kKey, "Text").error().code == ErrorCode::not_found);
    REQUIRE(registry.remove_key(kKey));
    const auto gone = registry.value_names(kKey);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == ErrorCode::not_found);
    CHECK(gone.error().message.find(kKey) != std::string::npos);
    CHECK(gone.error().native == ERROR_FILE_NOT_FOUND);
}

TEST_CASE("registry win32: what is missing is not_found, what is no key is refused", "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    CHECK(registry.get(kKey, "x").error().code == ErrorCode::not_found);
    CHECK(registry.key_names(kKey).error().code == ErrorCode::not_found);
    CHECK(registry.remove_value(kKey, "x").error().code == ErrorCode::not_found);
    CHECK(registry.remove_key(kKey).error().code == ErrorCode::not_found);
    CHECK(registry.watch(kKey, [] {}).error().code == ErrorCode::not_found);
    CHECK(registry.set("Software\\x", "x", RegValue::dword(1)).error().code == ErrorCode::invalid_argument);
    CHECK(registry.set(kKey, "x", RegValue::sz("\xFF")).error().code == ErrorCode::invalid_argument);
    CHECK(registry.remove_key("HKEY_CURRENT_USER").error().code == ErrorCode::invalid_argument);
    CHECK(registry.key_names("HKEY_LOCAL_MACHINE"));
}

TEST_CASE("registry win32: values that programs left without NUL, with several, or broken",
          "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    put_raw(L"unterminated", REG_SZ, std::string("A\0B\0", 4));
    put_raw(L"several", REG_SZ, std::string("A\0\0\0B\0\0\0", 8));
    put_raw(L"empty", REG_EXPAND_SZ, "");
    put_raw(L"odd", REG_SZ, "abc");
    put_raw(L"short", REG_DWORD, "ab");
    put_raw(L"multi", REG_MULTI_SZ, std::string("A\0\0\0\0\0", 6));
    put_raw(L"surrogate", REG_SZ, std::string("\x00\xD8\0\0", 4));
    CHECK(*registry.get(kKey, "unterminated") == RegValue::sz("AB"));
    CHECK(*registry.get(kKey, "several") == RegValue::sz("A"));
    CHECK(*registry.get(kKey, "empty") == RegValue::expand_sz(""));
    for (const char* name : {"odd", "short", "multi", "surrogate"}) {
        INFO(name);
        const auto value = registry.get(kKey, name);
        REQUIRE_FALSE(value);
        CHECK(value.error().code == ErrorCode::malformed);
        CHECK(value.error().message.find(name) != std::string::npos);
    }
    CHECK(registry.value_names(kKey)->size() == 7);
}

TEST_CASE("registry win32: our own settings are in the 64-bit view from every program", "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    REQUIRE(registry.set(kSharedKey, "x", RegValue::dword(1)));
    REQUIRE(registry.set(kSharedKey + "\\Below", "y", RegValue::dword(2)));
    CHECK(is_in_view(KEY_WOW64_64KEY));
    CHECK_FALSE(is_in_view(KEY_WOW64_32KEY));
    CHECK(*registry.get(kSharedKey, "x") == RegValue::dword(1));
    REQUIRE(registry.remove_key(kSharedKey));
    CHECK_FALSE(is_in_view(KEY_WOW64_64KEY));
}

TEST_CASE("registry win32: the watch calls back for its key and below, not for others", "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    REQUIRE(registry.set(kKey + "\\Config", "Port", RegValue::sz("COM1")));
    REQUIRE(registry.set(kKey + "\\Status", "x", RegValue::dword(0)));
    Calls config;
    Calls status;
    auto config_watch = registry.watch(kKey + "\\Config", [&] { config.add(); });
    auto status_watch = registry.watch(kKey + "\\Status", [&] { status.add(); });
    REQUIRE(config_watch);
    REQUIRE(status_watch);
    REQUIRE(registry.set(kKey + "\\Status", "x", RegValue::dword(1)));
    REQUIRE(status.wait_for(1));
    CHECK(config.count() == 0);
    REQUIRE(registry.set(kKey + "\\Config", "Port", RegValue::sz("COM2")));
    REQUIRE(config.wait_for(1));
    REQUIRE(registry.set(kKey + "\\Config\\Deep", "y", RegValue::dword(1)));
    CHECK(config.wait_for(2));
    config_watch->reset();
    const int before = config.count();
    REQUIRE(registry.set(kKey + "\\Config", "Port", RegValue::sz("COM3")));
    REQUIRE(registry.set(kKey + "\\Status", "x", RegValue::dword(2)));
    REQUIRE(status.wait_for(2));
    CHECK(config.count() == before);
}

TEST_CASE("registry win32: a watch outlasts the thread that asked for it, and the removal of its key",
          "[registry_win32]") {
    const CleanKeys clean;
    RegistryWin32 registry;
    REQUIRE(registry.set(kKey, "x", RegValue::dword(0)));
    Calls calls;
    std::unique_ptr<upsmd::Registry::Watch> watch;
    std::thread asker([&] {
        auto started = registry.watch(kKey, [&] { calls.add(); });
        if (started) watch = std::move(*started);
    });
    asker.join();
    REQUIRE(watch);
    // Windows cancels a notification when the thread that asked for it ends.
    REQUIRE(registry.set(kKey, "x", RegValue::dword(1)));
    REQUIRE(calls.wait_for(1));
    REQUIRE(registry.remove_key(kKey));
    // Windows reports the removal itself, Wine does not; either way the watch ends cleanly.
    watch.reset();
    const int before = calls.count();
    REQUIRE(registry.set(kKey, "x", RegValue::dword(2)));
    CHECK(calls.count() == before);
}
