// The two check bytes behind the commands and replies of Voltronic inverters: CRC-16, polynomial 1021h, start 0, high byte
// first, over everything before them. A check byte that would disturb the line (0A, 0D, 28) is sent one higher.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace upsmd {

constexpr std::array<std::uint8_t, 2> voltronic_check(std::string_view text) {
    std::uint32_t crc = 0;
    for (const char c : text) {
        crc ^= static_cast<std::uint32_t>(static_cast<std::uint8_t>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            const bool carry = (crc & 0x8000U) != 0;
            crc = (crc << 1U & 0xFFFFU) ^ (carry ? 0x1021U : 0U);
        }
    }
    std::array<std::uint8_t, 2> check{static_cast<std::uint8_t>(crc >> 8U), static_cast<std::uint8_t>(crc & 0xFFU)};
    for (std::uint8_t& byte : check)
        if (byte == 0x0A || byte == 0x0D || byte == 0x28) ++byte;
    return check;
}

// A whole command: its text, the check bytes, CR.
template <std::size_t size>
struct CheckedCommand {
    constexpr explicit CheckedCommand(const char (&text)[size]) {
        for (std::size_t i = 0; i + 1 < size; ++i) bytes[i] = text[i];
        const auto check = voltronic_check({text, size - 1});
        bytes[size - 1] = static_cast<char>(check[0]);
        bytes[size] = static_cast<char>(check[1]);
        bytes[size + 1] = '\r';
    }
    constexpr operator std::string_view() const { return {bytes.data(), bytes.size()}; }

    std::array<char, size + 2> bytes{};
};

}  // namespace upsmd
