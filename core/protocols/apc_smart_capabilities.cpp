#include "core/protocols/apc_smart_capabilities.h"

#include "core/protocols/apc_smart_memory.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

constexpr std::string_view kNotData = "\r\n|&$!%+?=";
constexpr std::size_t kHead = 4;

}  // namespace

Capabilities::Capabilities(Bytes reply) {
    std::size_t size = 0;
    for (const std::uint8_t byte : reply) {
        const char c = static_cast<char>(byte);
        if (byte == 0 || kNotData.find(c) != std::string_view::npos) continue;
        if (size == kMaxText) break;
        text_[size++] = c;
    }
    rest_ = {text_.data(), size};
    // Anything but the mark in front: not a capability string.
    if (rest_.empty() || rest_.front() != '#') rest_ = {};
}

std::optional<CapabilityGroup> Capabilities::next() {
    while (!rest_.empty() && rest_.front() == '#') rest_.remove_prefix(1);
    if (rest_.size() < kHead) return std::nullopt;
    CapabilityGroup group;
    group.letter = rest_[0];
    group.locale = rest_[1];
    const int count = rest_[2] - '0';
    const int width = rest_[3] - '0';
    if (count > 0 && width > 0) {
        group.count = static_cast<std::size_t>(count);
        group.width = static_cast<std::size_t>(width);
    }
    rest_.remove_prefix(kHead);
    const std::size_t size = group.count * group.width;
    if (size > rest_.size()) {
        rest_ = {};
        return std::nullopt;
    }
    group.values = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return group;
}

Verdict capabilities(Bytes reply, Decoded& out) {
    if (ReplyText(reply).view() == "NA") return Verdict::unsupported;
    if (!Capabilities(reply).next()) return Verdict::rejected;
    Capabilities all(reply);
    remember_groups(out.memory, all);
    return Verdict::ok;
}

}  // namespace upsmd::apc
