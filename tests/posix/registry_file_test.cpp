#include "posix-sim/registry_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "platform/reg_format.h"
#include "posix-sim/registry_file_io.h"

namespace fs = std::filesystem;

namespace {

using upsmd::ErrorCode;
using upsmd::FileFault;
using upsmd::FileStage;
using upsmd::RegistryFile;
using upsmd::RegValue;

const std::string kKey = "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd";

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (fs::temp_directory_path() / "upsmd-registry-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~TemporaryFolder() { fs::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string file(const std::string& name = "registry.reg") const { return (path_ / name).string(); }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void put_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

// Runs it in a process of its own; its exit status, or 1000 + signal.
int in_child(const std::function<int()>& work) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(work());
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// More than one block, so that a write can break in the middle.
std::string long_text(char fill) {
    return std::string(upsmd::kFileBlock * 2, fill);
}

const std::vector<FileStage> kAllStages{
    FileStage::open_lock, FileStage::lock,   FileStage::create_temporary, FileStage::write,
    FileStage::sync_file, FileStage::rename, FileStage::sync_folder};

}  // namespace

TEST_CASE("registry file: the path", "[registry_file]") {
    CHECK(in_child([] {
              ::unsetenv("UPSMD_REGISTRY");
              return upsmd::default_registry_path() == "/var/lib/upsmd/registry.reg" ? 0 : 1;
          }) == 0);
    CHECK(in_child([] {
              ::setenv("UPSMD_REGISTRY", "/x/y.reg", 1);
              return upsmd::default_registry_path() == "/x/y.reg" ? 0 : 1;
          }) == 0);
}

TEST_CASE("registry file: set, get, names and removal", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    REQUIRE(registry.set(kKey, "Port", RegValue::sz("/dev/ttyS0")));
    REQUIRE(registry.set(kKey, "Path", RegValue::expand_sz("%A%")));
    REQUIRE(registry.set(kKey + "\\Sub", "", RegValue::dword(7)));
    CHECK(*registry.get(kKey, "PORT") == RegValue::sz("/dev/ttyS0"));
    CHECK(*registry.get("hkey_local_machine\\software\\UPSMD", "path") == RegValue::expand_sz("%A%"));
    CHECK(*RegistryFile(folder.file()).get(kKey + "\\sub", "") == RegValue::dword(7));
    CHECK(*registry.value_names(kKey) == std::vector<std::string>{"Port", "Path"});
    CHECK(*registry.key_names(kKey) == std::vector<std::string>{"Sub"});
    CHECK(*registry.key_names("HKEY_LOCAL_MACHINE") == std::vector<std::string>{"SOFTWARE"});

    REQUIRE(registry.remove_value(kKey, "port"));
    CHECK(registry.get(kKey, "Port").error().code == ErrorCode::not_found);
    CHECK(registry.remove_value(kKey, "Port").error().code == ErrorCode::not_found);
    REQUIRE(registry.remove_key(kKey));
    CHECK(registry.value_names(kKey).error().code == ErrorCode::not_found);
    CHECK(registry.key_names(kKey + "\\Sub").error().code == ErrorCode::not_found);
    CHECK(registry.remove_key(kKey).error().code == ErrorCode::not_found);
    CHECK(registry.value_names("HKEY_LOCAL_MACHINE\\SOFTWARE"));
}

TEST_CASE("registry file: bad arguments touch nothing", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    CHECK(registry.set("SOFTWARE\\x", "a", RegValue::dword(1)).error().code == ErrorCode::invalid_argument);
    CHECK(registry.set(kKey, "a\nb", RegValue::dword(1)).error().code == ErrorCode::invalid_argument);
    CHECK(registry.set(kKey, "a", RegValue::sz("\xFF")).error().code == ErrorCode::invalid_argument);
    CHECK(registry.remove_key("HKEY_LOCAL_MACHINE").error().code == ErrorCode::invalid_argument);
    CHECK(registry.remove_key(kKey).error().code == ErrorCode::not_found);
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("registry file: a missing file is an empty registry", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    CHECK(registry.get(kKey, "Port").error().code == ErrorCode::not_found);
    CHECK(registry.key_names("HKEY_LOCAL_MACHINE")->empty());
    CHECK_FALSE(fs::exists(folder.file()));
}

TEST_CASE("registry file: its folder is made, no folder above it", "[registry_file]") {
    const TemporaryFolder folder;
    CHECK(RegistryFile(folder.file("one/registry.reg")).set(kKey, "a", RegValue::dword(1)));
    const auto refused =
        RegistryFile(folder.file("two/three/registry.reg")).set(kKey, "a", RegValue::dword(1));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::not_found);
    CHECK(refused.error().message.find(folder.file("two/three")) != std::string::npos);
    CHECK_FALSE(fs::exists(folder.file("two")));
}

TEST_CASE("registry file: values of other types and comments survive a rewrite", "[registry_file]") {
    const TemporaryFolder folder;
    const std::string before = "Windows Registry Editor Version 5.00\n\n; ours\n[" + kKey +
                               "]\n; why\n\"m\"=hex(7):61,00,00,00,00,00\n";
    put_file(folder.file(), before);
    RegistryFile registry(folder.file());
    const auto multi = registry.get(kKey, "m");
    REQUIRE_FALSE(multi);
    CHECK(multi.error().code == ErrorCode::malformed);
    CHECK(multi.error().message ==
          folder.file() + ": value \"m\" in key " + kKey +
              ": type REG_MULTI_SZ where REG_SZ, REG_EXPAND_SZ or REG_DWORD must be");
    REQUIRE(registry.set(kKey, "n", RegValue::dword(1)));
    CHECK(content(folder.file()) == before + "\"n\"=dword:00000001\n");
}

TEST_CASE("registry file: a torn or foreign file is an error with its line and stays as it is",
          "[registry_file]") {
    const TemporaryFolder folder;
    const std::string header = "Windows Registry Editor Version 5.00\n\n";
    for (const std::string& bytes :
         {std::string(), std::string("#!/bin/sh\n"), header + "[" + kKey + "]\n\"x\"=\"y"}) {
        put_file(folder.file(), bytes);
        RegistryFile registry(folder.file());
        for (const upsmd::Error& error :
             {registry.get(kKey, "x").error(), registry.set(kKey, "x", RegValue::dword(1)).error(),
              registry.remove_value(kKey, "x").error(), registry.remove_key(kKey).error(),
              registry.value_names(kKey).error(), registry.watch(kKey, [] {}).error()}) {
            CHECK(error.code == ErrorCode::malformed);
            CHECK(error.message.starts_with(folder.file() + (bytes.size() > 20 ? ":4: " : ":1: ")));
        }
        CHECK(content(folder.file()) == bytes);
    }
}

TEST_CASE("registry file: what is not a regular file is refused", "[registry_file]") {
    const TemporaryFolder folder;
    REQUIRE(::mkfifo(folder.file().c_str(), 0600) == 0);
    RegistryFile registry(folder.file());
    CHECK(registry.get(kKey, "x").error().code == ErrorCode::malformed);
    CHECK(registry.set(kKey, "x", RegValue::dword(1)).error().code == ErrorCode::malformed);
    CHECK(fs::is_fifo(folder.file()));
}

TEST_CASE("registry file: a link is followed, mode is kept", "[registry_file]") {
    const TemporaryFolder folder;
    REQUIRE(RegistryFile(folder.file("real.reg")).set(kKey, "x", RegValue::dword(1)));
    REQUIRE(::chmod(folder.file("real.reg").c_str(), 0640) == 0);
    fs::create_symlink(folder.file("real.reg"), folder.file("link.reg"));
    REQUIRE(RegistryFile(folder.file("link.reg")).set(kKey, "x", RegValue::dword(2)));
    CHECK(fs::is_symlink(folder.file("link.reg")));
    CHECK(*RegistryFile(folder.file("real.reg")).get(kKey, "x") == RegValue::dword(2));
    CHECK((fs::status(folder.file("real.reg")).permissions() & fs::perms::mask) == fs::perms(0640));
}

TEST_CASE("registry file: setting an equal value writes nothing", "[registry_file]") {
    const TemporaryFolder folder;
    RegistryFile registry(folder.file());
    REQUIRE(registry.set(kKey, "x", RegValue::dword(1)));
    RegistryFile unwritable(folder.file(),
                            [](FileStage stage) { return stage == FileStage::create_temporary ? EIO : 0; });
    CHECK(unwritable.set(kKey, "X", RegValue::dword(1)));
    CHECK_FALSE(unwritable.set(kKey, "x", RegValue::dword(2)));
}

TEST_CASE("registry file: a failure at any stage is an error, and the old content is whole",
          "[registry_file]") {
    for (const FileStage stage : kAllStages) {
        INFO("stage " << static_cast<int>(stage));
        const TemporaryFolder folder;
        REQUIRE(RegistryFile(folder.file()).set(kKey, "x", RegValue::sz(long_text('a'))));
        const std::string before = content(folder.file());
        int calls = 0;
        // The second block of a write fails, the first call of every other stage.
        RegistryFile registry(folder.file(), [&](FileStage at) {
            if (at != stage) return 0;
            return ++calls == (stage == FileStage::write ? 2 : 1) ? ENOSPC : 0;
        });
        const auto done = registry.set(kKey, "x", RegValue::sz(long_text('b')));
        REQUIRE_FALSE(done);
        CHECK(done.error().code == ErrorCode::io);
        CHECK(done.error().native == ENOSPC);
        CHECK(done.error().message.find("No space left on device") != std::string::npos);
        CHECK((content(folder.file()) == before) == (stage != FileStage::sync_folder));
        CHECK_FALSE(fs::exists(folder.file("registry.reg.upsmd-new")));
        CHECK(RegistryFile(folder.file()).set(kKey, "x", RegValue::sz("next")));
    }
}

TEST_CASE("registry file: a writer killed at any stage leaves the old or the new content",
          "[registry_file]") {
    for (const FileStage stage : kAllStages) {
        INFO("stage " << static_cast<int>(stage));
        const TemporaryFolder folder;
        REQUIRE(RegistryFile(folder.file()).set(kKey, "x", RegValue::sz(long_text('a'))));
        const int status = in_child([&] {
            int calls = 0;
            RegistryFile victim(folder.file(), [&](FileStage at) {
                if (at == stage && ++calls == (stage == FileStage::write ? 2 : 1)) ::raise(SIGKILL);
                return 0;
            });
            return victim.set(kKey, "x", RegValue::sz(long_text('b'))) ? 0 : 1;
        });
        CHECK(status == 1000 + SIGKILL);
        const bool replaced = stage == FileStage::sync_folder;
        CHECK(*RegistryFile(folder.file()).get(kKey, "x") == RegValue::sz(long_text(replaced ? 'b' : 'a')));
        // The lock went with the process, and what it left behind is in nobody's way.
        CHECK(RegistryFile(folder.file()).set(kKey, "x", RegValue::sz("next")));
        CHECK_FALSE(fs::exists(folder.file("registry.reg.upsmd-new")));
    }
}

TEST_CASE("registry file: a full disk loses nothing", "[registry_file]") {
    const TemporaryFolder folder;
    REQUIRE(RegistryFile(folder.file()).set(kKey, "x", RegValue::sz("small")));
    const std::string before = content(folder.file());
    const int status = in_child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
        const auto done = RegistryFile(folder.file()).set(kKey, "x", RegValue::sz(long_text('b')));
        return !done && done.error().native == EFBIG ? 0 : 1;
    });
    CHECK(status == 0);
    CHECK(content(folder.file()) == before);
    CHECK_FALSE(fs::exists(folder.file("registry.reg.upsmd-new")));
}

