// Several processes and threads at one registry file, and the watch.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "posix-sim/registry_file.h"

namespace fs = std::filesystem;

namespace {

using upsmd::ErrorCode;
using upsmd::RegDocument;
using upsmd::RegistryFile;
using upsmd::RegValue;
using upsmd::Result;

const std::string kKey = "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd";

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (fs::temp_directory_path() / "upsmd-sharing-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~TemporaryFolder() { fs::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name = "registry.reg") const { return (path_ / name).string(); }

  private:
    fs::path path_;
};

pid_t start_child(const std::function<bool()>& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(work() ? 0 : 1);
    return child;
}

bool succeeded(pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<void> increment(RegistryFile& registry, const std::string& key, const std::string& name) {
    return registry.update([&](RegDocument& document) -> Result<void> {
        const upsmd::RegData* data = document.find(key, name);
        const std::uint32_t before = data == nullptr ? 0 : upsmd::decode_reg_value(*data)->number;
        document.set(key, name, *upsmd::encode_reg_value(RegValue::dword(before + 1)));
        return {};
    });
}

// Counts callbacks and waits for them.
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

TEST_CASE("registry file: two processes with 200 increments each lose none, and readers see whole files",
          "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile reader(folder.file());
    REQUIRE(reader.set(kKey, "Counter", RegValue::dword(0)));
    std::array<pid_t, 2> children{};
    for (std::size_t i = 0; i < children.size(); ++i) {
        children[i] = start_child([&folder, i] {
            RegistryFile registry(folder.file());
            for (int round = 0; round < 200; ++round) {
                if (!increment(registry, kKey, "Counter")) return false;
                const std::string name = "Value" + std::to_string(i) + "_" + std::to_string(round);
                if (!registry.set(kKey, name, RegValue::dword(static_cast<std::uint32_t>(round))))
                    return false;
            }
            return true;
        });
    }
    std::uint32_t last = 0;
    bool whole = true;
    for (int left = 2; left > 0;) {
        const auto value = reader.get(kKey, "Counter");
        whole = whole && value && value->number >= last;
        if (value) last = value->number;
        int status = 0;
        if (::waitpid(-1, &status, WNOHANG) <= 0) continue;
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
        --left;
    }
    CHECK(whole);
    CHECK(reader.get(kKey, "Counter")->number == 400);
    CHECK(reader.value_names(kKey)->size() == 401);
}

TEST_CASE("registry file: threads of one process lose nothing either", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile shared(folder.file());
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            RegistryFile own(folder.file());
            for (int round = 0; round < 25; ++round)
                if (!increment(i % 2 == 0 ? shared : own, kKey, "Counter")) ++failures;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(shared.get(kKey, "Counter")->number == 100);
}

TEST_CASE("registry file: a lock file that is replaced while waiting does not let two writers in",
          "[registry_file]") {
    const TemporaryFolder folder;
    REQUIRE(RegistryFile(folder.file()).set(kKey, "x", RegValue::dword(1)));
    const std::string lock_path = folder.file("registry.reg.lock");
    bool replaced = false;
    // The lock is taken on a file that is no longer the one other processes open.
    RegistryFile registry(folder.file(), [&](upsmd::FileStage stage) {
        if (stage == upsmd::FileStage::lock && !replaced) {
            replaced = true;
            fs::remove(lock_path);
        }
        if (stage == upsmd::FileStage::create_temporary) {
            const int other = ::open(lock_path.c_str(), O_RDONLY | O_CLOEXEC);
            if (other < 0) return ENOLCK;
            const bool excluded = ::flock(other, LOCK_EX | LOCK_NB) != 0;
            ::close(other);
            return excluded ? 0 : ENOLCK;
        }
        return 0;
    });
    CHECK(registry.set(kKey, "x", RegValue::dword(2)));
    CHECK(replaced);
}

TEST_CASE("registry file: the watch calls back for changes at and below its key only", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    REQUIRE(registry.set(kKey + "\\Config", "Port", RegValue::sz("a")));
    REQUIRE(registry.set(kKey + "\\Status", "x", RegValue::dword(1)));
    Calls config;
    Calls all;
    std::atomic<int> too_early = 0;
    auto config_watch = registry.watch(kKey + "\\CONFIG", [&] {
        if (!registry.get(kKey + "\\Config\\Deep", "y")) ++too_early;
        config.add();
    });
    auto all_watch = registry.watch(kKey, [&] { all.add(); });
    REQUIRE(config_watch);
    REQUIRE(all_watch);

    REQUIRE(registry.set(kKey + "\\Status", "x", RegValue::dword(2)));
    REQUIRE(all.wait_for(1));
    const pid_t child = start_child([&] {
        return bool(RegistryFile(folder.file()).set(kKey + "\\Config\\Deep", "y", RegValue::dword(3)));
    });
    CHECK(succeeded(child));
    REQUIRE(config.wait_for(1));
    REQUIRE(all.wait_for(2));
    CHECK(too_early == 0);
    CHECK(config.count() == 1);
    CHECK(all.count() == 2);
    CHECK(registry.watch(kKey + "\\Absent", [] {}).error().code == ErrorCode::not_found);
}

TEST_CASE("registry file: the watch survives a broken, a removed and a new file", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    REQUIRE(registry.set(kKey, "x", RegValue::dword(1)));
    Calls calls;
    auto watch = registry.watch(kKey, [&] { calls.add(); });
    REQUIRE(watch);
    std::ofstream(folder.file()) << "torn";
    fs::remove(folder.file());
    REQUIRE(calls.wait_for(1));  // the key is gone; the torn file alone was no change
    CHECK(calls.count() == 1);
    REQUIRE(registry.set(kKey, "x", RegValue::dword(2)));
    REQUIRE(calls.wait_for(2));
    std::ofstream(folder.file()) << "Windows Registry Editor Version 5.00\n\n[" << kKey
                                 << "]\n\"x\"=dword:00000003\n";
    CHECK(calls.wait_for(3));
}

TEST_CASE("registry file: no callback once the watch is gone, and going waits for a running one",
          "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    REQUIRE(registry.set(kKey, "x", RegValue::dword(1)));
    Calls started;
    std::atomic<bool> may_end = false;
    std::atomic<bool> ended = false;
    auto watch = registry.watch(kKey, [&] {
        started.add();
        may_end.wait(false);
        ended = true;
    });
    REQUIRE(watch);
    REQUIRE(registry.set(kKey, "x", RegValue::dword(2)));
    REQUIRE(started.wait_for(1));
    std::thread remover([&] { watch->reset(); });
    may_end = true;
    may_end.notify_all();
    remover.join();
    CHECK(ended);
    REQUIRE(registry.set(kKey, "x", RegValue::dword(3)));
    CHECK(started.count() == 1);
}
