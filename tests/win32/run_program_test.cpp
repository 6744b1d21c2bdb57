// CommandFile and ShutdownCommand: what becomes of the registry's text, and how the program's end is told.
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

#include "win32/run_program_win32.h"
#include "win32/system_folder_win32.h"
#include "win32/wide_text_win32.h"

using namespace upsmd;

namespace {

std::string cmd() { return from_wide(system_folder()) + "\\cmd.exe"; }

// A batch file in a folder with a blank.
struct BatchFile {
    std::string path;
    explicit BatchFile(const std::string& text) {
        path = *expand_environment("%TEMP%\\upsmd batch & test.cmd");
        std::ofstream(path) << text;
    }
    ~BatchFile() { std::remove(path.c_str()); }
    BatchFile(const BatchFile&) = delete;
    BatchFile& operator=(const BatchFile&) = delete;
};

}  // namespace

TEST_CASE("a program of the registry is an absolute path", "[run_program]") {
    const auto start = command_file_start("%SystemRoot%\\system32\\cmd.exe");
    REQUIRE(start);
    CHECK(is_absolute_path(start->file));
    CHECK(start->command_line == "\"" + start->file + "\"");
    for (const char* const path : {"cmd.exe", "", "tools\\x.exe", "C:x.exe", "C:\\a\"b.exe", "%NoSuchVariable%\\x.exe", "\\x.exe"}) {
        INFO(path);
        REQUIRE_FALSE(command_file_start(path));
        CHECK(command_file_start(path).error().code == ErrorCode::invalid_argument);
    }
}

TEST_CASE("a command with arguments", "[run_program]") {
    const auto plain = command_start("%SystemRoot%\\x.exe /a \"b c\"");
    REQUIRE(plain);
    CHECK(plain->file == *expand_environment("%SystemRoot%\\x.exe"));
    CHECK(plain->command_line == "\"" + plain->file + "\" /a \"b c\"");
    const auto quoted = command_start("\"C:\\Program Files\\x.exe\" -s");
    REQUIRE(quoted);
    CHECK(quoted->file == "C:\\Program Files\\x.exe");
    CHECK(quoted->command_line == "\"C:\\Program Files\\x.exe\" -s");
    CHECK(command_start("C:\\x.exe  ")->command_line == "\"C:\\x.exe\"");
    CHECK_FALSE(command_start("\"C:\\x.exe"));
    CHECK_FALSE(command_start("shutdown /s"));
    CHECK_FALSE(command_start("C:\\x.cmd argument"));
}

TEST_CASE("batch files are run by system32's cmd.exe, by its full path", "[run_program]") {
    const auto start = command_file_start("C:\\My tools\\down.CMD");
    REQUIRE(start);
    CHECK(start->file == cmd());
    CHECK(start->command_line == "\"" + cmd() + "\" /d /s /c \"\"C:\\My tools\\down.CMD\"\"");
    CHECK_FALSE(command_file_start("C:\\100%x%\\down.bat"));
}

TEST_CASE("the end of a program is waited for and judged", "[run_program]") {
    CHECK(run_program({cmd(), "\"" + cmd() + "\" /c exit 0"}));
    const auto failed = run_program({cmd(), "\"" + cmd() + "\" /c exit 3"});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().native == 3);
    const auto missing = run_program({"C:\\no\\such.exe", "C:\\no\\such.exe"});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);
    CHECK(missing.error().message.find("C:\\no\\such.exe") != std::string::npos);
}

TEST_CASE("a batch file in a folder with blanks and an ampersand runs", "[run_program]") {
    const BatchFile file("@exit 7\r\n");
    const auto start = command_file_start(file.path);
    REQUIRE(start);
    const auto done = run_program(*start);
    REQUIRE_FALSE(done);
    CHECK(done.error().native == 7);
}
