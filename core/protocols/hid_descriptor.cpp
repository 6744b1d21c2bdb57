#include "core/protocols/hid_descriptor.h"

#include <algorithm>
#include <cstddef>

namespace upsmd {
namespace {

// More than any power device has; what has more is refused.
constexpr std::size_t kDeepest = 12;        // collections in each other
constexpr std::size_t kMostUsages = 32;     // of one item; further ones are as the last
constexpr std::size_t kMostStates = 4;      // pushed
constexpr std::uint32_t kMostBits = 2048;   // of a report

// An item's tag and type, without its size.
enum : unsigned {
    kInput = 0x80, kOutput = 0x90, kCollection = 0xA0, kFeature = 0xB0, kEndCollection = 0xC0,
    kUsagePage = 0x04, kMinimum = 0x14, kMaximum = 0x24, kExponent = 0x54, kUnit = 0x64, kSize = 0x74,
    kReport = 0x84, kCount = 0x94, kPush = 0xA4, kPop = 0xB4,
    kUsage = 0x08,
};
constexpr unsigned kLongItem = 0xFE;

struct Item {
    unsigned tag = 0;
    std::uint32_t value = 0;
    std::int32_t signed_value = 0;
    unsigned size = 0;
};

struct Globals {
    std::uint32_t page = 0;
    std::int32_t minimum = 0;
    std::int32_t signed_maximum = 0;
    std::uint32_t maximum = 0;
    std::uint32_t unit = 0;
    int exponent = 0;
    std::uint32_t size = 0;
    std::uint32_t count = 0;
    std::uint8_t report = 0;
};

class Parser {
  public:
    Parser(HidReader& reader, HidSizes& sizes) : reader_(reader), sizes_(sizes) {}

    bool run(Bytes bytes);

  private:
    bool take(const Item& item);
    bool take_main(const Item& item);
    bool take_global(const Item& item);
    void take_usage(const Item& item);
    bool open(const Item& item);
    bool take_feature();

    HidReader& reader_;
    HidSizes& sizes_;
    Globals now_;
    std::array<Globals, kMostStates> pushed_{};
    std::size_t pushed_count_ = 0;
    std::array<HidNode, kDeepest> collections_{};
    std::size_t depth_ = 0;
    std::array<std::uint32_t, kMostUsages> usages_{};
    std::size_t usage_count_ = 0;
};

bool Parser::run(Bytes bytes) {
    while (!bytes.empty()) {
        const unsigned prefix = bytes[0];
        if (prefix == kLongItem) {
            const std::size_t length = bytes.size() < 3 ? bytes.size() : 3U + bytes[1];
            if (length >= bytes.size()) return false;
            bytes = bytes.subspan(length);
            continue;
        }
        Item item;
        item.size = (prefix & 3U) == 3 ? 4 : prefix & 3U;
        item.tag = prefix & ~3U;
        if (bytes.size() < 1 + item.size) return false;
        for (unsigned i = 0; i < item.size; ++i) item.value |= static_cast<std::uint32_t>(bytes[1 + i]) << (8 * i);
        const unsigned missing = item.size == 0 ? 0 : 32 - 8 * item.size;
        item.signed_value = static_cast<std::int32_t>(item.value << missing) >> missing;
        if (!take(item)) return false;
        bytes = bytes.subspan(1 + item.size);
    }
    return depth_ == 0;
}

bool Parser::take(const Item& item) {
    switch (item.tag & 0x0CU) {
        case 0x00: {
            const bool good = take_main(item);
            usage_count_ = 0;
            return good;
        }
        case 0x04: return take_global(item);
        case 0x08:
            if (item.tag == kUsage) take_usage(item);
            return true;
        default: return true;
    }
}

bool Parser::take_main(const Item& item) {
    switch (item.tag) {
        case kCollection: return open(item);
        case kEndCollection: return depth_-- > 0;
        case kFeature: return take_feature();
        case kInput:
        case kOutput:
        default: return true;
    }
}

bool Parser::open(const Item& item) {
    constexpr std::uint32_t kNumbered = 0x80;
    if (depth_ == kDeepest) return false;
    HidNode& node = collections_[depth_++];
    node.usage = usage_count_ > 0 ? usages_[usage_count_ - 1] : 0;
    node.index = item.value >= kNumbered && item.value <= 0xFF ? static_cast<std::uint8_t>(item.value & 0x7FU) : 0;
    return true;
}

bool Parser::take_global(const Item& item) {
    switch (item.tag) {
        case kUsagePage: now_.page = item.value & 0xFFFFU; break;
        case kMinimum: now_.minimum = item.signed_value; break;
        case kMaximum:
            now_.signed_maximum = item.signed_value;
            now_.maximum = item.value;
            break;
        case kExponent: now_.exponent = static_cast<int>(item.value & 0xFU) - ((item.value & 8U) != 0 ? 16 : 0); break;
        case kUnit: now_.unit = item.value; break;
        case kSize: now_.size = item.value; break;
        case kReport: now_.report = static_cast<std::uint8_t>(item.value & 0xFFU); break;
        case kCount: now_.count = item.value; break;
        case kPush:
            if (pushed_count_ == kMostStates) return false;
            pushed_[pushed_count_++] = now_;
            break;
        case kPop:
            if (pushed_count_ == 0) return false;
            now_ = pushed_[--pushed_count_];
            break;
        default: break;
    }
    return true;
}

void Parser::take_usage(const Item& item) {
    if (usage_count_ == kMostUsages) return;
    usages_[usage_count_++] = item.size == 4 ? item.value : (now_.page << 16U) | (item.value & 0xFFFFU);
}

bool Parser::take_feature() {
    std::uint16_t& used = sizes_[now_.report];
    if (now_.size > kMostBits || now_.count > kMostBits || used + now_.size * now_.count > kMostBits) return false;
    HidField field;
    field.collections = {collections_.data(), depth_};
    field.report = now_.report;
    field.size = static_cast<std::uint8_t>(std::min<std::uint32_t>(now_.size, 255));
    field.minimum = now_.minimum;
    // Some write 65534 as two bytes beside a minimum of -1.
    const bool is_signed = now_.minimum < 0 && now_.signed_maximum >= now_.minimum;
    field.maximum = is_signed ? std::int64_t{now_.signed_maximum} : std::int64_t{now_.maximum};
    field.unit = now_.unit;
    field.exponent = now_.exponent;
    for (std::uint32_t i = 0; i < now_.count; ++i) {
        field.bit = used;
        used = static_cast<std::uint16_t>(used + now_.size);
        // Without a usage it is padding.
        if (usage_count_ == 0 || now_.size == 0 || now_.size > 32) continue;
        field.usage = usages_[std::min<std::size_t>(i, usage_count_ - 1)];
        reader_.on_feature(field);
    }
    return true;
}

}  // namespace

bool read_hid_descriptor(Bytes descriptor, HidReader& reader, HidSizes& sizes) {
    sizes.fill(0);
    return !descriptor.empty() && Parser(reader, sizes).run(descriptor);
}

}  // namespace upsmd
