// What makes a process a daemon: its user, its way to the background, its PID file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace upsmd::nut {

// Before anything else. Afterwards files 0, 1 and 2 are open: a serial port that became one of them would get our messages.
// A reader that has gone is an error of the write, and ends nothing.
void prepare_process();

// The number of a group. Error{not_found}.
Result<unsigned> group_number(const std::string& name);

// chroot, and on from its root. Error: as the system says.
Result<void> enter_root(const std::string& folder);

struct Account {
    std::string name;
    unsigned user = 0;
    unsigned group = 0;
    std::vector<unsigned> groups{};  // all of them
};
// Looked up before enter_root. Error{not_found}.
Result<Account> find_account(const std::string& name);
// On as this user with all its groups, for good. Nothing to do where we are that user already.
// Error: access_denied (we are not root).
Result<void> become(const Account& account);

// As many open files as the system lets us have: a UPS takes three (its port, its socket, upsd's connection), and the usual
// 1024 are too few for 400 of them.
void allow_many_files();

// The way to the background. The first process waits until the second one says that it has begun, or ends; it then ends
// with 0, or with the other's code.
class Background {
  public:
    // Returns in the second process only. Before any thread is started.
    static Result<Background> go();
    Background(Background&& other) noexcept;
    Background& operator=(Background&&) = delete;
    ~Background();

    // Lets the first process end, and lets go of the terminal.
    void begun();

  private:
    explicit Background(int fd) : fd_(fd) {}
    int fd_;
};

// FOLDER/upsmd-nut-NAME.pid as upsdrvctl looks for it; removed with the object.
class PidFile {
  public:
    static Result<PidFile> write(const std::string& path);
    PidFile(PidFile&& other) noexcept;
    PidFile& operator=(PidFile&&) = delete;
    ~PidFile();

  private:
    explicit PidFile(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

}  // namespace upsmd::nut
