#include "posix-sim/registry_file_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "platform/reg_document.h"
#include "posix-sim/error_posix.h"
#include "posix-sim/registry_file.h"

namespace upsmd {

namespace {

Error watch_error(const std::string& path, int code) {
    return error_from_errno(path + ": cannot watch", code);
}

// Watches the folder, because every change puts a new file in the old one's place.
class FileWatch final : public Registry::Watch {
  public:
    FileWatch(std::string path, std::string key, std::function<void()> on_change)
        : path_(std::move(path)), key_(std::move(key)), on_change_(std::move(on_change)) {}

    ~FileWatch() override {
        if (thread_.joinable()) {
            const std::uint64_t one = 1;
            // Cannot fail: the counter is far from full.
            if (::write(stop_, &one, sizeof one) == sizeof one) thread_.join();
        }
        if (stop_ >= 0) ::close(stop_);
        if (inotify_ >= 0) ::close(inotify_);
    }

    Result<void> start() {
        inotify_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        stop_ = ::eventfd(0, EFD_CLOEXEC);
        if (inotify_ < 0 || stop_ < 0) return watch_error(path_, errno);
        const auto folder = std::filesystem::path(path_).parent_path();
        constexpr unsigned kEvents = IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE | IN_ONLYDIR;
        if (::inotify_add_watch(inotify_, folder.c_str(), kEvents) < 0) {
            if (errno != ENOENT) return watch_error(folder.string(), errno);
            return Error{ErrorCode::not_found, path_ + ": no key " + key_, 0};
        }
        // Read after the watch is set: a change in between is then seen twice rather than not at all.
        auto document = RegistryFile(path_).load();
        if (!document) return document.error();
        content_ = document->content_below(key_);
        if (!content_) return Error{ErrorCode::not_found, path_ + ": no key " + key_, 0};
        try {
            thread_ = std::thread([this] { run(); });
        } catch (const std::system_error& error) {
            return watch_error(path_, error.code().value());
        }
        return {};
    }

  private:
    void run() {
        const std::string name = std::filesystem::path(path_).filename().string();
        std::array<pollfd, 2> waits{{{inotify_, POLLIN, 0}, {stop_, POLLIN, 0}}};
        for (;;) {
            if (::poll(waits.data(), waits.size(), -1) < 0) {
                if (errno == EINTR) continue;
                return;
            }
            if (waits[1].revents != 0) return;
            if (take_events(name)) compare();
        }
    }

    // Whether one of the waiting events may concern the file.
    bool take_events(const std::string& name) const {
        alignas(inotify_event) std::array<char, 4096> buffer;
        bool concerns = false;
        for (;;) {
            const ssize_t got = ::read(inotify_, buffer.data(), buffer.size());
            if (got <= 0) return concerns;
            for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
                inotify_event event{};
                std::memcpy(&event, buffer.data() + at, sizeof event);
                const char* event_name = buffer.data() + at + sizeof event;
                if ((event.mask & IN_Q_OVERFLOW) != 0 || (event.len > 0 && name == event_name))
                    concerns = true;
                at += sizeof event + event.len;
            }
        }
    }

    void compare() {
        auto document = RegistryFile(path_).load();
        if (!document) return;  // being written by an editor, or broken: whoever reads it next is told why
        auto content = document->content_below(key_);
        if (content == content_) return;
        content_ = std::move(content);
        on_change_();
    }

    std::string path_;
    std::string key_;
    std::function<void()> on_change_;
    std::optional<std::string> content_;  // nothing: the key does not exist now
    int inotify_ = -1;
    int stop_ = -1;
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Registry::Watch>> watch_registry_file(const std::string& path, std::string key,
                                                             std::function<void()> on_change) {
    auto watch = std::make_unique<FileWatch>(path, std::move(key), std::move(on_change));
    if (auto started = watch->start(); !started) return started.error();
    return std::unique_ptr<Registry::Watch>(std::move(watch));
}

}  // namespace upsmd
