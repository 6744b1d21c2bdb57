#include "daemon/history_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "history/damaged.h"
#include "platform/clock.h"

namespace upsmd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto kHeartbeat = 5min;          // below history::kLag
constexpr auto kOnBattery = 10s;           // the next minute may not come
constexpr auto kGathering = 500ms;         // what belongs to a change of state comes with the same replies
constexpr auto kRetry = 30s;
constexpr auto kSettled = 1h;              // a clock that was set wrongly is mostly set right within that

static_assert(kHeartbeat < history::kLag);

bool is_empty(const history::Batch& batch) { return batch.size() == 0; }

}  // namespace

HistoryWriter::HistoryWriter(HistoryConfig config, Log& log)
    : config_(std::move(config)), log_(log), recorder_(read_clocks, [this] {
          const std::lock_guard lock(mutex_);
          urgent_ = true;
          wake_.notify_all();
      }) {}

void HistoryWriter::start() {
    thread_.start([self = shared_from_this()] { self->run(); });
}

bool HistoryWriter::finish(std::chrono::milliseconds limit) {
    recorder_.end();
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        wake_.notify_all();
    }
    if (thread_.join_for(limit)) return true;
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    return false;
}

void HistoryWriter::run() {
    try {
        for (bool ending = false; !ending;) {
            {
                const std::lock_guard lock(mutex_);
                ending = ending_;
            }
            if (store_ || ending || system_clock().now() >= next_try_) write();
            if (!ending) wait();
        }
        store_.reset();
    } catch (const std::exception& error) {  // out of memory, at worst: the daemon goes on without its history
        complain({ErrorCode::io, std::string("the history ends: ") + error.what()});
    }
}

void HistoryWriter::wait() {
    const Duration interval =
        recorder_.any_on_battery() ? std::min<Duration>(kOnBattery, config_.write_interval) : config_.write_interval;
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, interval, [this] { return urgent_ || ending_; });
    if (urgent_ && !ending_) wake_.wait_for(lock, kGathering, [this] { return ending_; });
    urgent_ = false;
}

bool HistoryWriter::open() {
    if (store_) return true;
    auto opened = history::Store::open(config_.file, config_.limits);
    if (!opened && opened.error().code == ErrorCode::malformed) {
        complain(opened.error());
        const Result<std::string> aside = history::move_aside(config_.file);
        if (!aside) {
            complain(aside.error());
            return false;
        }
        say(LogLevel::error, "the damaged file is now " + *aside + "; a new one begins");
        told_.clear();
        opened = history::Store::open(config_.file, config_.limits);
    }
    if (!opened) {
        complain(opened.error());
        return false;
    }
    store_ = std::move(*opened);
    return true;
}

void HistoryWriter::say(LogLevel level, const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (!abandoned_) log_.write(level, "history: " + text);
}

void HistoryWriter::complain(const Error& error) {
    if (error.message != told_) say(LogLevel::error, error.message);
    told_ = error.message;
}

void HistoryWriter::write() {
    next_try_ = system_clock().now() + kRetry;
    if (!open()) return;
    // A batch that failed goes first and alone; meanwhile the recorder holds what comes, as far as it may.
    if (!is_empty(failed_) && !append(std::exchange(failed_, {}))) return;
    history::Batch batch = recorder_.take();
    if (is_empty(batch)) {
        if (batch.alive.empty()) return;
        // On battery each sign of life counts: it tells when the power went.
        if (!recorder_.any_on_battery() && system_clock().now() < last_written_ + kHeartbeat) return;
    }
    if (append(std::move(batch))) tidy();
}

bool HistoryWriter::append(history::Batch batch) {
    const Result<void> written = store_->append(batch);
    if (written) {
        last_written_ = system_clock().now();
        if (!std::exchange(told_, "").empty()) say(LogLevel::info, "is written again");
        if (const std::size_t lost = recorder_.take_lost(); lost > 0)
            say(LogLevel::warning, fmt::format("{} values were lost meanwhile", lost));
        return true;
    }
    complain(written.error());
    failed_ = std::move(batch);
    if (written.error().code == ErrorCode::malformed) store_.reset();
    return false;
}

void HistoryWriter::tidy() {
    const Result<void> bounded = store_->bound();
    if (!bounded) return complain(bounded.error());
    if (recorder_.clock_settled_for() < kSettled) return;
    const Result<bool> tidied = store_->tidy(recorder_.wall());
    if (!tidied) complain(tidied.error());
}

}  // namespace upsmd::daemon
