#include "platform/module_kind.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace upsmd {
namespace {

constexpr std::size_t kHead = 64;  // of both kinds of file

using Head = std::array<unsigned char, kHead>;

std::uint32_t little(const unsigned char* at, int bytes) {
    std::uint32_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8U | at[i];
    return value;
}

Error malformed(const std::string& path, std::string_view why) {
    return {ErrorCode::malformed, fmt::format("{}: {}", path, why), 0};
}

Error other_machine(const std::string& path, std::uint32_t machine) {
    return {ErrorCode::unsupported, fmt::format("{}: made for another machine (0x{:04x})", path, machine), 0};
}

Result<unsigned> elf_bits(const std::string& path, const Head& head) {
    constexpr std::size_t kClass = 4, kOrder = 5, kMachine = 18;
    constexpr unsigned char kLittleEndian = 1;
    if (head[kOrder] != kLittleEndian) return malformed(path, "an ELF file of another byte order");
    switch (const std::uint32_t machine = little(&head[kMachine], 2)) {
        case 3:     // i386
        case 62:    // x86-64
        case 40:    // ARM
        case 183:   // AArch64
            break;
        default: return other_machine(path, machine);
    }
    if (head[kClass] == 1) return 32U;
    if (head[kClass] == 2) return 64U;
    return malformed(path, "an ELF file of an unknown class");
}

bool read(std::ifstream& file, std::uint32_t at, unsigned char* to, std::size_t size) {
    file.clear();
    file.seekg(at);
    file.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(size));
    return static_cast<bool>(file);
}

// The word size stands after the DOS header, at the place that this one's last field names.
Result<unsigned> pe_bits(const std::string& path, const Head& head, std::ifstream& file) {
    constexpr std::size_t kOffset = 60;
    std::array<unsigned char, 6> mark{};
    const std::uint32_t at = little(&head[kOffset], 4);
    if (!read(file, at, mark.data(), mark.size())) return malformed(path, "cut short: no PE header");
    if (std::memcmp(mark.data(), "PE\0\0", 4) != 0) return malformed(path, "a DOS program, no Windows module");
    switch (const std::uint32_t machine = little(&mark[4], 2)) {
        case 0x014C: return 32U;
        case 0x8664: return 64U;
        default: return other_machine(path, machine);
    }
}

}  // namespace

Result<unsigned> module_bits(const std::string& path) {
    errno = 0;
    std::ifstream file(std::filesystem::path(std::u8string(path.begin(), path.end())), std::ios::binary);
    if (!file) {
        const int number = errno;
        const ErrorCode code = number == ENOENT ? ErrorCode::not_found : number == EACCES ? ErrorCode::access_denied : ErrorCode::io;
        return Error{code, fmt::format("{}: {}", path, std::strerror(number)), number};
    }
    Head head{};
    if (!read(file, 0, head.data(), head.size())) return malformed(path, "too short to be a module");
    if (std::memcmp(head.data(), "MZ", 2) == 0) return pe_bits(path, head, file);
    if (std::memcmp(head.data(), "\x7F" "ELF", 4) == 0) return elf_bits(path, head);
    return malformed(path, "neither a Windows module nor an ELF file");
}

}  // namespace upsmd
