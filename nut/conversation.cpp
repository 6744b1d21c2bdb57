#include "nut/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace upsmd::nut {
namespace {

// The id of `… TRACKING id` at this place; nullopt where the words are others.
std::optional<std::string> tracking_at(const Words& words, std::size_t at) {
    if (words.size() != at + 2 || !is_same_name(words[at], "TRACKING")) return std::nullopt;
    return words[at + 1];
}

bool is_plain(const std::string& id) {
    return !id.empty() && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

}  // namespace

Conversation::Conversation(const Publication& publication, Orders& orders, long number,
                           std::function<void(std::string_view)> send)
    : publication_(publication),
      orders_(orders),
      number_(number),
      send_(std::make_shared<std::function<void(std::string_view)>>(std::move(send))) {}

void Conversation::feed(std::string_view bytes) {
    // A line with a fault is none: half of an order must not be carried out.
    reader_.feed(bytes, [this](const Words& words, std::string_view error, std::size_t) {
        if (error.empty() && !over_) take(words);
    });
}

void Conversation::take(const Words& words) {
    const std::string& what = words.front();
    if (is_same_name(what, "PING")) return (*send_)("PONG\n");
    if (is_same_name(what, "DUMPALL")) return (*send_)(publication_.dump());
    if (is_same_name(what, "DUMPSTATUS")) return (*send_)(publication_.dump("ups.status"));
    if (is_same_name(what, "DUMPVALUE") && words.size() == 2) return (*send_)(publication_.dump(words[1]));
    if (is_same_name(what, "GETPID")) return (*send_)(fmt::format("PID {}\n", number_));
    if (is_same_name(what, "INSTCMD")) return take_command(words);
    if (is_same_name(what, "SET")) return take_set(words);
    if (is_same_name(what, "NOBROADCAST")) wants_changes_ = false;
    if (is_same_name(what, "BROADCAST")) {
        int wanted = 1;
        if (words.size() > 1) std::from_chars(words[1].data(), words[1].data() + words[1].size(), wanted);
        wants_changes_ = wanted >= 1;
    }
    if (is_same_name(what, "LOGOUT")) {
        over_ = true;
        (*send_)("OK Goodbye\n");
    }
}

void Conversation::take_command(const Words& words) {
    if (words.size() == 2) return orders_.command(words[1], std::nullopt, answer(std::nullopt));
    if (words.size() == 3) return orders_.command(words[1], words[2], answer(std::nullopt));
    if (const auto id = tracking_at(words, 2)) return orders_.command(words[1], std::nullopt, answer(id));
    if (const auto id = tracking_at(words, 3)) return orders_.command(words[1], words[2], answer(id));
}

void Conversation::take_set(const Words& words) {
    if (words.size() == 3) return orders_.set(words[1], words[2], answer(std::nullopt));
    if (const auto id = tracking_at(words, 3)) return orders_.set(words[1], words[2], answer(id));
}

Orders::Done Conversation::answer(const std::optional<std::string>& tracking) {
    if (!tracking || !is_plain(*tracking)) return [](Outcome) {};
    return [send = std::weak_ptr(send_), id = *tracking](Outcome outcome) {
        if (const auto alive = send.lock()) (*alive)(fmt::format("TRACKING {} {}\n", id, static_cast<int>(outcome)));
    };
}

}  // namespace upsmd::nut
