// Shared by the APC smart tests: raw bytes through the one decode path, and a session whose every byte is the
// test's own.
#pragma once

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/protocols/apc_smart.h"
#include "core/session.h"

namespace upsmd::testing {

using namespace std::string_literals;

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Reply {
    Verdict verdict = Verdict::rejected;
    Decoded decoded;

    std::string value(Variable variable) const {
        const Value* const found = decoded.find(variable);
        return found == nullptr ? "(none)" : found->present() ? found->to_string() : "(absent)";
    }
    std::string status() const { return decoded.status ? decoded.status->to_string() : "(none)"; }
    bool knows(char letter) const {
        return decoded.commands && decoded.commands->test(static_cast<std::uint8_t>(letter));
    }
};

inline Reply decode(std::string_view query, std::string_view raw) {
    const Query* const row = find_query(kApcSmart, query);
    INFO("query " << query);
    REQUIRE(row != nullptr);
    Reply reply;
    reply.verdict = decode_raw(kApcSmart, *row, bytes_of(raw), reply.decoded);
    return reply;
}

inline std::set<std::string> words(std::string_view text) {
    std::set<std::string> result;
    std::string word;
    for (const char c : std::string(text) + ' ') {
        if (c != ' ')
            word += c;
        else if (!word.empty())
            result.insert(std::exchange(word, {}));
    }
    return result;
}

struct Sent {
    Time at;
    std::string bytes;
    bool operator==(const Sent&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Sent& sent) {
    return out << sent.at.time_since_epoch().count() / 1000 << " ms '" << sent.bytes << "'";
}

// A session on virtual time with a unit that answers at once.
class Bench {
  public:
    explicit Bench(std::vector<std::pair<std::string, std::string>> answers, const Settings& settings = {})
        : answers_(std::move(answers)), settings_(settings) {
        session_.on_port_open({}, now_);
        run(10s);
    }

    // Wakes the session whenever it wants to be, and plays the unit.
    void run(Duration duration) {
        const Time end = now_ + duration;
        collect();
        while (session_.deadline() <= end) {
            now_ = std::max(now_, session_.deadline());
            session_.on_time(now_);
            collect();
        }
        now_ = end;
    }
    void receive(std::string_view bytes) {
        session_.on_bytes(bytes_of(bytes), now_);
        collect();
    }
    void answer(std::string command, std::string reply) {
        for (auto& [known, text] : answers_)
            if (known == command) {
                text = std::move(reply);
                return;
            }
        answers_.emplace_back(std::move(command), std::move(reply));
    }
    Result<void> request(Control control, std::chrono::seconds delay = 0s) {
        sent_.clear();
        ControlRequest request;
        request.control = control;
        request.delay = delay;
        auto result = session_.request(request, now_);
        collect();
        return result;
    }
    // What was sent since the request and is no question of the table.
    std::vector<Sent> acted() const {
        std::vector<Sent> result;
        for (const Sent& sent : sent_) {
            bool question = sent.bytes == "Y" || sent.bytes == "\x1B";
            for (const Query& query : kApcSmart.queries) question = question || query.send == sent.bytes;
            if (!question) result.push_back(sent);
        }
        return result;
    }
    std::string acted_bytes() const {
        std::string result;
        for (const Sent& sent : acted()) result += sent.bytes;
        return result;
    }
    Session& session() { return session_; }
    Time now() const { return now_; }
    const std::vector<Sent>& sent() const { return sent_; }
    std::string value(Variable variable) const { return session_.reading().get(variable).to_string(); }

  private:
    void collect() {
        while (!session_.to_send().empty()) {
            const std::string bytes(session_.to_send().begin(), session_.to_send().end());
            session_.sent();
            sent_.push_back({now_, bytes});
            session_.on_bytes(bytes_of(answer_to(bytes)), now_);
        }
    }
    // What the table does not say: NA to a question, nothing to everything else.
    std::string answer_to(const std::string& bytes) const {
        for (const auto& [command, reply] : answers_)
            if (command == bytes) return reply;
        for (const Query& query : kApcSmart.queries)
            if (query.send == bytes && query.schedule != Schedule::never) return "NA\r\n";
        return {};
    }

    std::vector<std::pair<std::string, std::string>> answers_;
    Settings settings_;
    Session session_{kApcSmart, settings_};
    Time now_{Duration{0}};
    std::vector<Sent> sent_;
};

// A Smart-UPS of the third generation. Q and p as asked for.
inline std::vector<std::pair<std::string, std::string>> smart_ups(const std::string& status,
                                                                  const std::string& grace) {
    return {{"Y", "SM\r\n"},
            {"Q", status + "\r\n"},
            {"V", "DWI\r\n"},
            {"b", "21.3.I\r\n"},
            {"a", "3.!$%+?=#|.\x01\x0E\x1A')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~\r\n"},
            {"p", grace + "\r\n"},
            {"f", "100.0\r\n"},
            {"L", "231.8\r\n"}};
}

}  // namespace upsmd::testing
