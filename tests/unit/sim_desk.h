// A simulated UPS on virtual time for the simulator's own tests: commands in, bytes and log out, no cable between.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class Desk {
  public:
    explicit Desk(std::string_view protocol, const Options& options = {}, std::uint64_t seed = 1) {
        std::string error;
        ups = make_ups(protocol, options, seed, error);
        INFO(error);
        REQUIRE(ups != nullptr);
    }

    // What the UPS has sent by `length` later, alerts included.
    std::string after(Duration length) {
        const Time end = now + length;
        std::string out;
        for (Time next = ups->deadline(); next <= end; next = ups->deadline()) {
            now = std::max(now, next);
            collect(out);
        }
        now = end;
        collect(out);
        return out;
    }

    std::string ask(std::string_view bytes, Duration length = 3s) {
        ups->on_bytes(to_bytes(bytes), now);
        return after(length);
    }

    void command(std::string_view text) {
        std::string error;
        const bool good = ups->apply(text, now, error);
        INFO(error);
        REQUIRE(good);
        keep_log();
    }

    std::string refused(std::string_view text) {
        std::string error;
        REQUIRE_FALSE(ups->apply(text, now, error));
        return error;
    }

    // The text of every command executed so far, one a line.
    std::string executed() {
        keep_log();
        return executed_;
    }

    std::unique_ptr<Ups> ups;
    Time now{};

  private:
    void collect(std::string& out) {
        ups->on_time(now);
        const Bytes bytes = ups->take_output(now);
        out.append(bytes.begin(), bytes.end());
        keep_log();
    }
    void keep_log() {
        for (const LogEntry& entry : ups->take_log()) {
            if (entry.kind == LogKind::kExecuted) executed_ += entry.text + "\n";
        }
    }

    std::string executed_;
};

}  // namespace upsmd::sim
