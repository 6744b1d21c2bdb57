#include "win32/run_program_win32.h"

#include <windows.h>

#include "win32/error_win32.h"
#include "win32/system_folder_win32.h"
#include "win32/unique_handle_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

bool is_batch_file(const std::string& path) {
    std::string end = path.size() > 4 ? path.substr(path.size() - 4) : "";
    for (char& c : end)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return end == ".cmd" || end == ".bat";
}

Result<ProgramStart> start_of(const std::string& file, const std::string& arguments) {
    if (!is_absolute_path(file))
        return Error{ErrorCode::invalid_argument, "\"" + file + "\" is not an absolute path, such as C:\\tools\\x.exe", 0};
    if (file.find('"') != std::string::npos)
        return Error{ErrorCode::invalid_argument, "\"" + file + "\" has a quotation mark in its path", 0};
    if (!is_batch_file(file)) return ProgramStart{file, "\"" + file + "\"" + arguments};
    if (!arguments.empty())
        return Error{ErrorCode::invalid_argument, "\"" + file + "\" is a batch file: no arguments are given to it", 0};
    if (file.find('%') != std::string::npos)
        return Error{ErrorCode::invalid_argument, "\"" + file + "\" is a batch file with % in its path", 0};
    const std::string shell = from_wide(system_folder()) + "\\cmd.exe";
    // /s: exactly the outermost quotation marks are taken off.
    return ProgramStart{shell, "\"" + shell + "\" /d /s /c \"\"" + file + "\"\""};
}

// The process's handle.
Result<void*> create(const ProgramStart& start) {
    STARTUPINFOW startup{};
    startup.cb = sizeof(startup);
    PROCESS_INFORMATION process{};
    const std::wstring file = to_wide(start.file);
    std::wstring command_line = to_wide(start.command_line);
    const std::wstring folder = system_folder();
    if (!CreateProcessW(file.c_str(), command_line.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW, nullptr,
                        folder.empty() ? nullptr : folder.c_str(), &startup, &process))
        return windows_error("cannot run " + start.command_line, GetLastError());
    CloseHandle(process.hThread);
    return static_cast<void*>(process.hProcess);
}

}  // namespace

Result<ProgramStart> command_file_start(const std::string& path) {
    const auto expanded = expand_environment(path);
    if (!expanded) return expanded.error();
    return start_of(*expanded, "");
}

Result<ProgramStart> command_start(const std::string& command) {
    const auto expanded = expand_environment(command);
    if (!expanded) return expanded.error();
    const bool quoted = expanded->starts_with('"');
    const std::size_t end = expanded->find(quoted ? '"' : ' ', quoted ? 1 : 0);
    if (quoted && end == std::string::npos)
        return Error{ErrorCode::invalid_argument, "a quotation mark is missing in " + *expanded, 0};
    const std::string file = expanded->substr(quoted ? 1 : 0, quoted ? end - 1 : end);
    std::string arguments = end == std::string::npos ? "" : expanded->substr(quoted ? end + 1 : end);
    if (arguments.find_first_not_of(' ') == std::string::npos) arguments.clear();
    return start_of(file, arguments);
}

Result<void> start_program(const ProgramStart& start) {
    const auto process = create(start);
    if (!process) return process.error();
    CloseHandle(*process);
    return {};
}

Result<void> run_program(const ProgramStart& start) {
    const auto created = create(start);
    if (!created) return created.error();
    const UniqueHandle process(*created);
    DWORD code = 0;
    if (WaitForSingleObject(process.get(), INFINITE) != WAIT_OBJECT_0 || !GetExitCodeProcess(process.get(), &code))
        return windows_error("cannot wait for " + start.file, GetLastError());
    if (code == 0) return {};
    return Error{ErrorCode::io, start.command_line + " ended with code " + std::to_string(code), static_cast<long>(code)};
}

}  // namespace upsmd
