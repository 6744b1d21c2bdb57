#include "apps/upsmd/registry_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const std::string kHeader = "Windows Registry Editor Version 5.00\n\n";

struct Outcome {
    int exit_code = -1;
    std::string output;
    std::string errors;
};

// What is written to a stream of this process while the object lives.
class Capture {
  public:
    Capture(std::FILE* stream, std::string path) : stream_(stream), path_(std::move(path)) {
        std::fflush(stream_);
        saved_ = ::dup(::fileno(stream_));
        std::FILE* file = std::fopen(path_.c_str(), "w");
        REQUIRE(file != nullptr);
        ::dup2(::fileno(file), ::fileno(stream_));
        std::fclose(file);
    }
    ~Capture() { end(); }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    std::string end() {
        if (saved_ >= 0) {
            std::fflush(stream_);
            ::dup2(saved_, ::fileno(stream_));
            ::close(saved_);
            saved_ = -1;
        }
        std::ostringstream text;
        text << std::ifstream(path_).rdbuf();
        return text.str();
    }

  private:
    std::FILE* stream_;
    std::string path_;
    int saved_ = -1;
};

class CommandLine {
  public:
    CommandLine() {
        std::string pattern = (fs::temp_directory_path() / "upsmd-command-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
    }
    ~CommandLine() { fs::remove_all(folder_); }
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    std::string content(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(file(name), std::ios::binary).rdbuf();
        return text.str();
    }
    void put(const std::string& name, const std::string& text) const {
        std::ofstream(file(name), std::ios::binary) << text;
    }

    // upsmd registry FILE with these arguments.
    Outcome run(std::vector<std::string> arguments) const {
        CLI::App app("upsmd");
        Outcome outcome;
        upsmd::add_registry_command(app, outcome.exit_code);
        arguments.insert(arguments.begin(), {"registry", file("r.reg")});
        std::reverse(arguments.begin(), arguments.end());  // CLI11 takes a vector back to front
        Capture output(stdout, file("stdout"));
        Capture errors(stderr, file("stderr"));
        try {
            app.parse(arguments);
        } catch (const CLI::ParseError& error) {
            outcome.errors = error.what();
            return outcome;
        }
        outcome.output = output.end();
        outcome.errors = errors.end();
        return outcome;
    }

  private:
    fs::path folder_;
};

}  // namespace

TEST_CASE("registry command: set and get", "[registry_command]") {
    const CommandLine upsmd;
    CHECK(upsmd.run({"set", "HKLM\\SOFTWARE\\upsmd\\", "Port", "sz", "/dev/ttyS0"}).exit_code == 0);
    CHECK(upsmd.run({"set", "hklm\\software\\upsmd", "", "dword", "0x1F"}).exit_code == 0);
    const Outcome port = upsmd.run({"get", "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd", "PORT"});
    CHECK(port.exit_code == 0);
    CHECK(port.output == "/dev/ttyS0\n");
    CHECK(upsmd.run({"get", "HKLM\\SOFTWARE\\upsmd", ""}).output == "31\n");

    const Outcome missing = upsmd.run({"get", "HKLM\\SOFTWARE\\upsmd", "Absent"});
    CHECK(missing.exit_code == 1);
    CHECK(missing.output.empty());
    CHECK(missing.errors.starts_with("upsmd: " + upsmd.file("r.reg") + ": no value \"Absent\""));
}

TEST_CASE("registry command: what it refuses changes nothing", "[registry_command]") {
    const CommandLine upsmd;
    for (const char* number : {"", "x", "0x", "12 ", "4294967296", "1.5"})
        CHECK(upsmd.run({"set", "HKLM\\a", "n", "dword", number}).exit_code == 1);
    CHECK(upsmd.run({"set", "HKLM\\a", "n", "binary", "00"}).exit_code == -1);
    CHECK(upsmd.run({"set", "a\\b", "n", "sz", "x"}).exit_code == 1);
    CHECK(upsmd.run({"list"}).errors == "upsmd: " + upsmd.file("r.reg") + ": no such file\n");
    CHECK(upsmd.run({"import", upsmd.file("absent.reg")}).exit_code == 1);
    CHECK_FALSE(fs::exists(upsmd.file("r.reg")));
}

