#include "posix-sim/sim/faults.h"

#include <algorithm>
#include <utility>

#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kGarbageLength = 20;
constexpr double kLargestCount = 4096;

bool bad(std::string& error, std::string_view what, std::string_view word) {
    error = std::string(what) + " \"" + std::string(word) + '"';
    return false;
}

// An optional count; `fallback` when there is none.
bool read_count(std::string_view text, std::size_t fallback, std::size_t& count, std::string& error) {
    count = fallback;
    if (text.empty()) return true;
    const auto value = to_number(text);
    if (!value || *value < 1 || *value > kLargestCount) return bad(error, "not a number of bytes:", text);
    count = static_cast<std::size_t>(*value);
    return true;
}

}  // namespace

Bytes Faults::random_bytes(std::size_t count) {
    Bytes out(count);
    std::generate(out.begin(), out.end(), [this] { return random_.byte(); });
    return out;
}

Bytes Faults::pass(std::span<const std::uint8_t> command, Bytes reply) {
    const Bytes key(command.begin(), command.end());
    if (const auto found = replies_.find(key); found != replies_.end()) reply = found->second;
    if (stale_) std::swap(reply, previous_);
    if (reply.empty() && !echo_) return reply;
    if (garbage_) reply = random_bytes(*std::exchange(garbage_, std::nullopt));
    if (truncated_) {
        const std::size_t asked = *std::exchange(truncated_, std::nullopt);
        reply.resize(asked == 0 ? reply.size() / 2 : std::min(asked, reply.size()));
    }
    if (prefix_) {
        Bytes with_prefix = random_bytes(*std::exchange(prefix_, std::nullopt));
        with_prefix.insert(with_prefix.end(), reply.begin(), reply.end());
        reply = std::move(with_prefix);
    }
    if (std::exchange(duplicate_, false)) {
        const Bytes copy = reply;
        reply.insert(reply.end(), copy.begin(), copy.end());
    }
    if (echo_) reply.insert(reply.begin(), key.begin(), key.end());
    if (silent_) reply.clear();
    return reply;
}

bool Faults::apply_switch(bool& value, std::string_view word, std::string_view rest, std::string& error) {
    const auto wanted = to_switch(rest);
    if (!wanted) {
        error = std::string(word) + ": not on or off: \"" + std::string(rest) + '"';
        return false;
    }
    value = *wanted;
    if (word == "stale") previous_.clear();
    return true;
}

bool Faults::apply_reply(std::string_view rest, std::string& error) {
    const auto [command, text] = split_word(rest);
    if (command.empty()) return bad(error, "reply: no command in", rest);
    if (command == "clear" && text.empty()) {
        replies_.clear();
        return true;
    }
    const auto key = unescape(command);
    if (!key) return bad(error, "reply: bad escape in", command);
    if (text.empty()) {
        if (replies_.erase(*key) == 0) return bad(error, "reply: nothing set for", command);
        return true;
    }
    const auto bytes = unescape(text);
    if (!bytes) return bad(error, "reply: bad escape in", text);
    replies_[*key] = *bytes;
    return true;
}

bool Faults::apply_once(std::string_view word, std::string_view rest, std::string& error) {
    const auto [first, second] = split_word(rest);
    std::size_t count = 0;
    if (word == "garbage" && first == "prefix") {
        if (!read_count(second, kGarbageLength, count, error)) return false;
        prefix_ = count;
        return true;
    }
    if (!read_count(rest, word == "garbage" ? kGarbageLength : 0, count, error)) return false;
    (word == "garbage" ? garbage_ : truncated_) = count;
    return true;
}

bool Faults::apply(std::string_view word, std::string_view rest, bool& handled, std::string& error) {
    handled = true;
    if (word == "silent") return apply_switch(silent_, word, rest, error);
    if (word == "deaf") return apply_switch(deaf_, word, rest, error);
    if (word == "echo") return apply_switch(echo_, word, rest, error);
    if (word == "stale") return apply_switch(stale_, word, rest, error);
    if (word == "reply") return apply_reply(rest, error);
    if (word == "garbage" || word == "truncated") return apply_once(word, rest, error);
    if (word == "duplicate") {
        duplicate_ = true;
        return rest.empty() || bad(error, "duplicate: unexpected", rest);
    }
    if (word == "delay") {
        const auto milliseconds = to_number(rest);
        if (!milliseconds || *milliseconds < 0 || *milliseconds > 3.6e6) return bad(error, "delay: not milliseconds:", rest);
        delay_ = Duration(static_cast<Duration::rep>(*milliseconds * 1000));
        return true;
    }
    handled = false;
    return true;
}

}  // namespace upsmd::sim
