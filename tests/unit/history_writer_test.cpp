// The thread that writes the history: a disk that is full, and one that has room again.
#include "daemon/history_writer.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <csignal>
#include <mutex>

#include "tests/unit/history_tools.h"

namespace upsmd::daemon {
namespace {

using namespace std::chrono_literals;

class LineLog final : public Log {
  public:
    bool enabled(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view text) override {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(text);
        changed_.notify_all();
    }
    bool wait_for(std::string_view part) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return count_of(part) > 0; });
    }
    long count(std::string_view part) {
        const std::lock_guard lock(mutex_);
        return count_of(part);
    }

  private:
    long count_of(std::string_view part) const {
        return std::count_if(lines_.begin(), lines_.end(),
                             [&](const std::string& line) { return line.find(part) != std::string::npos; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> lines_;
};

// The limit of a file's size stands for the disk.
class FullDisk {
  public:
    FullDisk() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{50'000, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int);
};

void tell(Observer& observer, int values) {
    for (int i = 0; i < values; ++i) {
        const std::array value{ObservedValue{"ups.load", std::to_string(i)}};
        observer.on_values("a", value);
    }
}

TEST_CASE("writer: a full disk is told once, and nothing is lost when there is room again") {
    const history::Folder folder;
    LineLog log;
    const auto writer = std::make_shared<HistoryWriter>(HistoryConfig{folder.file(), {}, 1s}, log);
    writer->recorder().on_ups_added("a", "/dev/ttyS0");
    {
        const FullDisk full;
        writer->recorder().on_event("a", LogLevel::info, "before");
        writer->recorder().on_state("a", State::online);
        for (int i = 0; i < 150; ++i) writer->recorder().on_event("a", LogLevel::info, std::string(400, 'x'));
        tell(writer->recorder(), 100);
        writer->start();
        REQUIRE(log.wait_for("history: " + folder.file()));
        writer->recorder().on_state("a", State::on_battery);
    }
    CHECK(log.wait_for("is written again"));
    CHECK(log.count("history: " + folder.file()) == 1);
    CHECK(writer->finish(10s));
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const history::Record record = history::read(folder.file(), now - 1h, now + 1min, "a");
    REQUIRE(record.events.size() == 151);
    CHECK(record.events[0].text == "before");
    CHECK_FALSE(history::points(record, "ups.load").empty());
}

}  // namespace
}  // namespace upsmd::daemon