TEST_CASE("registry command: list", "[registry_command]") {
    const CommandLine upsmd;
    upsmd.put("r.reg",
              kHeader +
                  "[HKEY_USERS\\B]\n@=\"d\"\n\"lines\"=\"a\\nb\"\n\n[HKEY_USERS\\A]\n\"n\"=dword:0000001f\n"
                  "\"m\"=hex(7):61,00\n[HKEY_USERS\\AB]\n");
    CHECK(upsmd.run({"list"}).output ==
          "HKEY_USERS\\B\n  (Default) REG_SZ d\n  lines REG_SZ a\\nb\n"
          "HKEY_USERS\\A\n  n REG_DWORD 31 (0x1f)\n  m REG_MULTI_SZ 61,00\nHKEY_USERS\\AB\n");
    CHECK(upsmd.run({"list", "HKU\\a"}).output ==
          "HKEY_USERS\\A\n  n REG_DWORD 31 (0x1f)\n  m REG_MULTI_SZ 61,00\n");
    CHECK(upsmd.run({"list", "HKU\\C"}).exit_code == 1);
}

TEST_CASE("registry command: import merges, all of it or nothing", "[registry_command]") {
    const CommandLine upsmd;
    upsmd.put("r.reg", kHeader + "; ours\n[HKEY_USERS\\A]\n\"x\"=\"1\"\n\"y\"=\"2\"\n[HKEY_USERS\\B]\n");
    upsmd.put("bad.reg", kHeader + "[-HKEY_USERS\\B]\n[HKEY_USERS\\A]\n\"x\"=\"3\"\n\"y\"=dword:zz\n");
    const std::string before = upsmd.content("r.reg");
    const Outcome bad = upsmd.run({"import", upsmd.file("bad.reg")});
    CHECK(bad.exit_code == 1);
    CHECK(bad.errors == "upsmd: " + upsmd.file("bad.reg") + ":6: dword: without 1 to 8 hexadecimal digits\n");
    CHECK(upsmd.content("r.reg") == before);

    upsmd.put("good.reg", kHeader + "[-HKEY_USERS\\B]\n[HKEY_USERS\\A]\n\"x\"=\"3\"\n\"y\"=-\n");
    CHECK(upsmd.run({"import", upsmd.file("good.reg")}).exit_code == 0);
    CHECK(upsmd.content("r.reg") == kHeader + "; ours\n[HKEY_USERS\\A]\n\"x\"=\"3\"\n");
}

TEST_CASE("registry command: export is what Registry Editor writes, and can be imported again",
          "[registry_command]") {
    const CommandLine upsmd;
    upsmd.put("r.reg", kHeader + "; ours\n[HKEY_USERS\\A]\n\"x\" = \"\xC3\xBC\"\n");
    CHECK(upsmd.run({"export", upsmd.file("out.reg")}).exit_code == 0);
    const std::string out = upsmd.content("out.reg");
    CHECK(out.starts_with(std::string("\xFF\xFEW\0i\0", 6)));
    CHECK(out.ends_with(std::string("\"\0\xFC\0\"\0\r\0\n\0\r\0\n\0", 14)));
    CHECK(upsmd.run({"export", upsmd.file("r.reg")}).exit_code == 1);
    fs::rename(upsmd.file("out.reg"), upsmd.file("again.reg"));
    fs::remove(upsmd.file("r.reg"));
    CHECK(upsmd.run({"import", upsmd.file("again.reg")}).exit_code == 0);
    CHECK(upsmd.run({"get", "HKU\\A", "x"}).output == "\xC3\xBC\n");
}
