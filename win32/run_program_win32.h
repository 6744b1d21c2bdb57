// Programs that an administrator has named in the registry: CommandFile, ShutdownCommand.
#pragma once

#include <string>

#include "core/result.h"

namespace upsmd {

// How a program is started: its file by full path, and the whole command line.
struct ProgramStart {
    std::string file;
    std::string command_line;
};

// A file without arguments, environment variables expanded. A batch file (.cmd, .bat) is run by system32's cmd.exe, by its
// full path and without AutoRun, because Windows itself runs no other way; nothing else meets a shell. Errors: a path that
// is not absolute, or that cmd.exe would read as something else (", %).
Result<ProgramStart> command_file_start(const std::string& path);

// A command with arguments, environment variables expanded: the program is the part in quotation marks, else up to the
// first blank, and its path must be absolute. Batch files as above, without arguments.
Result<ProgramStart> command_start(const std::string& command);

// Starts it in system32, without a window, inheriting nothing.
Result<void> start_program(const ProgramStart& start);
// And waits until it has ended, for ever if need be. Another exit code than 0 is an error.
Result<void> run_program(const ProgramStart& start);

}  // namespace upsmd
