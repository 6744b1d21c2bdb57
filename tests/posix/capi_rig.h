// Contexts of libupsmd, and what their callbacks were told.
#pragma once

#include <poll.h>
#include <upsmd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace upsmd::test {

// One event, or the end of a control (kind "done").
struct Told {
    upsmd_ups* ups = nullptr;
    std::string what;
    bool operator==(const Told&) const = default;
};

class Ear {
  public:
    static void on_event(upsmd_ups* ups, const upsmd_event* event, void* user) {
        static_cast<Ear*>(user)->hear(ups, words(*event));
    }
    static void on_done(upsmd_ups* ups, upsmd_error result, const char* text, void* user) {
        static_cast<Ear*>(user)->hear(ups, "done " + std::to_string(result) + " " + text);
    }

    // "state ONLINE", "value ups.status OL", "complete", "port 0", "sent NAME", "notice TEXT", "dropped".
    static std::string words(const upsmd_event& event) {
        const std::string text = event.text != nullptr ? event.text : "-";
        switch (event.kind) {
            case UPSMD_EVENT_STATE: return "state " + text;
            case UPSMD_EVENT_VALUE: return std::string("value ") + event.name + " " + text;
            case UPSMD_EVENT_COMPLETE: return "complete";
            case UPSMD_EVENT_PORT: return "port " + std::to_string(event.error);
            case UPSMD_EVENT_SENT: return std::string("sent ") + event.name;
            case UPSMD_EVENT_NOTICE: return "notice " + text;
            case UPSMD_EVENT_DROPPED: return "dropped";
        }
        return "?";
    }

    void hear(upsmd_ups* ups, std::string what) {
        const std::lock_guard lock(mutex_);
        told_.push_back({ups, std::move(what)});
    }

    // Where it was heard; -1: it was not. ups may be nullptr: of any. what: its beginning.
    std::ptrdiff_t place(const std::string& what, const upsmd_ups* ups = nullptr) const {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(told_.begin(), told_.end(), [&](const Told& told) {
            return told.what.starts_with(what) && (ups == nullptr || told.ups == ups);
        });
        return found == told_.end() ? -1 : found - told_.begin();
    }
    bool heard(const std::string& what, const upsmd_ups* ups = nullptr) const { return place(what, ups) >= 0; }
    std::size_t count(const std::string& what) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(
            std::count_if(told_.begin(), told_.end(), [&](const Told& told) { return told.what.starts_with(what); }));
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return told_.size();
    }

  private:
    mutable std::mutex mutex_;
    std::vector<Told> told_;
};

class Context {
  public:
    Context() { REQUIRE(upsmd_new(&context_) == UPSMD_OK); }
    ~Context() { upsmd_free(context_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    upsmd_context* get() const { return context_; }
    // Frees it before its time.
    upsmd_error free() { return upsmd_free(std::exchange(context_, nullptr)); }

    std::string error() const {
        std::string text(upsmd_last_error(context_, nullptr, 0) + 1, '\0');
        upsmd_last_error(context_, text.data(), text.size());
        text.pop_back();
        return text;
    }

    upsmd_ups* open(const std::string& port, Ear& ear, const char* protocol = "megatec") const {
        upsmd_options* options = nullptr;
        REQUIRE(upsmd_options_new(&options) == UPSMD_OK);
        CHECK(upsmd_options_set(options, "protocol", protocol) == UPSMD_OK);
        upsmd_ups* ups = nullptr;
        INFO(port);
        CHECK(upsmd_open(context_, port.c_str(), options, &Ear::on_event, &ear, &ups) == UPSMD_OK);
        upsmd_options_free(options);
        REQUIRE(ups != nullptr);
        return ups;
    }

    bool readable(int milliseconds) const {
        pollfd wanted{upsmd_fd(context_), POLLIN, 0};
        return ::poll(&wanted, 1, milliseconds) == 1;
    }

    // Until it has happened; false: not within 30 s.
    template <typename Predicate>
    bool process_until(const Predicate& happened) const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!happened()) {
            if (std::chrono::steady_clock::now() >= end) return false;
            if (readable(100) && upsmd_process(context_) != UPSMD_OK) return false;
        }
        return true;
    }

  private:
    upsmd_context* context_ = nullptr;
};

}  // namespace upsmd::test
