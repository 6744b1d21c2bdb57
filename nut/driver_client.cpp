#include "nut/driver_client.h"

#include <algorithm>
#include <utility>

namespace upsmd::nut {
namespace {

constexpr Duration kFirstPause = 500ms;
constexpr Duration kLongestPause = 10s;
// A connection that held for so long was a good one.
constexpr Duration kSteady = 10s;
// NUT's server with its default MAXAGE of 15 s.
constexpr Duration kSilenceBeforePing = 5s;
constexpr Duration kSilenceBeforeEnd = 15s;

}  // namespace

DriverClient::DriverClient(std::function<void()> on_change, Time now)
    : on_change_(std::move(on_change)), deadline_(now), pause_(kFirstPause) {}

DriverClient::Act DriverClient::on_time(Time now) {
    if (now < deadline_) return Act::nothing;
    switch (phase_) {
        case Phase::idle:
            phase_ = Phase::connecting;
            deadline_ = now + kSilenceBeforeEnd;
            return Act::connect;
        case Phase::connecting:
            on_ended("the driver takes no connection", now);
            return Act::close;
        case Phase::connected:
            break;
    }
    const bool silent = now - heard_at_ >= kSilenceBeforeEnd;
    if (silent || (link_ != Link::up && now - connected_at_ >= kSilenceBeforeEnd)) {
        on_ended(silent ? "the driver does not answer" : "the driver answers, but tells nothing whole", now);
        return Act::close;
    }
    if (now - std::max(heard_at_, pinged_at_) >= kSilenceBeforePing) {
        output_ += "PING\n";
        pinged_at_ = now;
    }
    deadline_ = std::min(std::max(heard_at_, pinged_at_) + kSilenceBeforePing, heard_at_ + kSilenceBeforeEnd);
    return Act::nothing;
}

void DriverClient::on_connected(Time now) {
    phase_ = Phase::connected;
    reader_ = WordReader();
    dump_ = UpsMirror();
    output_ = "DUMPALL\n";
    connected_at_ = heard_at_ = pinged_at_ = now;
    deadline_ = now + kSilenceBeforePing;
}

void DriverClient::on_ended(const std::string& why, Time now) {
    const bool was_steady = phase_ == Phase::connected && link_ == Link::up && now - connected_at_ >= kSteady;
    if (was_steady) pause_ = kFirstPause;
    phase_ = Phase::idle;
    output_.clear();
    deadline_ = now + pause_;
    pause_ = std::min(pause_ * 2, kLongestPause);
    const bool changed = link_ != Link::down || error_ != why;
    link_ = Link::down;
    error_ = why;
    if (changed) on_change_();
}

void DriverClient::try_at_once(Time now) {
    if (phase_ != Phase::idle) return;
    pause_ = kFirstPause;
    deadline_ = now;
}

std::string DriverClient::take_output() { return std::exchange(output_, std::string()); }

void DriverClient::on_bytes(std::string_view bytes, Time now) {
    reader_.feed(bytes, [this, now](const Words& words, std::string_view error, std::size_t) {
        if (error.empty()) take(words, now);
    });
}

void DriverClient::take(const Words& words, Time now) {
    UpsMirror& mirror = link_ == Link::up ? mirror_ : dump_;
    if (!mirror.apply(words)) return;
    heard_at_ = now;
    if (link_ == Link::up)
        on_change_();
    else if (mirror.dumped())
        end_dump();
}

void DriverClient::end_dump() {
    mirror_ = std::exchange(dump_, UpsMirror());
    link_ = Link::up;
    error_.clear();
    on_change_();
}

}  // namespace upsmd::nut