TEST_CASE("registry file: an unwritable folder or file is access_denied", "[registry_file]") {
    const TemporaryFolder folder;
    REQUIRE(RegistryFile(folder.file()).set(kKey, "x", RegValue::dword(1)));
    REQUIRE(RegistryFile(folder.file("free/registry.reg")).set(kKey, "x", RegValue::dword(1)));
    const auto attempt = [](const std::string& path) {
        return in_child([&] {
            // Root may write everywhere: become nobody.
            if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 2;
            const auto done = RegistryFile(path).set(kKey, "x", RegValue::dword(2));
            return !done && done.error().code == ErrorCode::access_denied ? 0 : 1;
        });
    };
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    CHECK(attempt(folder.file()) == 0);
    CHECK(attempt(folder.file("new/registry.reg")) == 0);
    // A file that was made read-only stays, although its folder could be written.
    REQUIRE(::chmod(folder.file("free").c_str(), 0777) == 0);
    REQUIRE(::chmod(folder.file("free/registry.reg.lock").c_str(), 0666) == 0);
    REQUIRE(::chmod(folder.file("free/registry.reg").c_str(), 0444) == 0);
    CHECK(attempt(folder.file("free/registry.reg")) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    CHECK(*RegistryFile(folder.file()).get(kKey, "x") == RegValue::dword(1));
    CHECK(*RegistryFile(folder.file("free/registry.reg")).get(kKey, "x") == RegValue::dword(1));
}

TEST_CASE("registry file: what root makes belongs to the folder's owner", "[registry_file]") {
    if (::geteuid() != 0) return;  // nobody else can give files away
    const TemporaryFolder folder;
    REQUIRE(::chown(folder.path().c_str(), 65534, 65534) == 0);
    RegistryFile registry(folder.file());
    for (std::uint32_t round = 0; round < 2; ++round) {
        REQUIRE(registry.set(kKey, "x", RegValue::dword(round)));
        for (const char* name : {"registry.reg", "registry.reg.lock"}) {
            struct stat info {};
            REQUIRE(::stat(folder.file(name).c_str(), &info) == 0);
            CHECK(info.st_uid == 65534);
            CHECK(info.st_gid == 65534);
        }
    }
}
